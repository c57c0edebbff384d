using System.Collections.Immutable;
using System.Diagnostics;
using CimGen.Core.Diagnostics;

namespace CimGen.Bench.Sync;

/// <summary>All points, and what they took.</summary>
/// <param name="Results">In the order of the points, without those that do not fit.</param>
/// <param name="TooLarge">Layers that need more cores than a machine may have.</param>
/// <param name="Tools">Summed over the threads.</param>
/// <param name="WallSeconds">From the first point to the last.</param>
public sealed record SyncRun(ImmutableArray<PointResult> Results, ImmutableArray<TooLarge> TooLarge, ToolSeconds Tools, double WallSeconds)
{
    /// <summary>Events of the golden model over all points.</summary>
    public long TraceRecords => Results.Sum(r => r.TraceRecords);

    /// <summary>Cycles of the golden model over all points.</summary>
    public long Cycles => Results.Sum(r => r.Cycles);
}

/// <summary>A layer that no machine with such crossbars holds.</summary>
/// <param name="Cores">That it would need.</param>
public sealed record TooLarge(Workload Workload, int Crossbar, int Cores);

/// <summary>Runs points in the golden model, in parallel; points with equal programs stay together on one thread.</summary>
public static class SyncBench
{
    /// <summary>Most cores that a machine may have.</summary>
    private const int MostCores = 1024;

    /// <param name="finished">Called with the share of the points that are done.</param>
    public static Result<SyncRun> Run(IReadOnlyList<LoadedLayer> layers, int threads, Action<double> finished)
    {
        var watch = Stopwatch.StartNew();
        var groups = layers.SelectMany(l => SyncMatrix.Points([l.Workload]).GroupBy(p => (p.Crossbar, p.Variant, p.Scheme)).Select(g => (Layer: l, Points: g.ToList()))).ToList();
        var results = new ImmutableArray<PointResult>[groups.Count];
        var diagnostics = new DiagnosticBag();
        var (tools, done, gate) = (default(ToolSeconds), 0, new Lock());
        Parallel.For(0, groups.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var runner = new SyncRunner(groups[i].Layer);
            var group = Run(runner, groups[i].Layer, groups[i].Points);
            lock (gate)
            {
                results[i] = group.Results;
                diagnostics.AddRange(group.Diagnostics);
                tools += runner.Seconds;
                finished((double)++done / groups.Count);
            }
        });
        return Result.From(new SyncRun([.. results.SelectMany(r => r)], [.. layers.SelectMany(Oversized)], tools, watch.Elapsed.TotalSeconds), diagnostics);
    }

    private static (ImmutableArray<PointResult> Results, ImmutableArray<Diagnostic> Diagnostics) Run(SyncRunner runner, LoadedLayer layer, List<SyncPoint> points)
    {
        var shape = SyncRunner.Shape(layer, points[0]);
        var cores = shape.Vertical * shape.Horizontal;
        if (cores > MostCores)
        {
            return ([], []);
        }

        var results = ImmutableArray.CreateBuilder<PointResult>();
        foreach (var onBus in points.GroupBy(p => p.BusBytes))
        {
            var design = runner.Compile(onBus.First(), cores);
            if (!design.Ok)
            {
                return ([], design.Diagnostics);
            }

            results.AddRange(onBus.Select(p => runner.Run(p, design.Value)));
        }

        return (results.ToImmutable(), []);
    }

    private static IEnumerable<TooLarge> Oversized(LoadedLayer layer) =>
        from points in SyncMatrix.Points([layer.Workload]).GroupBy(p => p.Crossbar)
        let shape = SyncRunner.Shape(layer, points.First())
        where shape.Vertical * shape.Horizontal > MostCores
        select new TooLarge(layer.Workload, points.Key, shape.Vertical * shape.Horizontal);
}
