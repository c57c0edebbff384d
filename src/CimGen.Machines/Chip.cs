namespace CimGen.Machines;

/// <summary>The cores of a chip in one order, for tables over all of them. An architecture without tiles is one tile.</summary>
public static class Chip
{
    extension(Architecture architecture)
    {
        /// <summary>The place of a core.</summary>
        /// <param name="core">0 .. all cores of the chip - 1.</param>
        public Place PlaceOf(int core) => new(core / architecture.Cores, core % architecture.Cores);

        /// <summary>The number of the core at a place.</summary>
        public int CoreAt(Place place) => (place.Tile * architecture.Cores) + place.Core;
    }
}
