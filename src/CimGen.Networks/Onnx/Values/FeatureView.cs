using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx.Values;

/// <summary>
/// A value that depends on the network's input: a feature map in the shape that ONNX gives it. The elements come in the map's order
/// channel, row, column, so that flattening and reshaping only make another view. What no layer of its own does
/// waits in the view for the layer that reads it.
/// </summary>
/// <param name="Map">The feature map.</param>
/// <param name="Dimensions">With the batch, which is 1.</param>
internal sealed record FeatureView(string Map, ImmutableArray<long> Dimensions) : Value
{
    /// <summary>A Pad that the next window takes over.</summary>
    public PendingPadding? Padding { get; init; }

    /// <summary>An affine map element by element that the next fully connected layer takes over.</summary>
    public PendingAffine? Affine { get; init; }

    /// <summary>Axes along which windows slide: 2 for [1, C, H, W], 1 for [1, C, W].</summary>
    public int Axes => Dimensions.Length - 2;

    /// <summary>A map as layers write it: [1, C, H, W], or [1, C, W] of one row.</summary>
    public static FeatureView OfMap(string map, FeatureShape shape, int axes = 2) =>
        new(map, axes == 1 ? [1, shape.Channels, shape.Width] : [1, shape.Channels, shape.Height, shape.Width]);
}

/// <summary>Border positions around a map that hold <paramref name="Value"/>.</summary>
/// <param name="Node">The Pad that they come from.</param>
internal sealed record PendingPadding(string Node, int Top, int Left, int Bottom, int Right, double Value);

/// <summary><c>y[i] = x[i] * Scale[i] + Shift[i]</c>, i in the order channel, row, column.</summary>
/// <param name="Node">The node that it comes from.</param>
internal sealed record PendingAffine(string Node, ImmutableArray<float> Scale, ImmutableArray<float> Shift)
{
    /// <summary>Most elements for which it is kept.</summary>
    public const int MaxElements = 1 << 24;
}
