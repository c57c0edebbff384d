using System.Collections.Immutable;
using CimGen.Architectures;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Flow;
using CimGen.Isa.Images;
using CimGen.Reports;
using CimGen.Rtl;

namespace CimGen.Bench.Sync;

/// <summary>A point whose RTL trace was equal to the golden one, event by event.</summary>
/// <param name="Golden">The point on a machine that has just the cores it needs; its cycles are those of the RTL.</param>
/// <param name="ModelCores">Cores of the Verilated machine; those that the layer does not need stay idle.</param>
/// <param name="Traffic">Counted from the RTL trace.</param>
/// <param name="TraceRecords">Events found equal.</param>
/// <param name="Seconds">Of the simulation.</param>
public sealed record ConfirmedPoint(PointResult Golden, int ModelCores, TrafficTotals Traffic, long TraceRecords, double Seconds)
{
    /// <summary>Cycles of the RTL.</summary>
    public long Cycles => Golden.Cycles;
}

/// <summary>
/// Confirms points in Verilator. A model depends on cores, crossbar, bus and MVM, not on the layer or the scheme: few models run many
/// points.
/// </summary>
public sealed class Confirmation(string folder, int jobs, IProgressReport progress)
{
    /// <summary>Sizes of the models, by crossbar: a layer runs on the smallest that holds it.</summary>
    private static readonly ImmutableDictionary<int, ImmutableArray<int>> Models = new Dictionary<int, ImmutableArray<int>>
    {
        [32] = [64, 256, 1024],
        [64] = [16, 64, 256],
        [128] = [4, 16, 64],
    }.ToImmutableDictionary();

    /// <summary>
    /// The points to confirm: every entry of table II under both schemes, with the fast crossbar and the widest bus, which makes for the shortest
    /// simulations; counts of values depend on neither.
    /// </summary>
    public static IEnumerable<SyncPoint> Chosen(IEnumerable<Workload> workloads) =>
        from workload in workloads
        where workload.InTableTwo
        from crossbar in SyncMatrix.Crossbars
        from scheme in new[] { SyncScheme.Linear, SyncScheme.Cyclic }
        select new SyncPoint(workload, crossbar, SyncMatrix.Buses[^1], scheme, SyncMatrix.MvmCycles[^1], Variant.Paper);

    /// <summary>Cores of the model that runs a layer with so many.</summary>
    public static int ModelFor(int crossbar, int cores) => Models[crossbar].First(m => m >= cores);

    /// <summary>Simulates a point that the golden model has run.</summary>
    public Result<ConfirmedPoint> Run(LoadedLayer layer, PointResult point) =>
        new SyncRunner(layer).Compile(point.Point, ModelFor(point.Point.Crossbar, point.Cores)).Then(design =>
            GoldenResults.Run(design, layer.Stimulus, stallSeed: 0).Then(golden => golden.Cycles[0] != point.Cycles
                ? CosimDiagnostics.GoldenFailed(new SourceLocation(layer.Workload.Name), $"idle cores change the cycles: {golden.Cycles[0]}, without them {point.Cycles}")
                : Simulate(point, design, layer.Stimulus, golden)));

    private Result<ConfirmedPoint> Simulate(PointResult point, CompiledDesign design, Stimulus stimulus, GoldenResults golden)
    {
        var place = Path.Combine(folder, "design");
        var dumps = new[] { new OutputFile(DesignFolder.Mark, ArchitectureText.Dump(design.Architecture)) };
        var written = DesignWriter.Files(design, golden, dumps, null).Then(files =>
            DesignFolder.Write(place, files) is { } problem ? problem : Result.Success(files));
        var runner = new CosimRunner(place, Path.Combine(folder, ".models"), jobs, progress);
        return written.Then(_ => runner.Run(design, stimulus, golden, new SimulationOptions(Images: 1, TracedRuns: 1), wavesOnDivergence: false)).Then(result =>
            Result.Success(new ConfirmedPoint(
                point, design.Architecture.Cores, Totals(result.RtlStatistics!, design.Architecture), result.TraceRecords, result.SimulationSeconds)));
    }

    /// <summary>Of the design's one layer.</summary>
    private static TrafficTotals Totals(TraceStatistics statistics, Architecture architecture) =>
        new([.. Enum.GetValues<TrafficKind>().Select(k => statistics.Values[0, (int)k])], architecture.Sync.Transport == SyncTransport.Bus);
}
