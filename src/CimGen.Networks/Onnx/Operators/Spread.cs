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
        var places = Dims.Strides(view.Dimensions.AsSpan());
        for (var axis = 0; axis < strides.Length; axis++)
        {
            if (strides[axis] != 0 && places[axis] % area != 0)
            {
                return null;
            }
        }

        var channels = new float[shape.Channels];
        for (var c = 0; c < channels.Length; c++)
        {
            var (rest, from) = ((long)c * area, 0L);
            for (var axis = 0; axis < strides.Length; axis++)
            {
                from += rest / places[axis] * strides[axis];
                rest %= places[axis];
            }

            channels[c] = Values[from];
        }

        return channels;
    }

    /// <summary>One value for each element of a view.</summary>
    public float[] PerElement(FeatureView view) => new ConstantTensor(ElementType.Float, [.. Dimensions], MemoryMarshal.AsBytes<float>(Values).ToArray())
        .Strided(view.Dimensions.AsSpan(), Dims.BroadcastStrides(Dimensions, view.Dimensions.AsSpan()), 0).ToFloats();
}
