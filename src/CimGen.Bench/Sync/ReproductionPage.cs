using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Yaml;
using CimGen.Machines;
using CimGen.Machines.Images;
using static CimGen.Bench.MarkdownPage;

namespace CimGen.Bench.Sync;

/// <summary>docs/reproduction.md: what stands between its markers is made from results.</summary>
public static class ReproductionPage
{
    private const double Enough = 0.9;

    /// <summary>The page with its generated sections made anew; that of confirmed points only when there are any.</summary>
    public static string Rewrite(string page, SyncRun run, IReadOnlyList<ConfirmedPoint> confirmed)
    {
        var paper = run.Results.Where(r => r.Point.Variant == Variant.Paper).ToImmutableArray();
        var layers = paper.Where(r => r.Point.Workload.InTableTwo).ToImmutableArray();
        page = page.WithSection("table-two", TableTwoRows(layers, confirmed));
        page = page.WithSection("limit", LimitRows(new SchemeTable(layers)));
        page = page.WithSection("ninety", NinetyRows(new SchemeTable(layers)));
        page = page.WithSection("cyclic", CyclicRows(new SchemeTable(paper)));
        page = page.WithSection("calls", CallRows(paper));
        page = page.WithSection("resnet", ResNetRows(new SchemeTable(paper), run.TooLarge));
        page = page.WithSection("bounds", BoundRows(paper));
        return confirmed.Count == 0 ? page : page.WithSection("confirmed", ConfirmedRows(confirmed));
    }

    private static string TableTwoRows(ImmutableArray<PointResult> layers, IReadOnlyList<ConfirmedPoint> confirmed)
    {
        var rows =
            from r in layers
            where r.Point.Scheme == SyncScheme.Linear && r.Point.BusBytes == SyncMatrix.Buses[^1] && r.Point.MvmCycles == SyncMatrix.MvmCycles[^1]
            let cyclic = layers.Single(c => c.Point == r.Point with { Scheme = SyncScheme.Cyclic })
            let rtl = confirmed.FirstOrDefault(c => c.Golden.Point == r.Point)
            let counted = TableTwo.Counted(r.Cores, rtl?.Traffic ?? r.Traffic)
            let equal = counted == TableTwo.Of(r.Point.Workload.Number, r.Point.Crossbar)
            orderby r.Point.Crossbar, r.Point.Workload.Number
            select new object[]
            {
                Side(r.Point.Crossbar), r.Point.Workload.Number, counted.Cores, counted.Loaded, counted.Stored, counted.Calls, equal ? "equal" : "differs",
                rtl is null ? "golden model" : "RTL trace", cyclic.Traffic.Calls, r.Traffic.Values(TrafficKind.BiasLoad), r.Traffic.Values(TrafficKind.ParameterLoad),
            };
        return Table("crossbar | layer | cores | LOAD values | STORE values | CALLs | paper | counted in | CALLs, cyclic | bias values | parameter words", rows);
    }

    private static string LimitRows(SchemeTable table) => Table(
        "layer | crossbar | cores | limit P_V | " + string.Join(" | ", SyncMatrix.Buses.Select(b => $"linear, {b} B")) + " | " + string.Join(" | ", SyncMatrix.Buses.Select(b => $"cyclic, {b} B")),
        from r in table.Scheduled
        where r.Point.MvmCycles == SyncMatrix.MvmCycles[0] && r.VerticalGroups > 1
        group r by (r.Point.Workload, r.Point.Crossbar) into g
        select new object[] { g.Key.Workload.Number, Side(g.Key.Crossbar), g.First().Cores, g.First().VerticalGroups }
            .Concat(g.OrderBy(r => r.Point.Scheme).ThenBy(r => r.Point.BusBytes).Select(r => (object)Percent(table.LimitRatio(r)))));

    private static string NinetyRows(SchemeTable table) => Table(
        "bus | paper | linear | cyclic | linear, fast crossbar | cyclic, fast crossbar",
        from bus in SyncMatrix.Buses
        select new object[] { $"{bus} bytes", bus == 4 ? "16" : bus == 64 ? "512" : "" }.Concat(
            from cycles in SyncMatrix.MvmCycles
            from scheme in new[] { SyncScheme.Linear, SyncScheme.Cyclic }
            let reach = table.Scheduled.Where(r => r.Point.BusBytes == bus && r.Point.MvmCycles == cycles && r.Point.Scheme == scheme && r.VerticalGroups > 1)
            select (object)LargestAllBelow(reach, table)));

    /// <summary>The largest number of cores up to which every point has 90 % of its limit.</summary>
    private static string LargestAllBelow(IEnumerable<PointResult> points, SchemeTable table)
    {
        var largest = points.GroupBy(r => r.Cores).OrderBy(g => g.Key).TakeWhile(g => g.All(r => table.LimitRatio(r) >= Enough)).LastOrDefault();
        return largest is null ? "none" : Text(largest.Key);
    }

