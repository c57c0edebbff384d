using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CimGen.Bench.Synthesis;

namespace CimGen.Bench.Fpga;

/// <summary>Synthesis, and for iCE40 placement and routing, of a design folder.</summary>
public static class FpgaFlow
{
    private const string Machine = "cim_top";
    private const string MachineSources = "filelist.f";

    /// <summary>Runs a target's flow; what it writes lies beside the design's files and begins with the target's name.</summary>
    /// <exception cref="ToolException">A tool is missing or fails.</exception>
    public static FpgaResult Run(string folder, FpgaTarget target)
    {
        var top = target.Board?.Top ?? Machine;
        Tool.Yosys(
            folder,
            $"{target.Name}.ys",
            [
                .. Read(folder, target.Board?.Sources ?? MachineSources, target), $"hierarchy -top {top} -check", .. target.Preparation,
                $"{target.Synthesis} -top {top}", "check -assert", "select -assert-none t:$_DLATCH* t:$_TBUF_ t:SB_IO", $"write_json {target.Name}.json",
                $"tee -q -o {target.Name}.txt stat", "setundef -params -zero", $"write_verilog -noattr {target.Name}.v",
            ]);
        var cells = ModuleCells.Read(Path.Combine(folder, $"{target.Name}.txt"), top);
        var used = Enum.GetValues<Resource>().ToImmutableDictionary(r => r, r => Sum(cells, top, r));
        var result = new FpgaResult(target, used, LogicDepth.Of(Path.Combine(folder, $"{target.Name}.json")), null, null);
        return target.IsPlaced && !result.Lacking.Any() ? Place(folder, result) : result;
    }

    /// <summary>Cells of the parts of a machine, each synthesized as a whole and apart from the others.</summary>
    /// <exception cref="ToolException">Yosys is missing or fails.</exception>
    public static ModuleCells Modules(string folder, FpgaTarget target)
    {
        var name = $"{target.Name}-modules";
        Tool.Yosys(
            folder,
            $"{name}.ys",
            [
                .. Read(folder, MachineSources, target), $"hierarchy -top {Machine} -check", .. target.Preparation,
                $"setattr -mod -set keep_hierarchy 1 {string.Join(' ', ModuleTable.Modules.SelectMany(m => new[] { m, $"$paramod*{m}*" }))}",
                $"{target.Synthesis} -top {Machine}", $"tee -q -o {name}.txt stat",
            ]);
        return ModuleCells.Read(Path.Combine(folder, $"{name}.txt"), Machine);
    }

    public static long Sum(ModuleCells cells, string module, Resource resource) =>
        Enumerable.Range(1, 4).Sum(n => n * cells.Count(module, t => CellTypes.Count(t, resource) == n));

    /// <summary>The fastest of the placements, whose bits lie in the target's .asc.</summary>
    private static FpgaResult Place(string folder, FpgaResult result)
    {
        var target = result.Target;
        var best = Enumerable.Range(1, target.Seeds).Select(seed => Place(folder, result, seed)).MaxBy(r => r.Result.Megahertz);
        File.Copy(Path.Combine(folder, best.Bits), Path.Combine(folder, $"{target.Name}.asc"), overwrite: true);
        return best.Result;
    }

    private static (FpgaResult Result, string Bits) Place(string folder, FpgaResult result, int seed)
    {
        var target = result.Target;
        var name = string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{seed}");
        Tool.Run(
            "nextpnr-ice40",
            folder,
            [
                .. target.Placement, "--seed", seed.ToString(CultureInfo.InvariantCulture), "--json", $"{target.Name}.json", "--asc", $"{name}.asc", "--report", $"{name}.rpt",
                "--timing-allow-fail", "-q", .. target.Board is { } board ? new[] { "--pcf", board.Constraints } : [],
            ]);
        using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, $"{name}.rpt")));
        return (result with
        {
            Megahertz = report.RootElement.GetProperty("fmax").EnumerateObject().Min(c => c.Value.GetProperty("achieved").GetDouble()),
            LogicCells = report.RootElement.GetProperty("utilization").GetProperty("ICESTORM_LC").GetProperty("used").GetInt32(),
        }, $"{name}.asc");
    }

    private static IEnumerable<string> Read(string folder, string list, FpgaTarget target) =>
        File.ReadAllLines(Path.Combine(folder, list)).Where(l => l.EndsWith(".v", StringComparison.Ordinal)).Select(l => $"read_verilog {string.Concat(target.Defines.Select(d => $"-D {d} "))}{l}");
}
