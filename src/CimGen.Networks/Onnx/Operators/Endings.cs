using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>What networks end with, and the host computes: Softmax and ArgMax over all outputs.</summary>
internal static class Endings
{
    public static Value? Softmax(NodeContext node) => OfAll(node, HostFunction.Softmax, node.Integer("axis", node.Opset < 13 ? 1 : -1), node.Opset < 13);

    public static Value? LogSoftmax(NodeContext node) => OfAll(node, HostFunction.LogSoftmax, node.Integer("axis", node.Opset < 13 ? 1 : -1), node.Opset < 13);

    public static Value? ArgMax(NodeContext node)
    {
        if (node.Integer("select_last_index", 0) != 0)
        {
            node.Unsupported("ArgMax with select_last_index = 1", "take the first of equal outputs");
        }

        return OfAll(node, HostFunction.ArgMax, node.Integer("axis", 0), fromAxis: false);
    }

    /// <param name="fromAxis">Over the axis and all behind it; otherwise over the axis alone.</param>
    private static HostValue? OfAll(NodeContext node, HostFunction function, long axis, bool fromAxis)
    {
        // The largest output stays the largest behind a Softmax.
        var view = node.InputValue(0) is HostValue { Function: not HostFunction.ArgMax } before && function == HostFunction.ArgMax ? before.View : node.Map(0);
        if (view is null || node.Failed)
        {
            return null;
        }

        if (Dims.Axis(axis, view.Dimensions.Length) is not { } along)
        {
            node.Shape($"there is no axis {axis} in the shape {Dims.Text(view.Dimensions.AsSpan())}");
            return null;
        }

        if (view.Dimensions.Where((d, i) => d != 1 && (fromAxis ? i < along : i != along)).Any())
        {
            node.Unsupported($"{node.Operator} along axis {axis} of {Dims.Text(view.Dimensions.AsSpan())}", "at the end of a network it is over all outputs; end the network before it and compute it on the host from the outputs");
            return null;
        }

        return new HostValue(view, function);
    }
}
