using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx;

/// <content>What works on single values, channels or the shape.</content>
internal sealed partial class OperatorReader
{
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
        var low = node.Input(1) is null ? node.Number("min", float.NegativeInfinity) : Scalar(node, 1);
        var high = node.Input(2) is null ? node.Number("max", float.PositiveInfinity) : Scalar(node, 2);
        if (low is null || high is null)
        {
            return false;
        }

        return low <= high
            ? Activation(node, new ActivationRange(low.Value, high.Value))
            : Shape(node, FormattableString.Invariant($"the range {low} to {high} is empty"));
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
            graph.AddAffine(node.Name, first, node.Output, [.. ones], [.. shift], at);
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

        graph.AddAffine(node.Name, input, node.Output, [.. scale], [.. shift], at);
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

    /// <summary>A constant of one value.</summary>
    private float? Scalar(NodeView node, int index)
    {
        if (Values(node, index) is not { } value)
        {
            return null;
        }

        if (value.Values.Length != 1)
        {
            Shape(node, $"input {index} has {value.Values.Length} values, not one");
            return null;
        }

        return value.Floats[0];
    }
}
