namespace CimGen.Planning.Memory;

/// <summary>A piece of shared memory and how long it is needed.</summary>
/// <param name="FirstLayer">Index of the first layer that uses it; -1: from before the run.</param>
/// <param name="LastLayer">Index of the last layer that uses it; the number of layers: to the end of the run.</param>
/// <param name="Address">Byte address, a multiple of the bus width.</param>
public sealed record MemoryBuffer(string Name, BufferUse Use, int Bytes, int FirstLayer, int LastLayer, int Address)
{
    public int End => Address + Bytes;

    public bool SharesBytesWith(MemoryBuffer other) => Address < other.End && other.Address < End;
}

/// <summary>What a buffer holds.</summary>
public enum BufferUse
{
    Parameters,
    Features,
    PartialSums,
}
