namespace CimGen.Planning.Windows;

/// <summary>Chooses how a convolution lies on crossbars so that it takes few MVMs.</summary>
public static class WindowMapper
{
    /// <summary>The cover of fewest MVMs that is found; im2col and the windows of VW-SDK are among those that are looked at.</summary>
    public static WindowCover Map(ConvolutionShape layer, CrossbarSize size) => TileCovers.Fewest(OverlappingWindows.Fewest(layer, size));
}
