using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx.Values;

/// <summary>
/// A value that depends on the network's input: a feature map in the shape and order that ONNX gives it. Flattening, reshaping and transposing
/// only make another view. What no layer of its own does waits in the view for the layer that reads it.
/// </summary>
/// <param name="Map">The feature map.</param>
/// <param name="Dimensions">With the batch, which is 1.</param>
internal sealed record FeatureView(string Map, ImmutableArray<long> Dimensions) : Value
{
    /// <summary>Channel by channel as long as nothing is transposed.</summary>
    public ElementOrder Order { get; init; } = ElementOrder.ChannelFirst(Dims.Count(Dimensions.AsSpan()));

    /// <summary>A Pad that the next window takes over.</summary>
    public PendingPadding? Padding { get; init; }

    /// <summary>An affine map element by element that the next fully connected layer takes over.</summary>
    public PendingAffine? Affine { get; init; }

    /// <summary>Axes along which windows slide: 2 for [1, C, H, W], 1 for [1, C, W].</summary>
    public int WindowAxes => Dimensions.Length - 2;

    /// <summary>A map as layers write it: [1, C, H, W], or [1, C, W] of one row.</summary>
    public static FeatureView OfMap(string map, FeatureShape shape, int axes = 2) => OfMap(map, shape, axes == 1 ? MapAxes.Line : MapAxes.Image);

    /// <summary>A map whose axes come in some order.</summary>
    public static FeatureView OfMap(string map, FeatureShape shape, ImmutableArray<MapAxis> axes) =>
        new(map, [.. axes.Select(a => (long)a.Length(shape))]) { Order = ElementOrder.Of(axes.Select(a => ((long)a.Length(shape), a.Step(shape)))) };

    /// <summary>Whether these are its axes.</summary>
    /// <param name="shape">Of the map.</param>
    public bool Has(ImmutableArray<MapAxis> axes, FeatureShape shape) =>
        OfMap(Map, shape, axes) is var same && same.Dimensions.AsSpan().SequenceEqual(Dimensions.AsSpan()) && same.Order.Equals(Order);
}

/// <summary>Border positions around a map that hold <paramref name="Value"/>.</summary>
/// <param name="Node">The Pad that they come from.</param>
internal sealed record PendingPadding(string Node, int Top, int Left, int Bottom, int Right, double Value);

/// <summary><c>y[i] = x[i] * Scale[i] + Shift[i]</c>, i in the order channel, row, column of the map.</summary>
/// <param name="Node">The node that it comes from.</param>
internal sealed record PendingAffine(string Node, ImmutableArray<float> Scale, ImmutableArray<float> Shift)
{
    /// <summary>Most elements for which it is kept.</summary>
    public const int MaxElements = 1 << 24;
}
