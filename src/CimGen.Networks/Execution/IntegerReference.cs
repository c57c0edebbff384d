using System.Collections.Immutable;
using System.Numerics;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Execution;

/// <summary>
/// Runs the quantized network with integers, straight from the definitions of its layers. It knows no crossbars, cores or memory
/// layouts: golden model and RTL have to agree with it.
/// </summary>
public static class IntegerReference
{
    /// <param name="image">All inputs, HWC each.</param>
    /// <returns>Every tensor by name, HWC.</returns>
    /// <param name="replace">Sees the name and the values of each layer's output, and says what later layers read in their place; null: the same.</param>
    public static Dictionary<string, sbyte[]> Run(QuantizedNetwork network, sbyte[] image, Func<string, sbyte[], sbyte[]>? replace = null)
    {
        var parts = network.Tensors.Where(t => t.Part is not null).ToImmutableSortedDictionary(t => t.Name, t => t.Part!, StringComparer.Ordinal);
        var maps = new MapStore<sbyte>(name => network.Tensor(name).Shape, parts);
        maps.Write(network.Inputs, image);
        foreach (var layer in network.Layers)
        {
            var output = layer switch
            {
                QuantizedConvolution convolution => Convolve(convolution, network, maps),
                QuantizedMaxPooling pooling => Pool(pooling, pooling.Window, network, maps, sbyte.MinValue),
                QuantizedAveragePooling pooling => Pool(pooling, pooling.Window, network, maps, (sbyte)network.Tensor(pooling.Inputs[0]).ZeroPoint),
                QuantizedSum sum => Add(sum, network, maps),
                QuantizedLookup lookup => Array.ConvertAll(maps[lookup.Input], q => lookup.Values[q + 128]),
                QuantizedProduct product => Multiply(product, network, maps),
                _ => throw new InvalidOperationException(layer.GetType().Name),
            };
            maps[layer.Output] = replace is null ? output : replace(layer.Output, output);
        }

        return maps.All(network.Tensors.Select(t => t.Name));
    }

    /// <summary>Exact dot product of bytes.</summary>
    public static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        var sums = Vector<int>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(a[i..]), out var a0, out var a1);
            Vector.Widen(new Vector<sbyte>(b[i..]), out var b0, out var b1);

            // A product of two bytes fits 16 bits (at most 2^14), so it is widened only afterwards.
            Vector.Widen(a0 * b0, out var p0, out var p1);
            Vector.Widen(a1 * b1, out var p2, out var p3);
            sums += p0 + p1 + p2 + p3;
        }

        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static sbyte[] Convolve(QuantizedConvolution layer, QuantizedNetwork network, MapStore<sbyte> maps)
    {
        var input = network.Tensor(layer.Inputs[0]);
        var result = network.Tensor(layer.Output).Shape;
        var convolution = new IntegerConvolution(layer, input.Shape, result, (sbyte)input.ZeroPoint);
        var sums = new int[convolution.Block * layer.Kernels];
        var output = new sbyte[result.Count];
        var positions = result.Height * result.Width;
        for (var first = 0; first < positions; first += convolution.Block)
        {
            var count = Math.Min(convolution.Block, positions - first);
            convolution.Sums(maps[input.Name], first, count, sums);
            for (var (i, k) = (0, 0); i < count * layer.Kernels; i++, k = k + 1 == layer.Kernels ? 0 : k + 1)
            {
                output[(first * layer.Kernels) + i] = layer.Requantization!.Of(k, sums[i]);
            }
        }

        return output;
    }

    private static sbyte[] Pool(QuantizedLayer layer, in Window window, QuantizedNetwork network, MapStore<sbyte> maps, sbyte padding)
    {
        var shape = network.Tensor(layer.Inputs[0]).Shape;
        var result = network.Tensor(layer.Output).Shape;
        var area = window.KernelY * window.KernelX;
        var column = new sbyte[area * shape.Channels];
        var output = new sbyte[result.Count];
        for (var position = 0; position < result.Height * result.Width; position++)
        {
            WindowWalk.Gather(maps[layer.Inputs[0]], shape, window, position / result.Width, position % result.Width, padding, column);
            for (var c = 0; c < shape.Channels; c++)
            {
                var sum = layer is QuantizedAveragePooling average ? average.InitialSum : sbyte.MinValue;
                for (var i = c; i < column.Length; i += shape.Channels)
                {
                    sum = layer is QuantizedAveragePooling ? sum + column[i] : Math.Max(sum, column[i]);
                }

                output[(position * shape.Channels) + c] = layer.Requantization is { } r ? r.Of(c, sum) : (sbyte)sum;
            }
        }

        return output;
    }

    private static sbyte[] Add(QuantizedSum layer, QuantizedNetwork network, MapStore<sbyte> maps)
    {
        var shape = network.Tensor(layer.Output).Shape;
        var inputs = layer.Inputs.Select(i => maps[i]).ToArray();
        var output = new sbyte[shape.Count];
        for (var i = 0; i < output.Length; i++)
        {
            var sum = layer.InitialSum;
            for (var j = 0; j < inputs.Length; j++)
            {
                sum += layer.Factors[j] * inputs[j][i];
            }

            output[i] = layer.Requantization!.Of(i % shape.Channels, sum);
        }

        return output;
    }

    private static sbyte[] Multiply(QuantizedProduct layer, QuantizedNetwork network, MapStore<sbyte> maps)
    {
        var (left, right, channels) = (maps[layer.Left], maps[layer.Right], network.Tensor(layer.Output).Shape.Channels);
        var output = new sbyte[left.Length];
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = layer.Requantization!.Of(i % channels, (left[i] - layer.LeftZero) * (right[i % right.Length] - layer.RightZero));
        }

        return output;
    }
}
