namespace CimGen.Machines;

/// <summary>How a CALL reaches its counter.</summary>
public enum SyncTransport
{
    /// <summary>As a 4-byte write over the bus.</summary>
    Bus,

    /// <summary>Over a wire of its own.</summary>
    Dedicated,

    /// <summary>Through a tree of nodes over the cores.</summary>
    Tree,
}
