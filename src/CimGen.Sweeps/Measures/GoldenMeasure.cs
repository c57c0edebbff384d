using System.Collections.Immutable;
using System.Diagnostics;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Flow;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Planning.Placement;
using CimGen.Reports;
using CimGen.Reports.Bounds;
using CimGen.Simulation;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>Cycles, bounds and traffic of one image in the golden model, after the proof of the schedule; the output is the integer reference's.</summary>
internal sealed class GoldenMeasure : DesignMeasure
{
    private static readonly TrafficKind[] Kinds =
        [TrafficKind.IfmLoad, TrafficKind.PartialSumLoad, TrafficKind.PartialSumStore, TrafficKind.OfmStore, TrafficKind.BiasLoad, TrafficKind.ParameterLoad, TrafficKind.Call];

    public override string Name => "golden";

    public override ImmutableArray<string> Columns =>
    [
        "cores", "p_v", "p_h", "o_v", "cycles", "mvm_bound", "mvm_bound_reached", "pipeline_bound", "highest_bound", "highest_bound_is", "highest_bound_reached",
        "loaded_values", "stored_values", "calls", "bias_values", "parameter_words",
        .. Kinds.Select(k => $"{EnumNames.Of(k).Replace('-', '_')}_bytes"),
        "bytes", "call_share", "paper_bytes", "paper_call_share", "golden_events",
    ];

    protected override bool ReadsTemplates => false;

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench)
    {
        var watch = new Steps();
        return watch.During("compile", () => design.Compile()).Then(d => watch.During("prove", () => bench.Prove(d))).Then(compiled =>
        {
            var machine = compiled.Golden();
            machine.WriteInput(design.Network.Input);
            var run = watch.During("golden", () => machine.Run(0, null, GoldenResults.CycleLimit));
            if (!run.Ok || !machine.ReadOutput().AsSpan().SequenceEqual(design.Network.Expected))
            {
                return SweepDiagnostics.Differs(new SourceLocation(design.Network.Path), run.Ok ? "golden model and integer reference differ" : GoldenResults.Explain(run));
            }

            var bounds = watch.During("bounds", () => compiled.Bounds(compiled.Architecture, layers: 0).Whole);
            return Result.Success(new Measured(Values(design, compiled, run, bounds), watch.Seconds));
        });
    }

    private static ImmutableArray<object> Values(PointDesign design, CompiledDesign compiled, RunSummary run, ScopeBounds bounds)
    {
        var matrices = compiled.Schedule.Placement.Layers.OfType<MatrixPlacement>().ToList();
        var output = design.Network.Network.OutputShapes.Maps[0];
        var traffic = TrafficTotals.Of(compiled.Image, run.Executed, compiled.Architecture.Sync.Transport == SyncTransport.Bus);
        return
        [
            (long)compiled.Architecture.Cores, (long)matrices.Max(m => m.VerticalGroups), (long)matrices.Max(m => m.HorizontalGroups), (long)(output.Height * output.Width), run.Cycles,
            bounds[BoundKind.Mvm], (double)bounds[BoundKind.Mvm] / run.Cycles, bounds[BoundKind.Pipeline],
            bounds.Highest.Cycles, EnumNames.Of(bounds.Highest.Kind), bounds.Reached(run.Cycles),
            traffic.Loaded, traffic.Stored, traffic.Calls, traffic.Values(TrafficKind.BiasLoad), traffic.Values(TrafficKind.ParameterLoad),
            .. Kinds.Select(k => (object)traffic.Bytes(k)),
            traffic.TotalBytes, traffic.CallShare, traffic.PaperBytes, traffic.PaperCallShare, run.TraceRecords,
        ];
    }

    /// <summary>Times the steps of a measurement.</summary>
    private sealed class Steps
    {
        public ImmutableSortedDictionary<string, double> Seconds { get; private set; } = ImmutableSortedDictionary<string, double>.Empty;

        public T During<T>(string step, Func<T> work)
        {
            var watch = Stopwatch.StartNew();
            var result = work();
            Seconds = Seconds.Add(step, watch.Elapsed.TotalSeconds);
            return result;
        }
    }
}
