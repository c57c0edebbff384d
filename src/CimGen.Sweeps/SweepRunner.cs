using System.Collections.Concurrent;
using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps;

/// <summary>What is wanted of a sweep.</summary>
/// <param name="Folder">For the results.</param>
/// <param name="Jobs">Points at once; programs at once of a measure that has the machine to itself.</param>
/// <param name="Tables">Tables to fill; empty for all.</param>
/// <param name="MostCores">Points whose machine has more cores are left for another time.</param>
public sealed record SweepOptions(string Folder, int Jobs, ImmutableArray<string> Tables, int MostCores);

/// <summary>Runs the points of a sweep that have no result yet, in parallel. Each is independent of all others.</summary>
public sealed class SweepRunner(SweepFile sweep, SweepOptions options, IProgressReport progress)
{
    /// <summary>Neighbours stay together: they often share a proof, for which one would wait on the other.</summary>
    private const int Neighbours = 14;

    private readonly PointStore _store = new(Path.Combine(options.Folder, "points"));
    private readonly Workbench _bench = new(Path.GetFullPath(options.Folder), options.Jobs, progress);

    /// <summary>Runs points and reads the results of all others that have one.</summary>
    /// <param name="points">To run.</param>
    /// <returns>The results, and what became of points that failed.</returns>
    public SweepResults Run(IReadOnlyList<SweepPoint> points)
    {
        var open = points.Where(p => (options.Tables.IsEmpty || options.Tables.Contains(p.Table)) && _store.Find(p) is null).ToList();
        var findings = new ConcurrentDictionary<int, ImmutableArray<Diagnostic>>();
        progress.During($"running {open.Count} of {points.Count} points of {sweep.Name}", report =>
        {
            var done = 0;
            Parallel.ForEach(
                open.Where(p => !p.Measure.RunsAlone).Chunk(Neighbours), new ParallelOptions { MaxDegreeOfParallelism = options.Jobs }, chunk => Array.ForEach(chunk, Run));
            open.Where(p => p.Measure.RunsAlone).ToList().ForEach(Run);
            return open.Count;

            void Run(SweepPoint point)
            {
                findings[point.Index] = RunPoint(point);
                report.Report(new Progress((double)Interlocked.Increment(ref done) / open.Count, $"{point.Table}: {point}"));
            }
        });
        var results = SweepPoint.Of(sweep).Select(p => (Point: p, Result: _store.Find(p))).ToImmutableArray();
        return new SweepResults(sweep, results, [.. findings.OrderBy(f => f.Key).SelectMany(f => f.Value)]);
    }

    private ImmutableArray<Diagnostic> RunPoint(SweepPoint point)
    {
        if (!point.Settings.Keys.Any(SettingNames.IsFile))
        {
            return [SweepDiagnostics.NoNetwork(new SourceLocation(sweep.Path))];
        }

        var result = point.Measure.Find(point, _bench, sweep.Path, options.MostCores);
        if (result.Ok)
        {
            _store.Keep(point, result.Value);
        }

        return [.. result.Diagnostics.Where(d => d.IsError).Select(d => SweepDiagnostics.Point(new SourceLocation(sweep.Path), point.Index, point.ToString(), d))];
    }
}
