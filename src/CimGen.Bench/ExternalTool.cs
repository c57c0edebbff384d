using System.Diagnostics;

namespace CimGen.Bench;

/// <summary>Runs programs that a benchmark needs.</summary>
public static class ExternalTool
{
    /// <returns>What the program printed on its standard output.</returns>
    /// <exception cref="ToolException">The program is missing or fails; the package that has it is named like it.</exception>
    public static string Run(string folder, string program, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output
                : throw new ToolException($"{program} ended with code {process.ExitCode}: {Reason((output + errors.Result).Trim().Split('\n'))}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new ToolException($"{program} is missing; install the package {program}");
        }
    }

    /// <summary>The first line that speaks of an error, otherwise the last.</summary>
    private static string Reason(string[] lines) => lines.FirstOrDefault(l => l.Contains("rror:", StringComparison.Ordinal)) ?? lines[^1];
}
