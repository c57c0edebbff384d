using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Sweeps.Points;
using CimGen.Synthesis;
using CimGen.Synthesis.Fpga;

namespace CimGen.Sweeps.Measures;

/// <summary>What the parts of a machine take on iCE40, each synthesized apart, and how long the paths between its cores are.</summary>
internal sealed class PartMeasure : DesignMeasure
{
    private static readonly ImmutableArray<string> PerCore = ["controller", "load/store unit", "sync counters", "sync interconnect"];

    public override string Name => "parts";

    public override ImmutableArray<string> Columns => ["controller_luts", "load_store_luts", "counters_luts", "sync_luts", "bus_luts", "luts_between_cores"];

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench) => design.Compile().Then(bench.Prove).Then(compiled =>
        GoldenResults.Run(compiled, design.Network.Stimulus, stallSeed: 0).Then(golden => bench.Within(point, folder =>
            PointDesign.Write(folder, compiled, golden).Then(_ => FpgaFlow.Modules(folder, FpgaTarget.All[0])).Then(cells =>
                FpgaFlow.BetweenCores(folder).Then(depth => Result.Success(Values(cells, depth, compiled.Architecture.Cores)))))));

    private static Measured Values(ModuleCells cells, LogicDepth depth, int cores) => new(
    [
        .. PerCore.Select(p => (object)Math.Round((double)ModuleTable.Luts(cells, p) / cores, 1, MidpointRounding.AwayFromZero)),
        ModuleTable.Luts(cells, "bus") + ModuleTable.Luts(cells, "multiplexers of the masters, run control"),
        (long)depth.Levels,
    ]);
}
