using System.Runtime.InteropServices;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Gemm and MatMul: convolutions with a kernel as large as the map that they read, or of 1x1.</summary>
internal static class FullyConnected
{
    public static Value? Gemm(NodeContext node)
    {
        if (node.Integer("transA", 0) != 0)
        {
            node.Unsupported("Gemm with a transposed input", "only y = alpha * x * B + beta * C is mapped; export with transA = 0");
        }

        if (node.Weights(1) is not { } weights || node.Map(0, affine: true) is not { } input || node.Failed)
        {
            return null;
        }

        if (weights.Dimensions.Length != 2 || input.Dimensions.Length != 2)
        {
            return node.Shape($"Gemm takes two matrices, and its inputs have the shapes {Dims.Text(input.Dimensions.AsSpan())} and {Dims.Text(weights.Dimensions.AsSpan())}");
        }

        var transposed = node.Integer("transB", 0) != 0;
        var outputs = weights.Dimensions[transposed ? 0 : 1];
        return Bias(node, outputs) is { } bias
            ? Linear(node, input, weights, transposed, node.Number("alpha", 1), bias, [1, outputs])
            : null;
    }

    public static Value? MatMul(NodeContext node)
    {
        if (node.Weights(1) is not { } weights || node.Map(0, affine: true) is not { } input)
        {
            return null;
        }

        return weights.Dimensions.Length == 2
            ? Linear(node, input, weights, transposed: false, 1, new float[weights.Dimensions[1]], [.. input.Dimensions[..^1], weights.Dimensions[1]])
            : node.Unsupported($"MatMul by a constant of shape {Dims.Text(weights.Dimensions.AsSpan())}", "the right side has to be a matrix");
    }

    /// <param name="transposed">Weights are [outputs, features], not [features, outputs].</param>
    private static Value? Linear(NodeContext node, FeatureView input, ConstantTensor weights, bool transposed, float alpha, float[] bias, ReadOnlySpan<long> result)
    {
        var shape = node.Graph.ShapeOf(input.Map);
        var dims = Dims.Text(input.Dimensions.AsSpan());
        var features = weights.Dimensions[transposed ? 1 : 0];
        if (input.Dimensions[^1] != features || weights.Count == 0)
        {
            return node.Shape($"weights of shape {Dims.Text(weights.Dimensions.AsSpan())} do not fit an input of {dims}");
        }

        // On the last axis of [1, H, W, C] it is a convolution of 1x1.
        var axes = features == shape.Count ? null : node.Axes(input);
        if (features != shape.Count && (axes is not [.., MapAxis.Channel] || input.Affine is not null))
        {
            return node.Unsupported($"{node.Operator} multiplies several rows, its input has the shape {dims}", "flatten all but the batch in front of it, or multiply the channels of a map [1, H, W, C]");
        }

        var kernels = (int)weights.Dimensions[transposed ? 0 : 1];
        var matrix = Matrix(weights.ToFloats(), kernels, (int)features, transposed, alpha, axes is null && !input.Order.IsChannelFirst ? input.Order.Places() : null);
        var steps = weights.Steps?.PerKernel(transposed ? 0 : 1, kernels) ?? [];
        if (input.Affine is { } affine)
        {
            TakeOver(affine, matrix, bias);
            steps = [];
        }

        var window = axes is null ? new Window(shape.Height, shape.Width) : new Window(1, 1);
        var reordered = Convolutions.Reorder(matrix, kernels, shape.Channels, window.KernelY * window.KernelX);
        var layer = new Convolution(node.Name, input.Map, node.Output, window, kernels, ImmutableCollectionsMarshal.AsImmutableArray(reordered), [.. bias], ActivationRange.Unbounded, node.At)
        {
            KernelScales = [.. steps.Select(s => Math.Abs(s * alpha))],
        };
        return node.AddWindowed(layer, shape, window, kernels) is not { } output ? null
            : axes is { } given ? FeatureView.OfMap(output.Map, shape with { Channels = kernels }, given)
            : output with { Dimensions = [.. result] };
    }

    /// <param name="places">Of the features in the map, channel by channel; null when they come so.</param>
    /// <returns>[kernels, features].</returns>
    private static float[] Matrix(float[] weights, int kernels, int features, bool transposed, float alpha, int[]? places)
    {
        var matrix = new float[weights.Length];
        for (var k = 0; k < kernels; k++)
        {
            for (var f = 0; f < features; f++)
            {
                matrix[(k * features) + (places?[f] ?? f)] = alpha * weights[transposed ? (k * features) + f : (f * kernels) + k];
            }
        }

        return matrix;
    }

    /// <summary>W (s x + t) + b = (W s) x + (W t + b).</summary>
    private static void TakeOver(PendingAffine affine, float[] matrix, float[] bias)
    {
        var features = affine.Scale.Length;
        for (var k = 0; k < bias.Length; k++)
        {
            var shift = 0.0;
            for (var f = 0; f < features; f++)
            {
                ref var weight = ref matrix[(k * features) + f];
                shift += (double)weight * affine.Shift[f];
                weight *= affine.Scale[f];
            }

            bias[k] += (float)shift;
        }
    }

    /// <summary>beta * C, broadcast to a row of outputs.</summary>
    private static float[]? Bias(NodeContext node, long outputs)
    {
        if (node.Input(2) is null)
        {
            return new float[outputs];
        }

        if (node.Weights(2) is not { } bias)
        {
            return null;
        }

        var dims = bias.Dimensions.AsSpan();
        if (Dims.Broadcast(dims, [1, outputs]) is not [1, var width] || width != outputs || bias.Dimensions.Length > 2)
        {
            node.Shape($"a bias of shape {Dims.Text(dims)} for {outputs} outputs");
            return null;
        }

        var beta = node.Number("beta", 1);
        return Array.ConvertAll(bias.Strided([1, outputs], Dims.BroadcastStrides(dims, [1, outputs]), 0).ToFloats(), b => beta * b);
    }
}
