using System.Collections.Immutable;

namespace CimGen.Machines.Images;

/// <summary>Bytes at an address of shared memory.</summary>
public sealed record MemorySegment(int Address, ImmutableArray<byte> Bytes);
