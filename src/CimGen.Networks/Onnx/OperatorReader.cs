using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx;

/// <summary>Turns one node after another into layers of the graph; reports every node that it cannot.</summary>
internal sealed class OperatorReader(
    GraphBuilder graph,
    Dictionary<string, ConstantTensor> constants,
    TensorLoader loader,
    SourceLocation at,
    DiagnosticBag bag)
{
    // Values behind a node that could not be read: what depends on them is not reported again.
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    public void Read(NodeView node)
    {
        if (node.Proto.Input.Any(_lost.Contains) || !TryRead(node))
        {
            _lost.UnionWith(node.Proto.Output);
            if (IsUnknown(node.Operator))
            {
                Unsupported(node, $"operator {node.Operator} is not supported", $"supported are {NetworkDiagnostics.Supported}");
            }
        }
    }

    private static bool IsUnknown(string name) => name is not (
        "Conv" or "Relu" or "Clip" or "MaxPool" or "AveragePool" or "GlobalAveragePool" or "ReduceMean" or "Gemm" or "MatMul" or "Add" or
        "Flatten" or "Reshape" or "BatchNormalization" or "Identity" or "Dropout" or "Constant");

    private bool TryRead(NodeView node) => node.Operator switch
    {
        "Constant" => Constant(node),
        "Identity" or "Dropout" => Identity(node),
        "Conv" => Convolution(node),
        "Gemm" => Gemm(node),
        "MatMul" => MatMul(node),
        "Relu" => Activation(node, ActivationRange.Relu),
        "Clip" => Clip(node),
        "MaxPool" or "AveragePool" => Pooling(node),
        "GlobalAveragePool" => GlobalAverage(node),
        "ReduceMean" => ReduceMean(node),
        "Add" => Add(node),
        "BatchNormalization" => BatchNormalization(node),
        "Flatten" => Flatten(node, node.Integer("axis", 1) == 1),
        "Reshape" => Reshape(node),
        _ => false,
    };

    private bool Constant(NodeView node)
    {
        if (node.Tensor("value") is { } proto)
        {
            if (loader.Load(proto) is not { } value)
            {
                return false;
            }

            constants[node.Output] = value;
            return true;
        }

        return Unsupported(node, "a Constant without a tensor value", "export with tensor constants");
    }

    private bool Identity(NodeView node)
    {
        if (node.Input(0) is { } input && constants.TryGetValue(input, out var value))
        {
            constants[node.Output] = value;
            return true;
        }

        return Feature(node, 0) is { } feature && Alias(node, feature);
    }

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

        if (weights.Dimensions.Length != 4 || weights.Dimensions[1] != shape.Channels)
        {
            return Shape(node, $"weights of shape [{string.Join(", ", weights.Dimensions)}] do not fit an input of {shape}");
        }

        var kernels = (int)weights.Dimensions[0];
        var bias = Bias(node, 2, kernels);
        if (bias is null || Window(node, shape, (int)weights.Dimensions[2], (int)weights.Dimensions[3]) is not { } window)
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
        if (features != shape.Count)
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

    private bool Activation(NodeView node, ActivationRange range)
    {
        if (Feature(node, 0) is not { } input)
        {
            return false;
        }

        graph.AddActivation(node.Name, input, node.Output, range, at);
        return true;
    }

    private bool Clip(NodeView node)
    {
        var low = node.Input(1) is null ? node.Number("min", float.NegativeInfinity) : Values(node, 1)?.Floats[0];
        var high = node.Input(2) is null ? node.Number("max", float.PositiveInfinity) : Values(node, 2)?.Floats[0];
        return low is not null && high is not null && Activation(node, new ActivationRange(low.Value, high.Value));
    }

    private bool Pooling(NodeView node)
    {
        if (Feature(node, 0) is not { } input)
        {
            return false;
        }

        var shape = graph.ShapeOf(input);
        var kernel = node.Integers("kernel_shape");
        if (kernel.Length != 2)
        {
            return Shape(node, $"a kernel of rank {kernel.Length}, not 2");
        }

        if (node.Integer("ceil_mode", 0) != 0)
        {
            return Unsupported(node, $"{node.Operator} with ceil_mode", "export with ceil_mode=False");
        }

        if (Window(node, shape, (int)kernel[0], (int)kernel[1]) is not { } window)
        {
            return false;
        }

        if (node.Operator == "AveragePool" && window.HasPadding && node.Integer("count_include_pad", 0) == 0)
        {
            return Unsupported(node, "AveragePool whose mean leaves the padding out", "export with count_include_pad=True, or without padding");
        }

        return Layer(node, shape, window, shape.Channels, output => node.Operator == "MaxPool"
            ? new MaxPooling(node.Name, graph.Resolve(input), output, window, ActivationRange.Unbounded, at)
            : new AveragePooling(node.Name, graph.Resolve(input), output, window, ActivationRange.Unbounded, at));
    }

    private bool GlobalAverage(NodeView node)
    {
        if (Feature(node, 0) is not { } input)
        {
            return false;
        }

        var shape = graph.ShapeOf(input);
        var window = new Window(shape.Height, shape.Width);
        return Layer(node, shape, window, shape.Channels, output =>
            new AveragePooling(node.Name, graph.Resolve(input), output, window, ActivationRange.Unbounded, at));
    }

    private bool ReduceMean(NodeView node)
    {
        var axes = node.Input(1) is null ? node.Integers("axes") : Values(node, 1)?.Integers ?? [];
        return axes.Select(a => a < 0 ? a + 4 : a).Order().SequenceEqual([2L, 3L])
            ? GlobalAverage(node)
            : Unsupported(node, $"ReduceMean over axes [{string.Join(", ", axes)}]", "only the mean over H and W (axes 2 and 3) is supported");
    }

    private bool Add(NodeView node)
    {
        var (first, second) = (node.Input(0), node.Input(1));
        if (first is not null && constants.ContainsKey(first))
        {
            (first, second) = (second, first);
        }

        if (first is null || second is null || !graph.Knows(first))
        {
            return Unsupported(node, "Add without a feature map", "one side must depend on the input");
        }

        var shape = graph.ShapeOf(first);
        if (constants.TryGetValue(second, out var constant))
        {
            var values = constant.Floats;
            var perChannel = values.Length == 1 || (values.Length == shape.Channels &&
                (shape.Height * shape.Width == 1 || (constant.Dimensions.Length >= 3 && constant.Dimensions[^3] == shape.Channels)));
            if (!perChannel)
            {
                return Unsupported(node, $"Add of a constant of shape [{string.Join(", ", constant.Dimensions)}] to {shape}", "one value per channel is supported");
            }

            var ones = Enumerable.Repeat(1f, shape.Channels).ToArray();
            var shift = values.Length == 1 ? Enumerable.Repeat(values[0], shape.Channels).ToArray() : values;
            graph.AddAffine(node.Name, first, node.Output, ones, shift, at);
            return true;
        }

        if (!graph.Knows(second) || graph.ShapeOf(second) != shape)
        {
            return Shape(node, $"the sides have the shapes {shape} and {(graph.Knows(second) ? graph.ShapeOf(second) : "?")}; they must be equal");
        }

        graph.Add(new Sum(node.Name, [graph.Resolve(first), graph.Resolve(second)], node.Output, ActivationRange.Unbounded, at), shape);
        return true;
    }

    private bool BatchNormalization(NodeView node)
    {
        if (Feature(node, 0) is not { } input || Values(node, 1) is not { } gamma || Values(node, 2) is not { } beta ||
            Values(node, 3) is not { } mean || Values(node, 4) is not { } variance)
        {
            return false;
        }

        var channels = graph.ShapeOf(input).Channels;
        if (new[] { gamma, beta, mean, variance }.Any(t => t.Values.Length != channels))
        {
            return Shape(node, $"parameters do not have one value for each of {channels} channels");
        }

        var epsilon = node.Number("epsilon", 1e-5f);
        var scale = new float[channels];
        var shift = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            scale[c] = (float)(gamma.Values[c] / Math.Sqrt(variance.Values[c] + epsilon));
            shift[c] = (float)(beta.Values[c] - (mean.Values[c] * scale[c]));
        }

        graph.AddAffine(node.Name, input, node.Output, scale, shift, at);
        return true;
    }

    private bool Reshape(NodeView node)
    {
        if (Feature(node, 0) is not { } input || Values(node, 1) is not { } target)
        {
            return false;
        }

        var shape = graph.ShapeOf(input);
        var dims = target.Integers;
        var flattens = dims.Length == 2 && dims[0] is 0 or 1 or -1 && (dims[1] == -1 || dims[1] == shape.Count);
        return Flatten(node, flattens || dims.SequenceEqual([1L, shape.Channels, shape.Height, shape.Width]));
    }

    private bool Flatten(NodeView node, bool supported)
    {
        if (Feature(node, 0) is not { } input)
        {
            return false;
        }

        return supported
            ? Alias(node, input)
            : Unsupported(node, $"{node.Operator} to anything but [1, features]", "flatten all but the batch");
    }

    private bool Alias(NodeView node, string input)
    {
        graph.Alias(node.Output, input);
        return true;
    }

    private bool Layer(NodeView node, FeatureShape shape, Window window, int channels, Func<string, Layer> make)
    {
        var output = new FeatureShape(channels, window.OutputHeight(shape.Height), window.OutputWidth(shape.Width));
        if (output.Height < 1 || output.Width < 1)
        {
            return Shape(node, $"a kernel of {window.KernelY}x{window.KernelX} does not fit an input of {shape}");
        }

        graph.Add(make(node.Output), output);
        return true;
    }

    private Window? Window(NodeView node, FeatureShape shape, int kernelY, int kernelX)
    {
        var strides = node.Integers("strides", 1, 1);
        var dilations = node.Integers("dilations", 1, 1);
        var pads = node.Integers("pads", 0, 0, 0, 0);
        var all = strides.Concat(dilations).Append(kernelY).Append(kernelX);
        if (strides.Length != 2 || dilations.Length != 2 || pads.Length != 4 || all.Any(v => v is < 1 or > 4096) || pads.Any(p => p is < 0 or > 4096))
        {
            Shape(node, "kernel, strides, dilations or pads are not two-dimensional and positive");
            return null;
        }

        var window = new Window(
            kernelY, kernelX, (int)strides[0], (int)strides[1], (int)pads[0], (int)pads[1], (int)pads[2], (int)pads[3], (int)dilations[0], (int)dilations[1]);
        return node.Text("auto_pad", "NOTSET") switch
        {
            "SAME_UPPER" => Same(window, shape, upper: true),
            "SAME_LOWER" => Same(window, shape, upper: false),
            "VALID" => window with { PadTop = 0, PadLeft = 0, PadBottom = 0, PadRight = 0 },
            _ => window,
        };
    }

    private static Window Same(Window w, FeatureShape shape, bool upper)
    {
        var (top, bottom) = Split(shape.Height, w.StrideY, w.SpanY);
        var (left, right) = Split(shape.Width, w.StrideX, w.SpanX);
        return w with { PadTop = top, PadBottom = bottom, PadLeft = left, PadRight = right };

        (int Begin, int End) Split(int size, int stride, int span)
        {
            var total = Math.Max(0, (((size + stride - 1) / stride) - 1) * stride + span - size);
            return upper ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
        }
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

    private string? Feature(NodeView node, int index)
    {
        if (node.Input(index) is { } name && graph.Knows(name))
        {
            return name;
        }

        Unsupported(node, $"input {index} does not depend on the network's input", "fold constants before the export");
        return null;
    }

    private ConstantTensor? Values(NodeView node, int index)
    {
        if (node.Input(index) is { } name && constants.TryGetValue(name, out var value))
        {
            return value;
        }

        Unsupported(node, $"input {index} is no constant", "weights and parameters must be stored in the model");
        return null;
    }

    private bool Unsupported(NodeView node, string what, string instead)
    {
        bag.Add(NetworkDiagnostics.Unsupported(at, node.Name, what, instead));
        return false;
    }

    private bool Shape(NodeView node, string what)
    {
        bag.Add(NetworkDiagnostics.Shape(at, node.Name, what));
        return false;
    }
}
