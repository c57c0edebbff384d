namespace CimGen.Microcode.Model;

/// <summary>Which of the operations that few networks need a GPEU has: table lookup, the product of vectors, and dot products channel by channel.</summary>
public enum GpeuOperations
{
    /// <summary>Those that the design's network uses.</summary>
    AsNeeded,

    /// <summary>All of them, for a chip that will run other networks, too.</summary>
    All,
}
