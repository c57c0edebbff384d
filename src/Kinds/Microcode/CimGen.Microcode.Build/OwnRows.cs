using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>The output positions of a core that goes row by row: rows at equal distances, and in each of them positions at equal distances.</summary>
/// <param name="Step">From a row to the next.</param>
/// <param name="Count">Rows.</param>
/// <param name="Column">The first position in a row.</param>
/// <param name="ColumnStep">From a position to the next.</param>
internal readonly record struct OwnRows(int First, int Step, int Count, int Column = 0, int ColumnStep = 1)
{
    public static OwnRows Of(ReplicaGrid grid, int replica, int count) => new(grid.RowOf(replica), grid.Rows, count, grid.ColumnOf(replica), grid.Columns);
}
