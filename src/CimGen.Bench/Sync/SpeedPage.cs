namespace CimGen.Bench.Sync;

/// <summary>The part of docs/speed.md that comes from the points.</summary>
public static class SpeedPage
{
    private const string Columns = "processors | points | seconds | events | cycles | events/s | cycles/s | compile s | prove s | golden model s | bounds s";

    /// <summary>The page with its section made anew.</summary>
    public static string Rewrite(string page, SyncRun run) => page.WithSection("golden", MarkdownPage.Table(Columns, [Row(run)]));

    private static object[] Row(SyncRun run) =>
    [
        Environment.ProcessorCount,
        run.Results.Length,
        Math.Round(run.WallSeconds, 1),
        run.TraceRecords,
        run.Cycles,
        (long)(run.TraceRecords / run.Tools.Golden),
        (long)(run.Cycles / run.Tools.Golden),
        Math.Round(run.Tools.Compile, 1),
        Math.Round(run.Tools.Prove, 1),
        Math.Round(run.Tools.Golden, 1),
        Math.Round(run.Tools.Bounds, 1),
    ];
}
