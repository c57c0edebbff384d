using System.Collections.Immutable;

namespace CimGen.Machines.Images;

/// <summary>Bytes at an address of a memory.</summary>
public sealed record MemorySegment(int Address, ImmutableArray<byte> Bytes)
{
    /// <summary>The memory that holds them.</summary>
    public MemoryId Memory { get; init; }
}
