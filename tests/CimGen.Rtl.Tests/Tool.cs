using System.Diagnostics;

namespace CimGen.Rtl.Tests;

/// <summary>Runs a program in a folder.</summary>
internal static class Tool
{
    /// <summary>Whether a program is installed.</summary>
    public static bool Exists(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, program)));

    /// <returns>The exit code, and all that it printed.</returns>
    public static (int Code, string Output) Run(string folder, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <returns>What it printed.</returns>
    public static string Require(string folder, string program, params IEnumerable<string> arguments)
    {
        var (code, output) = Run(folder, program, arguments);
        Assert.True(code == 0, $"{program}: {output}");
        return output;
    }
}
