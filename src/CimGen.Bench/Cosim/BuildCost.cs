using System.Diagnostics;
using System.Globalization;

namespace CimGen.Bench.Cosim;

/// <summary>What a program took, with all programs that it started.</summary>
/// <param name="Seconds">From start to end.</param>
/// <param name="ProcessorSeconds">Summed over processors and programs.</param>
/// <param name="PeakKilobytes">Of the program that took the most memory.</param>
public sealed record BuildCost(double Seconds, double ProcessorSeconds, long PeakKilobytes)
{
    /// <summary>Runs make in a folder under GNU time.</summary>
    /// <exception cref="ToolException">GNU time or make is missing, or make fails.</exception>
    public static BuildCost OfMake(string folder, params string[] arguments)
    {
        var report = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("time", ["-o", report, "-f", "%e %U %S %M", "make", "-s", "-C", folder, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new ToolException($"make {string.Join(' ', arguments)} ended with code {process.ExitCode}: {(output.Result + errors).Trim().Split('\n')[^1]}");
            }

            var parts = File.ReadLines(report).Last().Split(' ');
            double Seconds(int i) => double.Parse(parts[i], CultureInfo.InvariantCulture);
            return new BuildCost(Seconds(0), Seconds(1) + Seconds(2), long.Parse(parts[3], CultureInfo.InvariantCulture));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new ToolException("GNU time is missing; install the package time");
        }
        finally
        {
            File.Delete(report);
        }
    }
}
