using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tables;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps;

/// <summary>All points of a sweep with their results as far as there are any, as tables.</summary>
/// <param name="Points">In order; without a result where there is none yet.</param>
/// <param name="Findings">Of points that failed.</param>
public sealed record SweepResults(SweepFile Sweep, ImmutableArray<(SweepPoint Point, PointResult? Result)> Points, ImmutableArray<Diagnostic> Findings)
{
    /// <summary>Table of the points whose networks need more cores than a machine may have.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Its column for what is needed.</summary>
    public const string CoresColumn = "needed_cores";

    /// <summary>Table of what the steps of points took: times of this computer, the only numbers that are not the same anywhere.</summary>
    public const string Times = "times";

    private const string Cycles = "cycles";
    private const string Limit = "p_v";

    /// <summary>Every point has a result.</summary>
    public bool Complete => Points.All(p => p.Result is not null);

    /// <summary>Points that have one.</summary>
    public int Finished => Points.Count(p => p.Result is not null);

    /// <summary>The tables by name.</summary>
    public IReadOnlyDictionary<string, Table> Tables()
    {
        var groups = Points.GroupBy(p => p.Point.Table).ToList();
        var tables = groups.ToDictionary(g => g.Key, g => Of(g.First().Point.Measure.Columns, Fitting(g)));
        var tooLarge = new Table([.. Sweep.Axes.Select(a => a.Name), CoresColumn]);
        foreach (var (point, result) in Points.Where(p => p.Result is { Fits: false }))
        {
            tooLarge.Add([.. point.Labels, (long)result!.Needed]);
        }

        var times = new Table("table", "step", "seconds");
        foreach (var group in groups)
        {
            foreach (var step in Fitting(group).SelectMany(p => p.Result.Seconds).GroupBy(s => s.Key).OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                times.Add(group.Key, step.Key, step.Sum(s => s.Value));
            }
        }

        tables[TooLarge] = tooLarge;
        tables[Times] = times;
        return tables;
    }

    /// <summary>A row for each point: its labels, what was measured, and where there is a baseline the speedup and its share of the limit.</summary>
    private Table Of(ImmutableArray<string> columns, ImmutableArray<(SweepPoint Point, PointResult Result)> points)
    {
        var (cycles, limit) = (columns.IndexOf(Cycles), columns.IndexOf(Limit));
        var compares = !Sweep.Baseline.IsEmpty && cycles >= 0 && limit >= 0;
        var table = new Table([.. Sweep.Axes.Select(a => a.Name), .. columns, .. compares ? new[] { "speedup", "limit_ratio" } : []]);
        var baselines = points.Where(p => compares && Baseline(p.Point).SequenceEqual(p.Point.Labels)).ToDictionary(p => string.Join('\n', p.Point.Labels), p => (long)p.Result.Values[cycles]);
        foreach (var (point, result) in points)
        {
            object[] gain = !compares ? []
                : baselines.TryGetValue(string.Join('\n', Baseline(point)), out var slow) && (double)slow / (long)result.Values[cycles] is var speedup ? [speedup, speedup / (long)result.Values[limit]]
                : ["", ""];
            table.Add([.. point.Labels, .. result.Values, .. gain]);
        }

        return table;
    }

    private static ImmutableArray<(SweepPoint Point, PointResult Result)> Fitting(IEnumerable<(SweepPoint Point, PointResult? Result)> points) =>
        [.. points.Where(p => p.Result is { Fits: true }).Select(p => (p.Point, p.Result!))];

    /// <summary>Labels of the point that this one is compared with.</summary>
    private IEnumerable<string> Baseline(SweepPoint point) => point.Labels.Select((label, i) => Sweep.Baseline.GetValueOrDefault(Sweep.Axes[i].Name, label));
}
