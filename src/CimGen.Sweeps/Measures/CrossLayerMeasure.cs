using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Flow;
using CimGen.Flow.Kinds;
using CimGen.Planning.Pipelines;
using CimGen.Planning.Placement;
using CimGen.Planning.Windows;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>
/// All layers at once, executed for one image by the golden model: with the least number of cores, and <c>measure.extra_cores</c> beside them. Held against one
/// layer after another and against the ideal, which both count MVMs alone (<see cref="IdealPipeline"/>).
/// </summary>
internal sealed class CrossLayerMeasure : DesignMeasure
{
    private const string Extra = "extra_cores";

    public override string Name => "cross-layer";

    public override ImmutableArray<string> Columns =>
        ["crossbars", "other_cores", "replicas", "cycles", "ideal_cycles", "above_ideal", "speedup", "ideal_speedup", "bound_is", "bound_cycles", "map_bytes", "program_bytes"];

    protected override bool ReadsTemplates => false;

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench)
    {
        var (text, machine) = (point.Settings.GetValueOrDefault(SettingNames.OfMeasure + Extra) ?? "0", design.Architecture);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extra) || extra > PointMachine.MostCores)
        {
            return SweepDiagnostics.Unknown(new SourceLocation(design.Network.Path), "number of cores", text, [$"a number from 0 to {PointMachine.MostCores}"]);
        }

        var kinds = KindRegistry.Default;
        var least = NetworkPlacer.CoresByRows(design.Network.Network, machine, kinds.ComputeUnitOf(machine).Planner, kinds.Controller.Vectors);
        var executed = design with { Architecture = machine with { Cores = least + extra } };
        return executed.Compile().Then(bench.Prove).Then(compiled => GoldenResults.Run(compiled, new Stimulus([design.Network.Images.Images[0]], []), stallSeed: 0).Then(golden =>
        {
            var network = design.Network.Float;
            var stages = Planning.Pipelines.Stage.Of(network, new CrossbarSize(machine.Compute.Rows, machine.Compute.Columns));
            var (one, mvm) = (stages.Sum(s => s.Mvms), machine.Compute.Latency(machine.Bus));
            var ideal = IdealPipeline.Latency(network, Replicas.ShortestInterval(stages, extra));
            var crossbars = compiled.Schedule.Placement.Layers.OfType<MatrixPlacement>().Sum(m => m.Places.Length);
            var highest = compiled.Bounds(compiled.Architecture, layers: 0).Whole.Highest;
            var memory = compiled.Schedule.Memory;
            var cycles = golden.Cycles[0];
            return Result.Success(new Measured(
                (long)crossbars,
                (long)compiled.Schedule.Placement.CoresUsed - crossbars,
                compiled.Schedule.Placement.Layers.Sum(l => (long)l.Replicas.Count - 1),
                cycles,
                (long)ideal * mvm,
                ((double)cycles / ((long)ideal * mvm)) - 1,
                (double)one * mvm / cycles,
                (double)one / ideal,
                EnumNames.Of(highest.Kind),
                highest.Cycles,
                memory.Between(compiled.Schedule.Placement.Network).Sum(b => (long)b.Bytes),
                compiled.Image.Cores.Sum(c => (long)c.ProgramBytes)));
        }));
    }
}
