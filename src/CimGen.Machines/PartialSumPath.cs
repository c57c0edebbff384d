namespace CimGen.Machines;

/// <summary>How partial sums get from core to core.</summary>
public enum PartialSumPath
{
    /// <summary>Through shared memory, as in the paper.</summary>
    Memory,

    /// <summary>Over links between the neighbours of a horizontal group.</summary>
    Forward,
}
