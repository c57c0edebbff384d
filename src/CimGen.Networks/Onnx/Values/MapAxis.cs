using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx.Values;

/// <summary>What an axis of a tensor is of a feature map.</summary>
internal enum MapAxis
{
    Batch,
    Channel,
    Row,
    Column,
}

/// <summary>The axes of tensors that hold a feature map, in their order.</summary>
internal static class MapAxes
{
    /// <summary>[1, C, H, W].</summary>
    public static readonly ImmutableArray<MapAxis> Image = [MapAxis.Batch, MapAxis.Channel, MapAxis.Row, MapAxis.Column];

    /// <summary>[1, C, W].</summary>
    public static readonly ImmutableArray<MapAxis> Line = [MapAxis.Batch, MapAxis.Channel, MapAxis.Column];

    /// <summary>[1, H, W, C].</summary>
    public static readonly ImmutableArray<MapAxis> ImageOfPixels = [MapAxis.Batch, MapAxis.Row, MapAxis.Column, MapAxis.Channel];

    /// <summary>[1, W, C].</summary>
    public static readonly ImmutableArray<MapAxis> LineOfPixels = [MapAxis.Batch, MapAxis.Column, MapAxis.Channel];

    /// <summary>
    /// All there are; earlier ones are meant where lengths of 1 leave several. An axis that is not there has the length 1.
    /// </summary>
    private static readonly ImmutableArray<ImmutableArray<MapAxis>> All = [Image, ImageOfPixels, Line, LineOfPixels, .. Arrangements(2), .. Arrangements(3), .. Arrangements(1)];

    /// <summary>Those of a view; null when it is no map whose axes are only renamed.</summary>
    /// <param name="shape">Of the map.</param>
    public static ImmutableArray<MapAxis>? Of(FeatureView view, FeatureShape shape)
    {
        var axes = All.FirstOrDefault(a => a.Length == view.Dimensions.Length && view.Has(a, shape));
        return axes.IsDefault ? null : axes;
    }

    public static int Length(this MapAxis axis, FeatureShape shape) => axis switch
    {
        MapAxis.Channel => shape.Channels,
        MapAxis.Row => shape.Height,
        MapAxis.Column => shape.Width,
        _ => 1,
    };

    /// <summary>From one element along the axis to the next, in the order channel, row, column.</summary>
    public static long Step(this MapAxis axis, FeatureShape shape) => axis switch
    {
        MapAxis.Channel => (long)shape.Height * shape.Width,
        MapAxis.Row => shape.Width,
        _ => 1,
    };

    /// <summary>As they are written: NCHW, NHWC.</summary>
    public static string Text(IEnumerable<MapAxis> axes) => string.Concat(axes.Select(a => a switch { MapAxis.Channel => 'C', MapAxis.Row => 'H', MapAxis.Column => 'W', _ => 'N' }));

    private static IEnumerable<ImmutableArray<MapAxis>> Arrangements(int count)
    {
        return Rest([MapAxis.Batch]);

        IEnumerable<ImmutableArray<MapAxis>> Rest(ImmutableArray<MapAxis> axes) =>
            axes.Length > count ? [axes] : Image.Except(axes).SelectMany(a => Rest(axes.Add(a)));
    }
}
