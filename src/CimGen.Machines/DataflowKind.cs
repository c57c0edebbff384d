namespace CimGen.Machines;

/// <summary>When a layer of a network may begin.</summary>
public enum DataflowKind
{
    /// <summary>When those that write its inputs are complete: one layer after another.</summary>
    Layers,

    /// <summary>When the rows are there that its first row needs: all layers at once, each on cores of its own.</summary>
    Rows,
}