    private static string CyclicRows(SchemeTable table) => Table(
        "MVM | bus | points with P_V > 1 | cyclic at least as fast | largest gain | largest loss",
        from r in table.Scheduled
        where r.Point.Scheme == SyncScheme.Cyclic && r.VerticalGroups > 1
        group (double)table.Under(r, SyncScheme.Linear).Cycles / r.Cycles by (r.Point.MvmCycles, r.Point.BusBytes) into g
        orderby g.Key.MvmCycles descending, g.Key.BusBytes
        select new object[] { $"{g.Key.MvmCycles} cycles", $"{g.Key.BusBytes} bytes", g.Count(), g.Count(gain => gain >= 1), Percent(g.Max() - 1), Percent(1 - g.Min()) });

    private static string CallRows(ImmutableArray<PointResult> results) => Table(
        "crossbar | paper | paper's account, table II | paper's account, ResNet-18 | as executed, table II | as executed, ResNet-18",
        from r in results
        group r by r.Point.Crossbar into g
        let largest = new[] { g.Where(r => r.Point.Workload.InTableTwo).ToList(), [.. g.Where(r => !r.Point.Workload.InTableTwo)] }
        select new object[] { Side(g.Key), $"below {128 / g.Key} %" }
            .Concat(largest.Select(l => (object)Percent(l.Max(r => r.Traffic.PaperCallShare), 2)))
            .Concat(largest.Select(l => (object)Percent(l.Max(r => r.Traffic.CallShare), 2))));

    private static string ResNetRows(SchemeTable table, ImmutableArray<TooLarge> tooLarge) => Table(
        "crossbar | bus | MVM | convolutions | linear | cyclic | without, too many cores",
        from r in table.Scheduled
        where !r.Point.Workload.InTableTwo && r.Point.BusBytes is 16 or 64
        group r by (r.Point.Crossbar, r.Point.BusBytes, r.Point.MvmCycles) into g
        orderby g.Key.Crossbar, g.Key.BusBytes, g.Key.MvmCycles descending
        let linear = g.Where(r => r.Point.Scheme == SyncScheme.Linear).ToList()
        select new object[]
        {
            Side(g.Key.Crossbar), $"{g.Key.BusBytes} bytes", g.Key.MvmCycles, linear.Sum(r => r.Point.Workload.Times),
            Speedup(table, linear), Speedup(table, [.. linear.Select(r => table.Under(r, SyncScheme.Cyclic))]),
            string.Join(", ", tooLarge.Where(t => t.Crossbar == g.Key.Crossbar).Select(t => $"{t.Workload.Name} ({t.Cores})")),
        });

    /// <summary>Of all convolutions one after another, each as often as the network has it.</summary>
    private static string Speedup(SchemeTable table, List<PointResult> points)
    {
        var sequential = points.Sum(r => r.Point.Workload.Times * table.Under(r, SyncScheme.Sequential).Cycles);
        var cycles = points.Sum(r => r.Point.Workload.Times * r.Cycles);
        return string.Create(CultureInfo.InvariantCulture, $"{cycles:n0} cycles, {(double)sequential / cycles:f2} times as fast");
    }

    private static string BoundRows(ImmutableArray<PointResult> results) => Table(
        "bus | scheme | " + string.Join(" | ", Enum.GetValues<Reports.Bounds.BoundKind>().Select(EnumNames.Of)) + " | reached, median | lowest",
        from r in results
        group r by (r.Point.BusBytes, r.Point.Scheme) into g
        orderby g.Key.BusBytes, g.Key.Scheme
        let reached = g.Select(r => r.Bounds.Reached(r.Cycles)).Order().ToList()
        select new object[] { $"{g.Key.BusBytes} bytes", EnumNames.Of(g.Key.Scheme) }
            .Concat(Enum.GetValues<Reports.Bounds.BoundKind>().Select(k => (object)g.Count(r => r.Bounds.Highest.Kind == k)))
            .Concat([Percent(reached[reached.Count / 2]), Percent(reached[0])]));

    private static string ConfirmedRows(IReadOnlyList<ConfirmedPoint> confirmed) => Table(
        "machine | crossbar | bus | MVM | cores of the model | layer | cores | scheme | cycles, RTL = golden model | events equal",
        confirmed.OrderBy(c => Variant.All.IndexOf(c.Golden.Point.Variant)).ThenBy(c => c.Golden.Point.Crossbar).ThenBy(c => c.ModelCores).ThenBy(c => c.Golden.Cores).ThenBy(c => c.Golden.Point.Scheme).Select(c => new object[]
        {
            c.Golden.Point.Variant.Name, Side(c.Golden.Point.Crossbar), $"{c.Golden.Point.BusBytes} bytes", c.Golden.Point.MvmCycles, c.ModelCores, c.Golden.Point.Workload.Name, c.Golden.Cores, EnumNames.Of(c.Golden.Point.Scheme), c.Cycles, c.TraceRecords,
        }));

    private static string Side(int crossbar) => $"{crossbar}x{crossbar}";
}
