using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx;

/// <content>Layers with weights.</content>
internal sealed partial class OperatorReader
{
    private bool Convolution(NodeView node)
    {
        if (Feature(node, 0) is not { } input || Values(node, 1) is not { } weights)
        {
            return false;
        }

        var shape = graph.ShapeOf(input);
        if (node.Integer("group", 1) != 1)
        {
            return Unsupported(node, $"Conv with {node.Integer("group", 1)} groups", "only groups = 1 is supported");
        }

        if (weights.Dimensions.Length != 4 || weights.Dimensions[1] != shape.Channels || weights.Values.Length == 0)
        {
            return Shape(node, $"weights of shape [{string.Join(", ", weights.Dimensions)}] do not fit an input of {shape}");
        }

        var kernels = (int)weights.Dimensions[0];
        var bias = Bias(node, 2, kernels);
        if (bias is null || Window(node, shape, weights.Dimensions[2], weights.Dimensions[3]) is not { } window)
        {
            return false;
        }

        // [K, Z, KY, KX] to [K, KY, KX, Z].
        var reordered = Reorder(weights.Values, kernels, shape.Channels, window.KernelY * window.KernelX);
        return Layer(node, shape, window, kernels, output =>
            new Convolution(node.Name, graph.Resolve(input), output, window, kernels, [.. reordered], [.. bias], ActivationRange.Unbounded, at));
    }

    private bool Gemm(NodeView node)
    {
        if (Feature(node, 0) is not { } input || Values(node, 1) is not { } weights)
        {
            return false;
        }

        if (node.Integer("transA", 0) != 0 || weights.Dimensions.Length != 2)
        {
            return Unsupported(node, "Gemm with a transposed input or weights that are no matrix", "only y = alpha * x * B + beta * C is supported");
        }

        var transposed = node.Integer("transB", 0) != 0;
        var kernels = (int)weights.Dimensions[transposed ? 0 : 1];
        var bias = Bias(node, 2, kernels);
        return bias is not null && Linear(
            node, input, weights, transposed, node.Number("alpha", 1), Array.ConvertAll(bias, b => b * node.Number("beta", 1)));
    }

    private bool MatMul(NodeView node)
    {
        if (Feature(node, 0) is not { } input || Values(node, 1) is not { } weights)
        {
            return false;
        }

        return weights.Dimensions.Length == 2
            ? Linear(node, input, weights, transposed: false, 1, new float[weights.Dimensions[1]])
            : Shape(node, $"the right side has rank {weights.Dimensions.Length}, not 2");
    }

    /// <summary>A fully connected layer: a convolution with a kernel as large as its input.</summary>
    private bool Linear(NodeView node, string input, ConstantTensor weights, bool transposed, float alpha, float[] bias)
    {
        var shape = graph.ShapeOf(input);
        var kernels = (int)weights.Dimensions[transposed ? 0 : 1];
        var features = weights.Dimensions[transposed ? 1 : 0];
        if (features != shape.Count || kernels == 0)
        {
            return Shape(node, $"weights for {features} features do not fit an input of {shape}");
        }

        var matrix = new double[weights.Values.Length];
        for (var k = 0; k < kernels; k++)
        {
            for (var f = 0; f < features; f++)
            {
                matrix[(k * features) + f] = alpha * weights.Values[transposed ? (k * features) + f : (f * kernels) + k];
            }
        }

        var window = new Window(shape.Height, shape.Width);
        var reordered = Reorder(matrix, kernels, shape.Channels, shape.Height * shape.Width);
        return Layer(node, shape, window, kernels, output =>
            new Convolution(node.Name, graph.Resolve(input), output, window, kernels, [.. reordered], [.. bias], ActivationRange.Unbounded, at));
    }

    private static float[] Reorder(double[] values, int kernels, int channels, int positions)
    {
        var result = new float[values.Length];
        for (var k = 0; k < kernels; k++)
        {
            for (var z = 0; z < channels; z++)
            {
                for (var p = 0; p < positions; p++)
                {
                    result[(((k * positions) + p) * channels) + z] = (float)values[(((k * channels) + z) * positions) + p];
                }
            }
        }

        return result;
    }

    private float[]? Bias(NodeView node, int index, int kernels)
    {
        if (node.Input(index) is null)
        {
            return new float[kernels];
        }

        if (Values(node, index) is not { } bias)
        {
            return null;
        }

        if (bias.Values.Length == 1)
        {
            return [.. Enumerable.Repeat((float)bias.Values[0], kernels)];
        }

        if (bias.Values.Length != kernels)
        {
            Shape(node, $"{bias.Values.Length} bias values for {kernels} outputs");
            return null;
        }

        return bias.Floats;
    }
}
