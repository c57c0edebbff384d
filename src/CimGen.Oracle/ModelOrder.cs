using CimGen.Networks.Graph;

namespace CimGen.Oracle;

/// <summary>Between ONNX's order of values (channel, row, column) and that of feature maps (row, column, channel).</summary>
internal static class ModelOrder
{
    public static T[] FromMap<T>(ReadOnlySpan<T> map, FeatureShape shape)
    {
        var (area, values) = (shape.Height * shape.Width, new T[map.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = map[(i % area * shape.Channels) + (i / area)];
        }

        return values;
    }

    public static T[] ToMap<T>(ReadOnlySpan<T> values, FeatureShape shape)
    {
        var (area, map) = (shape.Height * shape.Width, new T[values.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            map[(i % area * shape.Channels) + (i / area)] = values[i];
        }

        return map;
    }
}
