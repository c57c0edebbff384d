using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CimGen.Cli.Tests;

/// <summary>What a process printed, and how it ended.</summary>
internal sealed partial record Finished(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of stderr, but for those that say how long something took: they come on slow machines only.</summary>
    public string[] ErrorLines => [.. Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !ProgressLine().IsMatch(l))];

    [GeneratedRegex(@"^[a-z][A-Za-z ]*: \d+(\.\d s$| %, )")]
    private static partial Regex ProgressLine();
}

/// <summary>The real program, as a user starts it, with its output redirected.</summary>
internal static class Cimgen
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // The tests may run in a host that is not 'dotnet' itself.
    private static readonly string Dotnet =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : OnPath("dotnet");

    /// <summary>How a shell starts the program.</summary>
    public static string Shell => $"{Dotnet} {Path.Combine(AppContext.BaseDirectory, "cimgen.dll")}";

    /// <summary>Runs a command in a folder and waits for its end.</summary>
    public static Finished Run(string folder, params string[] arguments) => Run(folder, [], arguments);

    /// <param name="environment">Variables to set.</param>
    public static Finished Run(string folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        return Wait(process);
    }

    /// <summary>Starts a command without waiting for it. Signals that the tests' own caller ignores (nohup, a job in the background) are not ignored by it.</summary>
    public static Process Start(string folder, (string Name, string Value)[] environment, params string[] arguments) =>
        Start("env", folder, environment, ["--default-signal=HUP,INT,TERM", Dotnet, Path.Combine(AppContext.BaseDirectory, "cimgen.dll"), .. arguments]);

    /// <summary>Runs another program.</summary>
    public static Finished RunTool(string program, string folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        using var process = Start(program, folder, environment, arguments);
        return Wait(process);
    }

    /// <summary>Where a program is found.</summary>
    public static string OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).First(File.Exists);

    private static Process Start(string program, string folder, (string Name, string Value)[] environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("VERILATOR");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static Finished Wait(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the program does not end");
        }

        return new Finished(process.ExitCode, output.Result, errors.Result);
    }
}
