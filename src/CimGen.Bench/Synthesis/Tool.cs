using System.ComponentModel;
using System.Diagnostics;

namespace CimGen.Bench.Synthesis;

/// <summary>Runs programs of a synthesis flow.</summary>
public static class Tool
{
    /// <summary>Runs a Yosys script in a folder.</summary>
    /// <exception cref="ToolException">Yosys is missing or fails.</exception>
    public static void Yosys(string folder, string name, IEnumerable<string> script)
    {
        File.WriteAllLines(Path.Combine(folder, name), script);
        Run("yosys", folder, ["-q", "-s", name]);
    }

    /// <summary>Runs a program in a folder.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="ToolException">The program is missing or fails.</exception>
    public static string Run(string program, string folder, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                var lines = (errors + output.Result).Trim().Split('\n');
                throw new ToolException($"{program} ended with code {process.ExitCode}: {lines.FirstOrDefault(l => l.Contains("ERROR", StringComparison.OrdinalIgnoreCase)) ?? lines[^1]}");
            }

            return output.Result;
        }
        catch (Win32Exception)
        {
            throw new ToolException($"{program} is missing; install the package of that name");
        }
    }
}
