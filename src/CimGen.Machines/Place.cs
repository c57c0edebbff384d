using System.Globalization;

namespace CimGen.Machines;

/// <summary>Where a core is: tile of the chip, core of the tile. An architecture without tiles is a chip of tile 0 alone.</summary>
public readonly record struct Place(int Tile, int Core) : IComparable<Place>
{
    /// <summary>By tile, then by core.</summary>
    public int CompareTo(Place other) => (Tile, Core).CompareTo((other.Tile, other.Core));

    /// <summary>The core's number alone where there is one tile.</summary>
    public override string ToString() => Tile == 0 ? Core.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Tile}.{Core}");
}
