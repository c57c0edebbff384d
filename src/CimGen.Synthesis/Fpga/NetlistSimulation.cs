using System.Globalization;
using System.Text.RegularExpressions;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tools;

namespace CimGen.Synthesis.Fpga;

/// <summary>Runs the netlist of the machine, made of the cells of iCE40, on the design's images: outputs and cycles have to be the golden model's.</summary>
public static partial class NetlistSimulation
{
    private const string Cells = "share/yosys/ice40/cells_sim.v";
    private const string PowerUp = "power_up.v";

    /// <param name="folder">A design folder in which <see cref="FpgaFlow"/> ran the target.</param>
    /// <param name="target">An iCE40 without a board.</param>
    /// <param name="yosys">Its program; null for the one that PATH names.</param>
    /// <returns>The testbench's last line, "N images, M different".</returns>
    public static Result<string> Run(string folder, FpgaTarget target, int images, string? yosys = null)
    {
        if (CellLibrary(yosys ?? Tool.Find("yosys")) is not { } cells)
        {
            return SynthesisDiagnostics.CellLibrary(Cells);
        }

        var program = $"{target.Name}.vvp";
        File.WriteAllText(Path.Combine(folder, PowerUp), PowerUpOf(File.ReadAllText(Path.Combine(folder, $"{target.Name}.v"))));
        string[] compile = ["-g2005-sv", "-DNO_ICE40_DEFAULT_ASSIGNMENTS", "-o", program, "-s", "cim_tb", "-s", "power_up", "sim/cim_tb.v", PowerUp, $"{target.Name}.v", cells];
        string[] run = ["-n", program, string.Create(CultureInfo.InvariantCulture, $"+images={images}"), .. target.IsPreloaded ? new[] { "+preloaded" } : []];
        return Tool.Require(new ToolStart("iverilog", compile) { Folder = folder })
            .Then(_ => Tool.Require(new ToolStart("vvp", run) { Folder = folder }))
            .Then(r => Result.Success(r.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]));
    }

    /// <summary>
    /// Output registers of block RAMs come up with anything. In the models of the cells, which give flip-flops a value, they are X, and logic that
    /// does not depend on an X in hardware may do so in a simulation.
    /// </summary>
    private static string PowerUpOf(string netlist)
    {
        var lines = BlockRams().Matches(netlist).Select(m => $"    cim_tb.dut.{m.Groups["name"].Value} .RDATA_I = $random;\n");
        return $"module power_up;\n  initial begin\n{string.Concat(lines)}  end\nendmodule\n";
    }

    [GeneratedRegex(@"^  SB_RAM40_4K #\([^;]*?^  \) (?<name>\S+)", RegexOptions.Multiline)]
    private static partial Regex BlockRams();

    /// <summary>It comes with Yosys, beside its program.</summary>
    private static string? CellLibrary(string? program) =>
        program is not null && Path.GetFullPath(Path.Combine(program, "../..", Cells)) is var file && File.Exists(file) ? file : null;
}
