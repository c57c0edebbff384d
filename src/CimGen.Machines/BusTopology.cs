namespace CimGen.Machines;

/// <summary>How the cores reach the bus.</summary>
public enum BusTopology
{
    /// <summary>One arbiter sees all cores.</summary>
    Flat,

    /// <summary>Through a tree of registered nodes, four children to a node.</summary>
    Tree,
}
