namespace CimGen.Planning.Placement;

/// <summary>A layer that goes row by row, as its replicas see it.</summary>
/// <param name="Cores">Of one replica.</param>
/// <param name="Cycles">Predicted, of one replica that has all positions.</param>
/// <param name="Rows">Of the output.</param>
/// <param name="Columns">Of the output.</param>
/// <param name="RowCycles">That each row takes besides its positions.</param>
public sealed record RowTask(int Cores, long Cycles, int Rows, int Columns, int RowCycles)
{
    /// <summary>By how much replicas that share rows may be slower than such that share columns: they take less memory, and a row is there earlier.</summary>
    private const double WorthColumns = 1.03;

    /// <summary>Cycles of the replica that has the most.</summary>
    public double Time(ReplicaGrid grid) => DivideUp(Rows, grid.Rows) * (RowCycles + (DivideUp(Columns, grid.Columns) * ((double)Cycles / Rows / Columns)));

    /// <summary>The numbers of replicas that are faster than any smaller one, with the best way to share the positions for each; first, one replica.</summary>
    /// <param name="most">Replicas that there may be.</param>
    public IEnumerable<ReplicaGrid> Choices(int most)
    {
        var grids = from rows in Enumerable.Range(1, Math.Min(Rows, most))
                    from columns in Enumerable.Range(1, Math.Min(Columns, most / rows))
                    select new ReplicaGrid(rows, columns);
        var fastest = double.PositiveInfinity;
        foreach (var same in grids.GroupBy(g => g.Count).OrderBy(g => g.Key))
        {
            if (same.Min(Time) is var time && time < fastest)
            {
                fastest = time;
                yield return same.Where(g => Time(g) <= time * WorthColumns).MaxBy(g => g.Columns);
            }
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
