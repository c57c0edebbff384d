using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>What gives a value another name or shape and leaves the order of its elements.</summary>
internal static class Shapes
{
    public static Value? SameMap(NodeContext node) => node.Map(0, padded: true, affine: true);

    public static ConstantTensor? SameConstant(NodeContext node) => node.Constant(0);

    public static Value? FlattenMap(NodeContext node) => OnMap(node, d => Flattened(node, d));

    public static ConstantTensor? FlattenConstant(NodeContext node) => OnConstant(node, d => Flattened(node, d));

    public static Value? ReshapeMap(NodeContext node) => OnMap(node, d => Reshaped(node, d));

    public static ConstantTensor? ReshapeConstant(NodeContext node) => OnConstant(node, d => Reshaped(node, d));

    public static Value? SqueezeMap(NodeContext node) => OnMap(node, d => Squeezed(node, d));

    public static ConstantTensor? SqueezeConstant(NodeContext node) => OnConstant(node, d => Squeezed(node, d));

    public static Value? UnsqueezeMap(NodeContext node) => OnMap(node, d => Unsqueezed(node, d));

    public static ConstantTensor? UnsqueezeConstant(NodeContext node) => OnConstant(node, d => Unsqueezed(node, d));

    /// <summary>A constant, as all sizes are fixed and the batch is 1.</summary>
    public static Value? ShapeOfMap(NodeContext node) => node.Map(0, affine: true) is { } view ? Part(node, [.. view.Dimensions]) : null;

    public static ConstantTensor? ShapeOfConstant(NodeContext node) => node.Constant(0) is { } tensor ? Part(node, [.. tensor.Dimensions]) : null;

    private static ConstantTensor Part(NodeContext node, long[] dims)
    {
        var start = (int)Math.Clamp(FromBehind(node.Integer("start", 0)), 0, dims.Length);
        var end = (int)Math.Clamp(FromBehind(node.Integer("end", dims.Length)), start, dims.Length);
        return ConstantTensor.OfIntegers(dims.AsSpan(start, end - start));

        long FromBehind(long index) => index < 0 ? index + dims.Length : index;
    }

    private static FeatureView? OnMap(NodeContext node, Func<long[], long[]?> reshape) =>
        node.Map(0, affine: true) is { } view && reshape([.. view.Dimensions]) is { } dims ? view with { Dimensions = [.. dims] } : null;

    private static ConstantTensor? OnConstant(NodeContext node, Func<long[], long[]?> reshape) =>
        node.Constant(0) is { } tensor && reshape([.. tensor.Dimensions]) is { } dims
            ? tensor with { Dimensions = [.. dims], Steps = tensor.Steps is { Scales.Length: 1 } steps ? steps : null }
            : null;

    private static long[]? Flattened(NodeContext node, long[] dims)
    {
        var axis = node.Integer("axis", 1);
        var cut = axis == dims.Length ? dims.Length : Dims.Axis(axis, dims.Length);
        if (cut is { } at)
        {
            return [Dims.Count(dims.AsSpan(0, at)), Dims.Count(dims.AsSpan(at))];
        }

        node.Shape($"there is no axis {axis} in the shape {Dims.Text(dims)}");
        return null;
    }

    private static long[]? Reshaped(NodeContext node, long[] dims)
    {
        if (node.Constant(1)?.ToIntegers() is not { } target)
        {
            return null;
        }

        var result = target.ToArray();
        var copies = node.Integer("allowzero", 0) == 0;
        for (var i = 0; i < result.Length; i++)
        {
            if (result[i] == 0 && copies && i < dims.Length)
            {
                result[i] = dims[i];
            }
        }

        var count = Dims.Count(dims);
        var open = Array.IndexOf(result, -1);
        if (open >= 0)
        {
            result[open] = 1;
            var known = result.AsSpan().ContainsAnyInRange(long.MinValue, 0) ? 0 : Dims.Count(result);
            result[open] = known > 0 && count % known == 0 ? count / known : -1;
        }

        if (!result.AsSpan().ContainsAnyInRange(long.MinValue, -1) && Dims.Count(result) == count)
        {
            return result;
        }

        node.Shape($"{Dims.Text(dims)} cannot be reshaped to {Dims.Text(target)}");
        return null;
    }

    private static long[]? Squeezed(NodeContext node, long[] dims)
    {
        if (Axes(node) is not { } axes)
        {
            return node.Failed || node.Input(1) is not null ? null : Array.FindAll(dims, d => d != 1);
        }

        var gone = axes.Select(a => Dims.Axis(a, dims.Length)).ToHashSet();
        if (gone.Any(a => a is null || dims[a.Value] != 1))
        {
            node.Shape($"axes {Dims.Text(axes)} of the shape {Dims.Text(dims)} are not all 1");
            return null;
        }

        return [.. dims.Where((_, i) => !gone.Contains(i))];
    }

    private static long[]? Unsqueezed(NodeContext node, long[] dims)
    {
        if (Axes(node) is not { } axes)
        {
            return node.Failed || node.Input(1) is not null ? null : Missing();
        }

        var rank = dims.Length + axes.Length;
        var added = axes.Select(a => Dims.Axis(a, rank)).ToHashSet();
        if (added.Contains(null) || added.Count != axes.Length)
        {
            node.Shape($"axes {Dims.Text(axes)} cannot be added to the shape {Dims.Text(dims)}");
            return null;
        }

        var rest = new Queue<long>(dims);
        return [.. Enumerable.Range(0, rank).Select(i => added.Contains(i) ? 1 : rest.Dequeue())];

        long[]? Missing()
        {
            node.Shape("axes are missing");
            return null;
        }
    }

    /// <summary>From the attribute or, from opset 13 on, the second input.</summary>
    private static long[]? Axes(NodeContext node) =>
        node.Opset < 13 ? node.Integers("axes") : node.Input(1) is null ? null : node.Constant(1)?.ToIntegers();
}
