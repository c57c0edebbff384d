using CimGen.Core.Tables;

namespace CimGen.Mutation;

/// <summary>Results as tables: per module, per script, the survivors, and all mutants as CSV.</summary>
public static class MutationTable
{
    /// <summary>Mutants of each module, and of all.</summary>
    public static Table Modules(IReadOnlyCollection<MutantResult> results)
    {
        var table = new Table("module", "mutants", "killed", "equivalent", "survived", "killed of those not equivalent");
        foreach (var module in results.GroupBy(r => r.Mutant.Module).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            table.Add(Row(module.Key, [.. module]));
        }

        table.Add(Row("all", results));
        return table;
    }

    /// <summary>Which script of which machine was the first to kill how many.</summary>
    public static Table Scripts(IReadOnlyCollection<MutantResult> results)
    {
        var table = new Table("machine", "script", "killed", "by the trace", "by what the host sees");
        foreach (var script in results.Where(r => r.Run.Killed).GroupBy(r => (r.Machine, r.Run.Script!)))
        {
            var traced = script.Count(r => r.Run.What!.StartsWith("trace", StringComparison.Ordinal));
            table.Add(script.Key.Machine, script.Key.Item2, script.Count(), traced, script.Count() - traced);
        }

        return table;
    }

    /// <summary>Mutants that nobody saw and that are not proven equivalent, for a page.</summary>
    public static Table Survivors(IEnumerable<MutantResult> results, Survivors reasons)
    {
        var table = new Table("machine", "module", "mode", "port", "line", "why");
        foreach (var r in results.Where(r => r.Survives))
        {
            table.Add(r.Machine, r.Mutant.Module, r.Mutant.Mode, r.Mutant.Port, $"`{r.Mutant.Source.Replace("|", "\\|", StringComparison.Ordinal)}`", reasons.Reason(r.Mutant) ?? "**not explained**");
        }

        return table;
    }

    /// <summary>Of those that are not equivalent.</summary>
    public static double KilledShare(IReadOnlyCollection<MutantResult> results) =>
        (double)results.Count(r => r.Run.Killed) / Math.Max(1, results.Count(r => !r.Equivalent));

    /// <summary>All mutants.</summary>
    public static Table Mutants(IEnumerable<MutantResult> results)
    {
        var table = new Table("machine", "number", "module", "mode", "port", "place", "outcome", "script", "difference", "cycles", "source");
        foreach (var r in results)
        {
            table.Add(
                r.Machine, r.Run.Number, r.Mutant.Module, r.Mutant.Mode, r.Mutant.Port, r.Mutant.Place, r.Outcome, r.Run.Script ?? string.Empty,
                r.Run.What?.Split(' ')[0] ?? string.Empty, r.Run.Cycles, r.Mutant.Source);
        }

        return table;
    }

    private static object[] Row(string name, IReadOnlyCollection<MutantResult> results) =>
    [
        name, results.Count, results.Count(r => r.Run.Killed), results.Count(r => r.Equivalent), results.Count(r => r.Survives), Table.Percent(KilledShare(results)),
    ];
}
