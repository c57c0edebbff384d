using System.Collections.Immutable;
using System.Globalization;
using CimGen.Architectures;
using CimGen.Core.Yaml;
using CimGen.Isa.Images;
using CimGen.Reports.Bounds;

namespace CimGen.Bench.Sync;

/// <summary>points.csv: a line for each point.</summary>
public static class SyncTable
{
    private static readonly ImmutableArray<(string Name, Func<PointResult, PointResult, object> Value)> Columns =
    [
        ("cores", (r, _) => r.Cores),
        ("p_v", (r, _) => r.VerticalGroups),
        ("p_h", (r, _) => r.HorizontalGroups),
        ("o_v", (r, _) => r.Vectors),
        ("cycles", (r, _) => r.Cycles),
        ("speedup", (r, s) => (double)s.Cycles / r.Cycles),
        ("limit_ratio", (r, s) => (double)s.Cycles / r.Cycles / r.VerticalGroups),
        ("mvm_bound", (r, _) => r.Bounds[BoundKind.Mvm]),
        ("mvm_bound_reached", (r, _) => (double)r.Bounds[BoundKind.Mvm] / r.Cycles),
        ("highest_bound", (r, _) => r.Bounds.Highest.Cycles),
        ("highest_bound_is", (r, _) => EnumNames.Of(r.Bounds.Highest.Kind)),
        ("highest_bound_reached", (r, _) => r.Bounds.Reached(r.Cycles)),
        ("loaded_values", (r, _) => r.Traffic.Loaded),
        ("stored_values", (r, _) => r.Traffic.Stored),
        ("calls", (r, _) => r.Traffic.Calls),
        ("bias_values", (r, _) => r.Traffic.Values(TrafficKind.BiasLoad)),
        ("parameter_words", (r, _) => r.Traffic.Values(TrafficKind.ParameterLoad)),
        .. new[] { TrafficKind.IfmLoad, TrafficKind.PartialSumLoad, TrafficKind.PartialSumStore, TrafficKind.OfmStore, TrafficKind.BiasLoad, TrafficKind.ParameterLoad, TrafficKind.Call }
            .Select(k => ($"{EnumNames.Of(k).Replace('-', '_')}_bytes", new Func<PointResult, PointResult, object>((r, _) => r.Traffic.Bytes(k)))),
        ("bytes", (r, _) => r.Traffic.TotalBytes),
        ("call_share", (r, _) => r.Traffic.CallShare),
        ("paper_bytes", (r, _) => r.Traffic.PaperBytes),
        ("paper_call_share", (r, _) => r.Traffic.PaperCallShare),
        ("golden_events", (r, _) => r.TraceRecords),
    ];

    /// <summary>The file's text.</summary>
    public static string Csv(ImmutableArray<PointResult> results)
    {
        var sequential = results.Where(r => r.Point.Scheme == SyncScheme.Sequential).ToDictionary(r => r.Point);
        var header = $"layer,crossbar,bus_bytes,scheme,mvm_cycles,variant,{string.Join(',', Columns.Select(c => c.Name))}\n";
        return header + string.Concat(results.Select(r =>
        {
            var p = r.Point;
            var values = Columns.Select(c => Text(c.Value(r, sequential[p with { Scheme = SyncScheme.Sequential }])));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{p.Workload.Name},{p.Crossbar},{p.BusBytes},{EnumNames.Of(p.Scheme)},{p.MvmCycles},{p.Variant.Name},{string.Join(',', values)}\n");
        }));
    }

    private static string Text(object value) => string.Format(CultureInfo.InvariantCulture, value is double ? "{0:0.######}" : "{0}", value);
}
