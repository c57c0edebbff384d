using System.Collections.Immutable;
using CimGen.Bench.Plots;
using CimGen.Core.Yaml;
using CimGen.Machines;

namespace CimGen.Bench.Sync;

/// <summary>The results in the shape of the paper's figures 5, 6 and 7.</summary>
public static class SyncFigures
{
    private static readonly Axis BusAxis = Axis.Of("bus width in bytes", true, [.. SyncMatrix.Buses]);
    private static readonly Style Linear = new("linear", "#1f5fa8");
    private static readonly Style Cyclic = new("cyclic", "#d1580f");
    private static readonly Style Limit = new("limit", "#777", Dashed: true);
    private static readonly ImmutableArray<string> FromDarkToLight = ["#440154", "#3b528b", "#21908c", "#5dc863", "#e0b400"];

    /// <summary>Files by name, for results that hold all layers of table II.</summary>
    public static IEnumerable<(string Name, string Text)> Draw(ImmutableArray<PointResult> results)
    {
        var layers = results.Where(r => r.Point.Workload.InTableTwo && r.Point.Variant == Variant.Paper).ToImmutableArray();
        foreach (var cycles in SyncMatrix.MvmCycles)
        {
            var points = new SchemeTable(layers.Where(r => r.Point.MvmCycles == cycles));
            yield return ($"fig5-speedup-mvm{cycles}.svg", SvgWriter.Draw(Speedup(points, cycles)));
            yield return ($"fig6-limit-ratio-mvm{cycles}.svg", SvgWriter.Draw(LimitRatio(points, cycles)));
        }

        yield return ("fig7-call-share.svg", SvgWriter.Draw(CallShare(layers)));
    }

    /// <summary>Figure 5: speedup over the width of the bus, a panel for each layer and crossbar.</summary>
    private static Figure Speedup(SchemeTable table, int cycles) => new(
        $"Speedup over the sequential scheme, MVM of {cycles} cycles",
        7,
        [
            .. from groups in table.Scheduled.GroupBy(r => (r.Point.Crossbar, r.Point.Workload)).OrderBy(g => g.Key.Crossbar)
               let limit = groups.First().VerticalGroups
               let ticks = limit == 1 ? [0, 1] : Enumerable.Range(0, 5).Select(i => i * limit / 4.0).ToArray()
               select new Panel(
                   $"{groups.Key.Workload.Name}, {groups.Key.Crossbar}x{groups.Key.Crossbar}",
                   BusAxis,
                   Axis.Of("speedup", false, [.. ticks]),
                   [
                       new Series(Limit, [.. BusAxis.Ticks.Select(t => (t.Value, (double)limit))]),
                       .. groups.GroupBy(r => r.Point.Scheme).Select(s => new Series(
                           StyleOf(s.Key), [.. s.Select(r => ((double)r.Point.BusBytes, table.Speedup(r)))])),
                   ]),
        ]);

    /// <summary>Figure 6: share of the limit over the number of cores, a panel for each crossbar and scheme.</summary>
    private static Figure LimitRatio(SchemeTable table, int cycles) => new(
        $"Speedup as a share of its limit, MVM of {cycles} cycles",
        SyncMatrix.Crossbars.Length,
        [
            .. from panel in table.Scheduled.Where(r => r.VerticalGroups > 1).GroupBy(r => (r.Point.Scheme, r.Point.Crossbar)).OrderBy(g => g.Key)
               select new Panel(
                   $"{EnumNames.Of(panel.Key.Scheme)}, {panel.Key.Crossbar}x{panel.Key.Crossbar}",
                   Axis.Of("cores", true, 4, 16, 64, 256, 1024),
                   Axis.Of("share of the limit", false, 0, 0.2, 0.4, 0.6, 0.8, 1),
                   [
                       .. panel.GroupBy(r => r.Point.BusBytes).Select((bus, i) => new Series(
                           new Style($"{bus.Key} byte bus", FromDarkToLight[i]), [.. bus.OrderBy(r => r.Cores).Select(r => ((double)r.Cores, table.LimitRatio(r)))])),
                   ]),
        ]);

    /// <summary>Figure 7: share of CALLs in the traffic, in the paper's account and as executed.</summary>
    private static Figure CallShare(ImmutableArray<PointResult> layers)
    {
        var linear = layers.Where(r => r.Point.Scheme == SyncScheme.Linear && r.Point.BusBytes == SyncMatrix.Buses[0] && r.Point.MvmCycles == SyncMatrix.MvmCycles[0]).ToList();
        return new Figure(
            "CALLs as a share of all traffic, linear scheme",
            2,
            [
                Share("paper's account: 1 byte per value", r => r.Traffic.PaperCallShare),
                Share("as executed: 4 bytes per partial sum", r => r.Traffic.CallShare),
            ]);

        Panel Share(string title, Func<PointResult, double> share) => new(
            title,
            new Axis("layer", [.. linear.Select(r => r.Point.Workload).Distinct().Select((w, i) => new Tick(i + 1, $"{i + 1}"))]),
            Axis.Of("per cent", false, 0, 1, 2, 3, 4),
            [
                .. linear.GroupBy(r => r.Point.Crossbar).Select((crossbar, i) => new Series(
                    new Style($"{crossbar.Key}x{crossbar.Key}", FromDarkToLight[2 * i]), [.. crossbar.Select((r, layer) => (layer + 1.0, 100 * share(r)))])),
            ]);
    }

    private static Style StyleOf(SyncScheme scheme) => scheme == SyncScheme.Linear ? Linear : Cyclic;
}
