using CimGen.Planning.Dataflow;

namespace CimGen.Planning.Placement;

/// <summary>A layer that goes row by row, as its replicas see it.</summary>
/// <param name="Cores">Of one replica.</param>
/// <param name="Cycles">Predicted, of one replica that has all positions.</param>
/// <param name="Rows">Of the output.</param>
/// <param name="Columns">Of the output.</param>
/// <param name="RowCycles">That each row takes besides its positions.</param>
public sealed record RowTask(int Cores, long Cycles, int Rows, int Columns, int RowCycles)
{
    /// <summary>Places of a replica that finish a row.</summary>
    public int Links { get; init; } = 1;

    /// <summary>Cycles from such a place to the next, which waits for it.</summary>
    public int LinkCycles { get; init; }

    /// <summary>Cycles in which those are told who read the row.</summary>
    public int TellCycles { get; init; }

    /// <summary>
    /// Cycles of the replica that has the most; or, where several rows are made at the same time, those in which all rows are told one after another.
    /// </summary>
    public double Time(ReplicaGrid grid) => Times(grid).OfImage(Rows);

    /// <summary>Of the rows.</summary>
    public RowTimes Times(ReplicaGrid grid) => new(
        RowCycles + TellCycles + (DivideUp(Columns, grid.Columns) * ((double)Cycles / Rows / Columns)),
        TellCycles + (grid.Rows > 1 ? Links * grid.Columns * LinkCycles : 0),
        grid.Rows);

    /// <summary>The numbers of replicas that are faster than any smaller one, with the best way to share the positions for each; first, one replica.</summary>
    /// <param name="most">Replicas that there may be.</param>
    /// <param name="tolerance">By how much, as a factor, a way may be slower that makes fewer rows at the same time: readers get a row earlier, and there is less to have room for.</param>
    public IEnumerable<ReplicaGrid> Choices(int most, double tolerance)
    {
        var grids = from rows in Shares(Rows)
                    from columns in Shares(Columns)
                    where rows * columns <= Math.Max(1, most)
                    select new ReplicaGrid(rows, columns);
        var fastest = double.PositiveInfinity;
        foreach (var same in grids.GroupBy(g => g.Count).OrderBy(g => g.Key))
        {
            if (same.Min(Time) is var time && time < fastest)
            {
                fastest = time;
                yield return same.Where(g => Time(g) <= time * tolerance).MaxBy(g => g.Columns);
            }
        }
    }

    /// <summary>The least number of replicas for each share that the busiest one may have: some 2 sqrt(n) of n.</summary>
    private static IEnumerable<int> Shares(int items)
    {
        for (var replicas = 1; ; replicas = DivideUp(items, DivideUp(items, replicas) - 1))
        {
            yield return replicas;
            if (replicas == items)
            {
                yield break;
            }
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
