using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tools;

namespace CimGen.Synthesis.Fpga;

/// <summary>Synthesis, and for iCE40 placement and routing, of a design folder.</summary>
public static class FpgaFlow
{
    private const string Machine = "cim_top";
    private const string MachineSources = "filelist.f";

    /// <summary>Runs a target's flow; what it writes lies beside the design's files and begins with the target's name.</summary>
    public static Result<FpgaResult> Run(string folder, FpgaTarget target)
    {
        var top = target.Board?.Top ?? Machine;
        var synthesized = Yosys.Run(
            folder,
            $"{target.Name}.ys",
            [
                .. Read(folder, target.Board?.Sources ?? MachineSources, target), $"hierarchy -top {top} -check", .. target.Preparation,
                $"{target.Synthesis} -top {top}", "check -assert", "select -assert-none t:$_DLATCH* t:$_TBUF_ t:SB_IO", $"write_json {target.Name}.json",
                $"tee -q -o {target.Name}.txt stat", "setundef -params -zero", $"write_verilog -noattr {target.Name}.v",
            ]);
        return synthesized.Then(_ => LogicDepth.Of(Path.Combine(folder, $"{target.Name}.json"))).Then(depth =>
        {
            var cells = ModuleCells.Read(Path.Combine(folder, $"{target.Name}.txt"), top);
            var used = Enum.GetValues<Resource>().ToImmutableDictionary(r => r, r => Sum(cells, top, r));
            var result = new FpgaResult(target, used, depth.Levels, null, null);
            return target.IsPlaced && !result.Lacking.Any() ? Place(folder, result) : Result.Success(result);
        });
    }

    /// <summary>Cells of the parts of a machine, each synthesized as a whole and apart from the others.</summary>
    public static Result<ModuleCells> Modules(string folder, FpgaTarget target)
    {
        var name = $"{target.Name}-modules";
        return Yosys.Run(
            folder,
            $"{name}.ys",
            [
                .. Read(folder, MachineSources, target), $"hierarchy -top {Machine} -check", .. target.Preparation,
                $"setattr -mod -set keep_hierarchy 1 {string.Join(' ', ModuleTable.Modules.SelectMany(m => new[] { m, $"$paramod*{m}*" }))}",
                $"{target.Synthesis} -top {Machine}", $"tee -q -o {name}.txt stat",
            ]).Then(_ => Result.Success(ModuleCells.Read(Path.Combine(folder, $"{name}.txt"), Machine)));
    }

    /// <summary>Look-up tables in a row between the cores: the tile without what is in cores, memory and host port.</summary>
    public static Result<LogicDepth> BetweenCores(string folder) => Yosys.Run(
        folder,
        "shared.ys",
        [
            .. Yosys.Read(folder, MachineSources, ["SYNTHESIS"], ["cim_core", "cim_memory"]),
            "hierarchy -top cim_tile -check", "synth_ice40 -top cim_tile", "delete t:cim_core t:cim_memory", "write_json shared.json",
        ]).Then(_ => LogicDepth.Of(Path.Combine(folder, "shared.json")));

    /// <summary>How much of a resource all instances of a module take.</summary>
    public static long Sum(ModuleCells cells, string module, Resource resource) =>
        Enumerable.Range(1, 4).Sum(n => n * cells.Count(module, t => CellTypes.Count(t, resource) == n));

    /// <summary>The fastest of the placements, whose bits lie in the target's .asc.</summary>
    private static Result<FpgaResult> Place(string folder, FpgaResult result)
    {
        var target = result.Target;
        Placement? best = null;
        for (var seed = 1; seed <= target.Seeds; seed++)
        {
            var placed = Place(folder, result, seed);
            if (!placed.Ok)
            {
                return new Result<FpgaResult>(null, placed.Diagnostics);
            }

            best = best is null || placed.Value.Result.Megahertz > best.Result.Megahertz ? placed.Value : best;
        }

        File.Copy(Path.Combine(folder, best!.Bits), Path.Combine(folder, $"{target.Name}.asc"), overwrite: true);
        return Result.Success(best.Result);
    }

    private static Result<Placement> Place(string folder, FpgaResult result, int seed)
    {
        var target = result.Target;
        var name = string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{seed}");
        string[] arguments =
        [
            .. target.Placement, "--seed", seed.ToString(CultureInfo.InvariantCulture), "--json", $"{target.Name}.json", "--asc", $"{name}.asc", "--report", $"{name}.rpt",
            "--timing-allow-fail", "-q", .. target.Board is { } board ? new[] { "--pcf", board.Constraints } : [],
        ];
        return Tool.Require(new ToolStart("nextpnr-ice40", arguments) { Folder = folder }).Then(_ =>
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, $"{name}.rpt")));
            var placed = result with
            {
                Megahertz = report.RootElement.GetProperty("fmax").EnumerateObject().Min(c => c.Value.GetProperty("achieved").GetDouble()),
                LogicCells = report.RootElement.GetProperty("utilization").GetProperty("ICESTORM_LC").GetProperty("used").GetInt32(),
            };
            return Result.Success(new Placement(placed, $"{name}.asc"));
        });
    }

    private static IEnumerable<string> Read(string folder, string list, FpgaTarget target) => Yosys.Read(folder, list, target.Defines, []);

    /// <param name="Bits">File of the bitstream's text.</param>
    private sealed record Placement(FpgaResult Result, string Bits);
}
