using System.Numerics.Tensors;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Execution;

/// <summary>Runs the float network: for calibration and to check an import against its exporter.</summary>
public static class FloatExecutor
{
    /// <param name="image">All inputs, HWC each.</param>
    /// <returns>Every feature map by name, HWC.</returns>
    public static Dictionary<string, float[]> Run(Network network, float[] image) => Run(network, image, new FloatWorkspace(network));

    /// <param name="workspace">Of the network; images may share it.</param>
    internal static Dictionary<string, float[]> Run(Network network, float[] image, FloatWorkspace workspace)
    {
        var maps = new MapStore<float>(name => network.Shapes[name], network.Parts);
        maps.Write(network.Inputs, image);
        foreach (var layer in network.Layers)
        {
            maps[layer.Output] = Run(network, layer, name => maps[name], workspace);
        }

        return maps.All(network.Shapes.Keys);
    }

    /// <summary>Runs one layer on the feature maps that it reads.</summary>
    public static float[] Run(Network network, Layer layer, Func<string, float[]> maps) => Run(network, layer, maps, new FloatWorkspace(network));

    private static float[] Run(Network network, Layer layer, Func<string, float[]> maps, FloatWorkspace workspace)
    {
        var (input, from, to) = (maps(layer.Inputs[0]), network.Shapes[layer.Inputs[0]], network.Shapes[layer.Output]);
        var output = layer switch
        {
            Convolution convolution => workspace.Convolve(convolution, input),
            MaxPooling pooling => Pool(pooling.Window, input, from, to, average: false),
            AveragePooling pooling => Pool(pooling.Window, input, from, to, average: true),
            Sum sum => Add(sum, maps, workspace.Take(input.Length)),
            Affine affine => Scale(affine, input),
            Elementwise elementwise => Array.ConvertAll(input, x => (float)elementwise.Function.Of(x)),
            Product product => Multiply(input, maps(product.Right)),
            _ => throw new InvalidOperationException(layer.GetType().Name),
        };
        if (!layer.Range.IsUnbounded)
        {
            TensorPrimitives.Clamp<float>(output, layer.Range.Low, layer.Range.High, output);
        }

        return output;
    }

    private static float[] Pool(in Window window, float[] map, FeatureShape shape, FeatureShape result, bool average)
    {
        var area = window.KernelY * window.KernelX;
        var column = new float[area * shape.Channels];
        var output = new float[result.Count];
        for (var position = 0; position < result.Height * result.Width; position++)
        {
            WindowWalk.Gather(map, shape, window, position / result.Width, position % result.Width, average ? 0f : float.NegativeInfinity, column);
            var pixel = output.AsSpan(position * shape.Channels, shape.Channels);
            column.AsSpan(0, shape.Channels).CopyTo(pixel);
            for (var i = 1; i < area; i++)
            {
                var other = column.AsSpan(i * shape.Channels, shape.Channels);
                if (average)
                {
                    TensorPrimitives.Add(pixel, other, pixel);
                }
                else
                {
                    TensorPrimitives.Max(pixel, other, pixel);
                }
            }

            if (average)
            {
                TensorPrimitives.Divide(pixel, area, pixel);
            }
        }

        return output;
    }

    /// <summary>The right map may be shorter: one value per channel then, which it repeats.</summary>
    private static float[] Multiply(float[] left, float[] right)
    {
        var output = new float[left.Length];
        for (var i = 0; i < output.Length; i += right.Length)
        {
            TensorPrimitives.Multiply(left.AsSpan(i, right.Length), right, output.AsSpan(i, right.Length));
        }

        return output;
    }

    private static float[] Add(Sum layer, Func<string, float[]> maps, float[] output)
    {
        maps(layer.Inputs[0]).CopyTo(output, 0);
        foreach (var input in layer.Inputs.Skip(1))
        {
            if (layer.Subtracts)
            {
                TensorPrimitives.Subtract(output, maps(input), output);
            }
            else
            {
                TensorPrimitives.Add(output, maps(input), output);
            }
        }

        return output;
    }

    private static float[] Scale(Affine layer, float[] map)
    {
        var channels = layer.Scale.Length;
        var output = new float[map.Length];
        for (var i = 0; i < output.Length; i += channels)
        {
            TensorPrimitives.MultiplyAdd(map.AsSpan(i, channels), layer.Scale.AsSpan(), layer.Shift.AsSpan(), output.AsSpan(i, channels));
        }

        return output;
    }
}
