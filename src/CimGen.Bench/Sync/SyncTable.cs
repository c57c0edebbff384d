using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Yaml;
using CimGen.Machines.Images;
using CimGen.Reports.Bounds;

namespace CimGen.Bench.Sync;

/// <summary>points.csv, a line for each point, and confirmed.csv, a line for each one that Verilator has confirmed.</summary>
public static class SyncTable
{
    private static readonly ImmutableArray<(string Name, Func<PointResult, SchemeTable, object> Value)> Columns =
    [
        ("cores", (r, _) => r.Cores),
        ("p_v", (r, _) => r.VerticalGroups),
        ("p_h", (r, _) => r.HorizontalGroups),
        ("o_v", (r, _) => r.Vectors),
        ("cycles", (r, _) => r.Cycles),
        ("speedup", (r, s) => s.Speedup(r)),
        ("limit_ratio", (r, s) => s.LimitRatio(r)),
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
            .Select(k => ($"{EnumNames.Of(k).Replace('-', '_')}_bytes", new Func<PointResult, SchemeTable, object>((r, _) => r.Traffic.Bytes(k)))),
        ("bytes", (r, _) => r.Traffic.TotalBytes),
        ("call_share", (r, _) => r.Traffic.CallShare),
        ("paper_bytes", (r, _) => r.Traffic.PaperBytes),
        ("paper_call_share", (r, _) => r.Traffic.PaperCallShare),
        ("golden_events", (r, _) => r.TraceRecords),
    ];

    /// <summary>The file's text.</summary>
    public static string Csv(ImmutableArray<PointResult> results)
    {
        var table = new SchemeTable(results);
        var header = $"layer,crossbar,bus_bytes,scheme,mvm_cycles,variant,{string.Join(',', Columns.Select(c => c.Name))}\n";
        return header + string.Concat(results.Select(r => $"{Key(r.Point)},{string.Join(',', Columns.Select(c => Text(c.Value(r, table))))}\n"));
    }

    /// <summary>The file of the confirmed points.</summary>
    public static string Csv(IEnumerable<ConfirmedPoint> confirmed) =>
        "layer,crossbar,bus_bytes,scheme,mvm_cycles,variant,model_cores,cores,cycles,loaded_values,stored_values,calls,bias_values,events,seconds\n"
        + string.Concat(confirmed.Select(c => string.Create(
            CultureInfo.InvariantCulture,
            $"{Key(c.Golden.Point)},{c.ModelCores},{c.Golden.Cores},{c.Cycles},{c.Traffic.Loaded},{c.Traffic.Stored},{c.Traffic.Calls},{c.Traffic.Values(TrafficKind.BiasLoad)},{c.TraceRecords},{c.Seconds:f1}\n")));

    private static string Key(SyncPoint p) => string.Create(
        CultureInfo.InvariantCulture, $"{p.Workload.Name},{p.Crossbar},{p.BusBytes},{EnumNames.Of(p.Scheme)},{p.MvmCycles},{p.Variant.Name}");

    private static string Text(object value) => string.Format(CultureInfo.InvariantCulture, value is double ? "{0:0.######}" : "{0}", value);
}
