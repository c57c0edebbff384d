using System.Runtime.InteropServices;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Values that are broadcast to a view.</summary>
internal sealed record Spread(long[] Dimensions, float[] Values)
{
    /// <summary>Others of the same shape.</summary>
    public Spread Each(Func<float, float> function) => this with { Values = Array.ConvertAll(Values, v => function(v)) };

    /// <summary>One value for each channel of the map; null when values differ within a channel.</summary>
    public float[]? PerChannel(FeatureView view, FeatureShape shape)
    {
        var area = shape.Height * shape.Width;
        var strides = Dims.BroadcastStrides(Dimensions, view.Dimensions.AsSpan());
        if (view.Order.Along(view.Dimensions.AsSpan()) is not { } axes || axes.Index().Any(a => strides[a.Index] != 0 && a.Item.Any(run => run.Step % area != 0)))
        {
            return null;
        }

        // By the channel's place along each run of an axis.
        var channels = new float[shape.Channels];
        var places = new long[shape.Channels];
        foreach (var (axis, runs) in axes.Index().Where(a => strides[a.Index] != 0))
        {
            var stride = strides[axis];
            foreach (var (length, step) in runs.Reverse())
            {
                for (var c = 0; c < places.Length; c++)
                {
                    places[c] += (long)c * area / step % length * stride;
                }

                stride *= length;
            }
        }

        for (var c = 0; c < channels.Length; c++)
        {
            channels[c] = Values[places[c]];
        }

        return channels;
    }

    /// <summary>One value for each element of the map, in the order channel, row, column.</summary>
    public float[] PerElement(FeatureView view) => view.Order.ChannelByChannel(
        new ConstantTensor(ElementType.Float, [.. Dimensions], MemoryMarshal.AsBytes<float>(Values).ToArray())
            .Strided(view.Dimensions.AsSpan(), Dims.BroadcastStrides(Dimensions, view.Dimensions.AsSpan()), 0).ToFloats());
}
