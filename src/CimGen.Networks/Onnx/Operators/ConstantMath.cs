using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Arithmetic on constants, with ONNX's broadcasting. Results are rounded to the type of the inputs.</summary>
internal static class ConstantMath
{
    public static Func<NodeContext, ConstantTensor?> Unary(Func<double, double> operation) => node =>
        node.Constant(0) is { } x ? ConstantTensor.Of(x.Type, x.Dimensions, x.Count, i => operation(x[i])) : null;

    public static Func<NodeContext, ConstantTensor?> Binary(Func<double, double, double> operation) => node => Combine(node, null, operation);

    /// <summary>Quotients of whole numbers are cut off.</summary>
    public static ConstantTensor? Divide(NodeContext node) => Combine(node, null, node.InputValue(0) is ConstantTensor { Type: var type } && type.IsInteger()
        ? (a, b) => b == 0 ? 0 : Math.Truncate(a / b)
        : (a, b) => a / b);

    /// <summary>The type is that of the base; the exponent may have another one.</summary>
    public static ConstantTensor? Power(NodeContext node) => Combine(node, null, Math.Pow, sameType: false);

    public static ConstantTensor? Equal(NodeContext node) => Combine(node, ElementType.Bool, (a, b) => a == b ? 1 : 0);

    public static ConstantTensor? Where(NodeContext node)
    {
        if (node.Constant(0) is not { } condition || node.Constant(1) is not { } x || node.Constant(2) is not { } y)
        {
            return null;
        }

        if (Dims.Broadcast(x.Dimensions.AsSpan(), y.Dimensions.AsSpan()) is not { } both || Dims.Broadcast(condition.Dimensions.AsSpan(), both.AsSpan()) is not { } dims || x.Type != y.Type)
        {
            node.Shape("shapes or types of the inputs do not fit");
            return null;
        }

        if (Spread(node, condition, [.. dims]) is not { } c || Spread(node, x, [.. dims]) is not { } a || Spread(node, y, [.. dims]) is not { } b)
        {
            return null;
        }

        return ConstantTensor.Of(x.Type, dims, c.Count, i => c[i] != 0 ? a[i] : b[i]);
    }

    /// <summary>A constant in the shape that it is broadcast to.</summary>
    public static ConstantTensor? Spread(NodeContext node, ConstantTensor tensor, long[] dims)
    {
        if (tensor.Dimensions.AsSpan().SequenceEqual(dims))
        {
            return tensor;
        }

        if (Dims.Count(dims) > ConstantTensor.MaxFoldedBytes / tensor.Type.Width())
        {
            node.Unsupported($"a constant of shape {Dims.Text(dims)}, larger than what is computed", "compute it before the export");
            return null;
        }

        return tensor.Strided(dims, Dims.BroadcastStrides(tensor.Dimensions.AsSpan(), dims), 0);
    }

    private static ConstantTensor? Combine(NodeContext node, ElementType? type, Func<double, double, double> operation, bool sameType = true)
    {
        if (node.Constant(0) is not { } x || node.Constant(1) is not { } y)
        {
            return null;
        }

        if (Dims.Broadcast(x.Dimensions.AsSpan(), y.Dimensions.AsSpan()) is not { } dims || (sameType && x.Type != y.Type))
        {
            node.Shape($"a constant of {x.Type.Name()} {Dims.Text(x.Dimensions.AsSpan())} does not fit one of {y.Type.Name()} {Dims.Text(y.Dimensions.AsSpan())}");
            return null;
        }

        return Spread(node, x, [.. dims]) is { } a && Spread(node, y, [.. dims]) is { } b
            ? ConstantTensor.Of(type ?? x.Type, dims, a.Count, i => operation(a[i], b[i]))
            : null;
    }
}
