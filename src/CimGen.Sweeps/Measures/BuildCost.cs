using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tools;

namespace CimGen.Sweeps.Measures;

/// <summary>What a program took, with all programs that it started.</summary>
/// <param name="Seconds">From start to end.</param>
/// <param name="ProcessorSeconds">Summed over processors and programs.</param>
/// <param name="PeakKilobytes">Of the program that took the most memory.</param>
internal sealed record BuildCost(double Seconds, double ProcessorSeconds, long PeakKilobytes)
{
    /// <summary>Runs make in a folder.</summary>
    public static Result<BuildCost> OfMake(string folder, params string[] arguments) => Of("make", ["-s", "-C", folder, .. arguments]);

    /// <summary>Runs a program under GNU time.</summary>
    public static Result<BuildCost> Of(string program, params string[] arguments)
    {
        var report = Path.GetTempFileName();
        try
        {
            return Tool.Require(new ToolStart("time", ["-o", report, "-f", "%e %U %S %M", program, .. arguments])).Then(_ =>
            {
                var parts = File.ReadLines(report).Last().Split(' ');
                double Number(int i) => double.Parse(parts[i], CultureInfo.InvariantCulture);
                return Result.Success(new BuildCost(Number(0), Number(1) + Number(2), (long)Number(3)));
            });
        }
        finally
        {
            File.Delete(report);
        }
    }
}
