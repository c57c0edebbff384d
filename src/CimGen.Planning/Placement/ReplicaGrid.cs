namespace CimGen.Planning.Placement;

/// <summary>
/// How replicas share the output positions of a layer: replica r has every <see cref="Rows"/>-th row from row r / Columns on, and in it every
/// <see cref="Columns"/>-th position from r mod Columns on.
/// </summary>
/// <param name="Rows">Rows that are made at the same time.</param>
/// <param name="Columns">Replicas that make a row together.</param>
public readonly record struct ReplicaGrid(int Rows, int Columns)
{
    /// <summary>A layer that is there once.</summary>
    public static ReplicaGrid One => new(1, 1);

    /// <summary>Number of replicas.</summary>
    public int Count => Rows * Columns;

    /// <summary>The first row of a replica.</summary>
    public int RowOf(int replica) => replica / Columns;

    /// <summary>The first column of a replica.</summary>
    public int ColumnOf(int replica) => replica % Columns;

    /// <summary>The positions of a replica: a run for each of its rows.</summary>
    public PositionRuns Positions(int height, int width, int replica) => new(
        (RowOf(replica) * width) + ColumnOf(replica),
        DivideUp(width - ColumnOf(replica), Columns),
        DivideUp(height - RowOf(replica), Rows),
        Rows * width,
        Columns);

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
