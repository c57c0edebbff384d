using System.Runtime.InteropServices;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Conv, and the Pad that stands in front of a window.</summary>
internal static class Convolutions
{
    private const int MaxPadding = 4096;

    public static Value? Convolution(NodeContext node)
    {
        var groups = node.Integer("group", 1);
        if (node.Weights(1) is not { } weights || node.Image(0, padded: true) is not { } input || node.Failed)
        {
            return null;
        }

        var shape = node.Graph.ShapeOf(input.Map);
        var dims = weights.Dimensions;
        if (dims.Length != input.WindowAxes + 2 || groups < 1 || dims[1] * groups != shape.Channels || dims[0] % groups != 0 || weights.Count == 0)
        {
            return node.Shape($"weights of shape {Dims.Text(dims.AsSpan())}{(groups == 1 ? "" : $" in {groups} groups")} do not fit an input of {shape}");
        }

        if (node.Integers("kernel_shape") is { } declared && !declared.AsSpan().SequenceEqual(dims.AsSpan()[2..]))
        {
            return node.Shape($"kernel_shape is {Dims.Text(declared)}, and the weights have the shape {Dims.Text(dims.AsSpan())}");
        }

        if (input.Padding is { Value: not 0 } other)
        {
            return node.Unsupported($"Pad '{other.Node}' fills with {other.Value} and a convolution reads it", "pad with 0");
        }

        var kernels = (int)dims[0];
        if (Bias(node, kernels) is not { } bias || Windows.Read(node, shape, dims.AsSpan()[2..], input.Padding) is not { } window)
        {
            return null;
        }

        var reordered = Reorder(weights.Floats(), kernels, (int)dims[1], window.KernelY * window.KernelX);
        return node.AddWindowed(
            new Convolution(node.Name, input.Map, node.Output, window, kernels, ImmutableCollectionsMarshal.AsImmutableArray(reordered), [.. bias], ActivationRange.Unbounded, node.At)
            {
                Groups = (int)groups,
                KernelScales = weights.Steps?.PerKernel(0, kernels) ?? [],
            },
            shape,
            window,
            kernels,
            input.WindowAxes);
    }

    /// <summary>Nothing by itself: the window behind it takes the padding over.</summary>
    public static Value? Pad(NodeContext node)
    {
        var mode = node.Text("mode", "constant");
        if (mode != "constant")
        {
            node.Unsupported($"Pad with mode '{mode}'", "only mode = constant is mapped; pad with 0");
        }

        if (node.Map(0) is not { } input || Border(node, input.Dimensions.Length) is not { } pads || node.Failed)
        {
            return null;
        }

        var others = node.Axes(input) is { } axes ? axes.Index().Where(a => a.Item is MapAxis.Batch or MapAxis.Channel).Select(a => a.Index) : Enumerable.Range(0, input.Dimensions.Length);
        if (pads.AsSpan().ContainsAnyExceptInRange(0L, MaxPadding) || others.Any(a => (pads[a] | pads[a + input.Dimensions.Length]) != 0))
        {
            return node.Unsupported($"Pad by {Dims.Text(pads)}", "only rows and columns of maps can be padded, by 0 or more positions; cut and pad elsewhere");
        }

        var value = node.Opset < 11 ? node.Number("value", 0) : node.Input(2) is null ? 0 : node.Scalar(2);
        return value is not { } filled || node.Failed ? null
            : pads.AsSpan().ContainsAnyExcept(0L) ? input with { Padding = new PendingPadding(node.Name, At(MapAxis.Row, 0), At(MapAxis.Column, 0), At(MapAxis.Row, 1), At(MapAxis.Column, 1), filled) }
            : input;

        int At(MapAxis axis, int side) => node.Axes(input)!.Value.IndexOf(axis) is >= 0 and var place ? (int)pads[place + (side * input.Dimensions.Length)] : 0;
    }

    /// <summary>Positions before and behind along the axes of the input: begins, then ends.</summary>
    private static long[]? Border(NodeContext node, int rank)
    {
        var given = node.Opset < 11 ? node.Integers("pads") : node.Constant(1)?.ToIntegers();
        if (given is null)
        {
            return null;
        }

        var axes = node.Input(3) is null ? [.. Enumerable.Range(0, rank).Select(i => (long)i)] : node.Constant(3)?.ToIntegers();
        if (axes is null)
        {
            return null;
        }

        var pads = new long[2 * rank];
        if (given.Length != 2 * axes.Length || axes.Select(a => Dims.Axis(a, rank)).Distinct().Count() != axes.Length)
        {
            node.Shape($"{given.Length} pads for {axes.Length} axes");
            return null;
        }

        for (var i = 0; i < axes.Length; i++)
        {
            if (Dims.Axis(axes[i], rank) is not { } axis)
            {
                node.Shape($"there is no axis {axes[i]}");
                return null;
            }

            pads[axis] = given[i];
            pads[axis + rank] = given[i + axes.Length];
        }

        return pads;
    }

    /// <summary>The third input, or zeros; null when it does not fit, which is reported.</summary>
    public static float[]? Bias(NodeContext node, int kernels)
    {
        if (node.Input(2) is null)
        {
            return new float[kernels];
        }

        if (node.Weights(2) is not { } bias)
        {
            return null;
        }

        if (bias.Dimensions is not [var length] || length != kernels)
        {
            node.Shape($"a bias of shape {Dims.Text(bias.Dimensions.AsSpan())} for {kernels} outputs");
            return null;
        }

        return bias.ToFloats();
    }

    /// <summary>[K, Z, positions] to [K, positions, Z].</summary>
    public static float[] Reorder(ReadOnlySpan<float> values, int kernels, int channels, int positions)
    {
        if (positions == 1 || channels == 1)
        {
            return values.ToArray();
        }

        var result = GC.AllocateUninitializedArray<float>(values.Length);
        for (var k = 0; k < kernels; k++)
        {
            var kernel = values.Slice(k * channels * positions, channels * positions);
            var reordered = result.AsSpan(k * channels * positions, channels * positions);
            for (var p = 0; p < positions; p++)
            {
                var pixel = reordered.Slice(p * channels, channels);
                for (var (z, from) = (0, p); z < pixel.Length; z++, from += positions)
                {
                    pixel[z] = kernel[from];
                }
            }
        }

        return result;
    }
}
