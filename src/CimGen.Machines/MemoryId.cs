namespace CimGen.Machines;

/// <summary>A memory of the chip: that of a tile. An address is meaningful with its memory.</summary>
public readonly record struct MemoryId(int Tile)
{
    /// <summary>The memory of the first tile, the only one of an architecture without tiles.</summary>
    public static MemoryId First => default;
}
