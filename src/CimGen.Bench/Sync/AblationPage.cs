using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Reports.Bounds;
using static CimGen.Bench.MarkdownPage;

namespace CimGen.Bench.Sync;

/// <summary>docs/ablation.md: what each feature does to the paper's machine, and whether the aims hold.</summary>
public static class AblationPage
{
    /// <summary>Layer 5 has the most traffic of the machine with 32x32 crossbars that does not need all cores.</summary>
    private const int TrafficLayer = 5;

    private static readonly int Slow = SyncMatrix.MvmCycles[0];
    private static readonly int Fast = SyncMatrix.MvmCycles[1];

    /// <summary>The page with its generated sections made anew.</summary>
    public static string Rewrite(string page, SyncRun run, IReadOnlyList<ConfirmedPoint> confirmed)
    {
        var table = new SchemeTable(run.Results);
        var linear = run.Results.Where(r => r.Point.Scheme == SyncScheme.Linear).ToImmutableArray();
        var inRtl = confirmed.Select(c => c.Golden.Point).ToHashSet();
        foreach (var bus in SyncMatrix.AblationBuses)
        {
            page = page.WithSection($"cycles-{bus}", CycleRows(linear, table, bus));
        }

        return page
            .WithSection("bytes", ByteRows(linear))
            .WithSection("aim-1", BoundRows(linear, table, inRtl, SyncMatrix.AblationBuses[0], FirstAim))
            .WithSection("aim-2", BoundRows(linear, table, inRtl, SyncMatrix.AblationBuses[1], SecondAim))
            .WithSection("aim-3", TrafficRows(linear))
            .WithSection("aim-4", ResNetRows(linear, inRtl));
    }

    /// <summary>At least 99 % of the limit; with few output vectors, within 0.5 points of what filling and draining allow.</summary>
    private static bool FirstAim(PointResult r, double limitRatio) =>
        limitRatio >= 0.99 || (r.Vectors == 49 && MvmShare(r, r.Bounds[BoundKind.Pipeline]) - MvmShare(r, r.Cycles) <= 0.005);

    private static bool SecondAim(PointResult r, double limitRatio) => limitRatio >= Number(r.Point) switch { <= 3 => 0.999, <= 5 => 0.995, _ => 0.99 };

    private static string CycleRows(ImmutableArray<PointResult> linear, SchemeTable table, int bus) => Table(
        "layer | crossbar | cores | " + string.Join(" | ", Variant.All.Select(v => v.Name)),
        from r in linear
        where r.Point.Workload.InTableTwo && r.Point.BusBytes == bus && r.Point.MvmCycles == Slow
        group r by (Number(r.Point), r.Point.Crossbar) into g
        select new object[] { g.Key.Item1, Side(g.Key.Crossbar), g.First().Cores }
            .Concat(g.Select(r => (object)$"{Text(r.Cycles)} · {Percent(table.LimitRatio(r), 2)} · {Percent(MvmShare(r, r.Cycles), 2)}")));

    private static string ByteRows(ImmutableArray<PointResult> linear) => Table(
        "layer | crossbar | cores | " + string.Join(" | ", Variant.All.Select(v => v.Name)) + " | paper / all",
        from r in linear
        where r.Point.Workload.InTableTwo && r.Point.BusBytes == SyncMatrix.AblationBuses[0] && r.Point.MvmCycles == Slow
        group r by (Number(r.Point), r.Point.Crossbar) into g
        select new object[] { g.Key.Item1, Side(g.Key.Crossbar), g.First().Cores }
            .Concat(g.Select(r => (object)r.Traffic.TotalBytes))
            .Append(FormattableString.Invariant($"{(double)g.First().Traffic.TotalBytes / g.Last().Traffic.TotalBytes:f1}")));

    private static string BoundRows(ImmutableArray<PointResult> linear, SchemeTable table, HashSet<SyncPoint> inRtl, int bus, Func<PointResult, double, bool> aim) => Table(
        "layer | crossbar | cores | O_V | cycles | limit ratio | MVM bound / cycles | MVM bound / fill and drain bound | aim | cycles of",
        from r in linear
        where r.Point.Workload.InTableTwo && r.Point.BusBytes == bus && r.Point.MvmCycles == Slow && r.Point.Variant == Variant.Everything
        let limit = table.LimitRatio(r)
        select new object[]
        {
            Number(r.Point), Side(r.Point.Crossbar), r.Cores, r.Vectors, r.Cycles, Percent(limit, 2), Percent(MvmShare(r, r.Cycles), 2),
            Percent(MvmShare(r, r.Bounds[BoundKind.Pipeline]), 2), aim(r, limit) ? "holds" : "fails", Origin(r, inRtl),
        });

    private static string TrafficRows(ImmutableArray<PointResult> linear)
    {
        var of = linear.Where(r =>
            r.Point.Workload.InTableTwo && Number(r.Point) == TrafficLayer && r.Point.Crossbar == SyncMatrix.Crossbars[0] && r.Point.BusBytes == SyncMatrix.AblationBuses[0] && r.Point.MvmCycles == Slow).ToList();
        var paper = of.Single(r => r.Point.Variant == Variant.Paper).Traffic;
        return Table(
            "machine | bytes as executed | paper's / these | bytes at 1 per value | paper's / these | CALL share",
            of.Select(r => new object[]
            {
                r.Point.Variant.Name, r.Traffic.TotalBytes, Ratio(paper.TotalBytes, r.Traffic.TotalBytes),
                r.Traffic.PaperBytes, Ratio(paper.PaperBytes, r.Traffic.PaperBytes), Percent(r.Traffic.CallShare, 2),
            }));

        static string Ratio(long of, long to) => FormattableString.Invariant($"{(double)of / to:f1}");
    }

    private static string ResNetRows(ImmutableArray<PointResult> linear, HashSet<SyncPoint> inRtl) => Table(
        "convolution | cores | O_V | cycles | core utilisation | fill and drain allow | cycles of",
        from r in linear
        where !r.Point.Workload.InTableTwo && r.Point.Variant == Variant.Everything && r.Point is { Crossbar: 128, BusBytes: 64 } && r.Point.MvmCycles == Fast
        select new object[]
        {
            r.Point.Workload.Name, r.Cores, r.Vectors, r.Cycles, Percent(MvmShare(r, r.Cycles), 2), Percent(MvmShare(r, r.Bounds[BoundKind.Pipeline]), 2), Origin(r, inRtl),
        });

    /// <summary>All cores multiply equally often, so that the MVM bound's share of the cycles is their utilisation.</summary>
    private static double MvmShare(PointResult r, long cycles) => (double)r.Bounds[BoundKind.Mvm] / cycles;

    private static string Origin(PointResult r, HashSet<SyncPoint> inRtl) => inRtl.Contains(r.Point) ? "RTL = golden model" : "golden model";

    private static int Number(SyncPoint point) => point.Workload.Number;

    private static string Side(int crossbar) => $"{crossbar}x{crossbar}";
}
