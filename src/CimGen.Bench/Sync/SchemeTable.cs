using CimGen.Machines;

namespace CimGen.Bench.Sync;

/// <summary>Results beside those of the sequential scheme on the same machine.</summary>
public sealed class SchemeTable(IEnumerable<PointResult> results)
{
    private readonly Dictionary<SyncPoint, PointResult> _results = results.ToDictionary(r => r.Point);

    /// <summary>All but those of the sequential scheme.</summary>
    public IEnumerable<PointResult> Scheduled => _results.Values.Where(r => r.Point.Scheme != SyncScheme.Sequential);

    /// <summary>The same point under another scheme.</summary>
    public PointResult Under(PointResult result, SyncScheme scheme) => _results[result.Point with { Scheme = scheme }];

    /// <summary>S = t_sequential / t_scheme.</summary>
    public double Speedup(PointResult result) => (double)Under(result, SyncScheme.Sequential).Cycles / result.Cycles;

    /// <summary>S / P_V.</summary>
    public double LimitRatio(PointResult result) => Speedup(result) / result.VerticalGroups;
}
