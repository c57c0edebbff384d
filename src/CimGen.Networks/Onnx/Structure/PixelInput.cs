using System.Collections.Frozen;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Structure;

/// <summary>
/// Whether a model takes its image pixel by pixel, as [1, H, W, C] or [1, W, C]: exporters of TensorFlow and Keras then bring the channels to the front
/// before the first layer, by a Transpose or, for one channel, by a Reshape.
/// </summary>
internal static class PixelInput
{
    /// <summary>What may stand between: it leaves the axes as they are, or adds and removes those of one value.</summary>
    private static readonly FrozenSet<string> Between = new[]
    {
        "Identity", "Dropout", "Cast", "QuantizeLinear", "DequantizeLinear", "Add", "Sub", "Mul", "Div", "Neg", "Relu", "Clip", "Pad", "Concat", "Slice", "Split", "Squeeze", "Unsqueeze",
    }.ToFrozenSet();

    /// <summary>What has its channels in front: an input that it reads is no image of pixels.</summary>
    private static readonly FrozenSet<string> ChannelsFirst = new[]
    {
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization", "Resize", "Upsample", "PRelu",
    }.ToFrozenSet();

    /// <param name="order">The nodes, each behind those that write its inputs.</param>
    /// <param name="dimensions">Of the input.</param>
    public static bool Is(IEnumerable<GraphNode> order, ValueTable values, string input, ReadOnlySpan<long> dimensions)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { input };
        var isTurned = false;
        foreach (var node in order.Where(n => n.Proto.Input.Any(reached.Contains)).Select(n => n.Proto))
        {
            if (ChannelsFirst.Contains(node.OpType))
            {
                return false;
            }

            isTurned |= node.OpType == "Transpose" ? BringsLastToFront(node) : node.OpType == "Reshape" && BringsOneToFront(node, values, dimensions);
            if (Between.Contains(node.OpType))
            {
                reached.UnionWith(node.Output);
            }
        }

        return isTurned;
    }

    private static bool BringsLastToFront(NodeProto node) => node.Attribute.FirstOrDefault(a => a.Name == "perm")?.Ints is { Count: > 2 } perm && perm[0] == 0 && perm[1] == perm.Count - 1;

    /// <summary>[1, H, W, 1] to [1, 1, H, W], or [1, 1, 1, C] to [1, C, 1, 1]: no element changes its place.</summary>
    private static bool BringsOneToFront(NodeProto node, ValueTable values, ReadOnlySpan<long> dimensions) =>
        dimensions is [_, > 1, _, 1] or [_, 1, 1, > 1] && node.Input.Count == 2 && values[node.Input[1]] is ConstantTensor shape &&
        shape.ToIntegers() is [1 or -1 or 0, var channels, var height, var width] && channels == dimensions[3] && height == dimensions[1] && width == dimensions[2];
}
