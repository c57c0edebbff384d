using System.Collections.Immutable;

namespace CimGen.Planning.Windows;

/// <summary>Chooses how a convolution lies on crossbars so that it takes few MVMs.</summary>
public static class WindowMapper
{
    /// <summary>Cuts of the output map, one within another: main part, one edge, the other edge.</summary>
    private const int MostCuts = 2;

    /// <summary>The mapping of fewest MVMs that is found; im2col and the windows of VW-SDK are among those that are looked at.</summary>
    public static WindowMapping Map(ConvolutionShape layer, CrossbarSize size) => new(Regions(layer, size, new Offset(0, 0), MostCuts));

    /// <summary>Where the map is no multiple of the period, its last positions may be better off with arrays of their own.</summary>
    private static ImmutableArray<WindowRegion> Regions(ConvolutionShape layer, CrossbarSize size, Offset first, int cuts)
    {
        var (window, im2col) = (OverlappingWindows.Fewest(layer, size), OverlappingWindows.Im2Col(layer, size));
        var cover = TileCovers.Fewest(window.Mvms <= im2col.Mvms ? window : im2col);
        ImmutableArray<WindowRegion> best = [new WindowRegion(first, cover)];
        if (cuts == 0 || cover.Mvms == layer.LeastMvms(size))
        {
            return best;
        }

        var (height, width) = (layer.OutputHeight, layer.OutputWidth);
        var (bottom, right) = (height % cover.Period.Height, width % cover.Period.Width);
        if (right > 0 && right < width)
        {
            best = Better(best, layer with { OutputWidth = width - right }, layer with { OutputWidth = right }, first with { X = first.X + width - right });
        }

        if (bottom > 0 && bottom < height)
        {
            best = Better(best, layer with { OutputHeight = height - bottom }, layer with { OutputHeight = bottom }, first with { Y = first.Y + height - bottom });
        }

        return best;

        ImmutableArray<WindowRegion> Better(ImmutableArray<WindowRegion> known, ConvolutionShape main, ConvolutionShape edge, Offset edgeFirst)
        {
            ImmutableArray<WindowRegion> both = [.. Regions(main, size, first, cuts - 1), .. Regions(edge, size, edgeFirst, cuts - 1)];
            return both.Sum(r => r.Cover.Mvms) < known.Sum(r => r.Cover.Mvms) ? both : known;
        }
    }
}
