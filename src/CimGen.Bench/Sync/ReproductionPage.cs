namespace CimGen.Bench.Sync;

/// <summary>docs/reproduction.md: the sections between its markers are made from results.</summary>
public static class ReproductionPage
{
    /// <summary>The page with its generated sections made anew.</summary>
    public static string Rewrite(string page, SyncRun run, IReadOnlyList<ConfirmedPoint> confirmed) => page;
}
