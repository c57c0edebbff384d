using System.Collections.Immutable;

namespace CimGen.Planning.Windows;

/// <summary>A convolution on crossbars: its output map, cut into rectangles, and the cover of each.</summary>
public sealed record WindowMapping(ImmutableArray<WindowRegion> Regions)
{
    /// <summary>MVMs of the layer: cycles on one array, one after another.</summary>
    public long Mvms => Regions.Sum(r => r.Cover.Mvms);

    /// <summary>Arrays of R x C that hold all weights at once.</summary>
    public long Arrays => Regions.Sum(r => r.Cover.Arrays);
}

/// <summary>A rectangle of an output map.</summary>
/// <param name="First">Its first position.</param>
/// <param name="Cover">Of the rectangle as if it were the map.</param>
public sealed record WindowRegion(Offset First, WindowCover Cover);
