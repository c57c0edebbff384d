using System.Globalization;
using CimGen.Bench.Synthesis;

namespace CimGen.Bench.Fpga;

/// <summary>Runs the netlist of the machine, made of the cells of iCE40, on the design's images: outputs and cycles have to be the golden model's.</summary>
public static class NetlistSimulation
{
    private const string Cells = "share/yosys/ice40/cells_sim.v";

    /// <param name="folder">A design folder in which <see cref="FpgaFlow"/> ran the target.</param>
    /// <param name="target">An iCE40 without a board.</param>
    /// <returns>The testbench's last line, "N images, M different".</returns>
    /// <exception cref="ToolException">Icarus is missing or fails.</exception>
    public static string Run(string folder, FpgaTarget target, int images)
    {
        var program = $"{target.Name}.vvp";
        Tool.Run("iverilog", folder, ["-g2005-sv", "-DNO_ICE40_DEFAULT_ASSIGNMENTS", "-o", program, "-s", "cim_tb", "sim/cim_tb.v", $"{target.Name}.v", CellLibrary()]);
        var lines = Tool.Run("vvp", folder, ["-n", program, string.Create(CultureInfo.InvariantCulture, $"+images={images}"), .. target.IsPreloaded ? new[] { "+preloaded" } : []]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines[^1];
    }

    /// <summary>It comes with Yosys, beside its program.</summary>
    private static string CellLibrary() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Where(p => File.Exists(Path.Combine(p, "yosys"))).Select(p => Path.GetFullPath(Path.Combine(p, "..", Cells)))
            .FirstOrDefault(File.Exists) ?? throw new ToolException($"Yosys comes without {Cells}; install the package yosys");
}
