using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Constants, and what rearranges or converts them.</summary>
internal static class Constants
{
    /// <summary>Exactly one of the attributes holds the value.</summary>
    public static ConstantTensor? Constant(NodeContext node)
    {
        if (node.Tensor("value") is { } proto)
        {
            return node.Values.Load(proto) as ConstantTensor;
        }

        if (node.Numbers("value_floats") is { } floats)
        {
            return ConstantTensor.Of(ElementType.Float, [floats.Length], floats.Length, i => floats[i]);
        }

        if (node.Integers("value_ints") is { } integers)
        {
            return ConstantTensor.OfIntegers(integers);
        }

        if (node.Has("value_float"))
        {
            var value = node.Number("value_float", 0);
            return ConstantTensor.Of(ElementType.Float, [], 1, _ => value);
        }

        if (node.Has("value_int"))
        {
            return ConstantTensor.OfIntegers(node.Integer("value_int", 0)) with { Dimensions = [] };
        }

        node.Unsupported("a Constant that is sparse, text or nothing", "store a dense tensor in its attribute 'value'");
        return null;
    }

    public static ConstantTensor? ConstantOfShape(NodeContext node)
    {
        if (node.Constant(0)?.ToIntegers() is not { } dims)
        {
            return null;
        }

        var value = node.Tensor("value") is { } proto ? node.Values.Load(proto) as ConstantTensor : ConstantTensor.Of(ElementType.Float, [1], 1, _ => 0);
        if (value is null)
        {
            return null;
        }

        if (value.Count != 1 || dims.AsSpan().ContainsAnyInRange(long.MinValue, -1))
        {
            node.Shape("the value is not one number, or a size is negative");
            return null;
        }

        return ConstantMath.Spread(node, value with { Dimensions = [] }, dims);
    }

    public static ConstantTensor? Cast(NodeContext node)
    {
        if (node.Constant(0) is not { } tensor)
        {
            return null;
        }

        var type = (ElementType)node.Integer("to", 0);
        if (type.Width() == 0)
        {
            node.Unsupported($"Cast to element type {type.Name()}", "convert the constant to float32");
            return null;
        }

        return ConstantTensor.Of(type, tensor.Dimensions, tensor.Count, i => tensor[i]);
    }

    /// <summary>All floats of a feature map are computed alike.</summary>
    public static Value? CastMap(NodeContext node)
    {
        var type = (ElementType)node.Integer("to", 0);
        return type.IsFloat()
            ? Shapes.SameMap(node)
            : node.Unsupported($"Cast of a feature map to {type.Name()}", "feature maps are floats, or integers between QuantizeLinear and DequantizeLinear");
    }

    public static ConstantTensor? Transpose(NodeContext node)
    {
        if (node.Constant(0) is not { } tensor)
        {
            return null;
        }

        var rank = tensor.Dimensions.Length;
        var order = node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank).Select(i => (long)i)))
        {
            node.Shape($"perm {Dims.Text(order)} is no order of {rank} axes");
            return null;
        }

        var strides = Dims.Strides(tensor.Dimensions.AsSpan());
        var steps = tensor.Steps is { } s ? s with { Axis = Array.IndexOf(order, (long)s.Axis) } : null;
        return tensor.Strided(Array.ConvertAll(order, a => tensor.Dimensions[(int)a]), Array.ConvertAll(order, a => strides[a]), 0) with { Steps = steps };
    }

    public static ConstantTensor? Expand(NodeContext node)
    {
        if (node.Constant(0) is not { } tensor || node.Constant(1)?.ToIntegers() is not { } target)
        {
            return null;
        }

        if (target.AsSpan().ContainsAnyInRange(long.MinValue, -1) || Dims.Broadcast(tensor.Dimensions.AsSpan(), target) is not { } dims)
        {
            node.Shape($"{Dims.Text(tensor.Dimensions.AsSpan())} cannot be expanded to {Dims.Text(target)}");
            return null;
        }

        return ConstantMath.Spread(node, tensor, [.. dims]);
    }

    public static ConstantTensor? Concat(NodeContext node)
    {
        var parts = Enumerable.Range(0, node.Node.Proto.Input.Count).Select(node.Constant).ToList();
        if (parts.Contains(null) || parts.Count == 0)
        {
            return null;
        }

        var first = parts[0]!;
        var rank = first.Dimensions.Length;
        if (Dims.Axis(node.Integer("axis", 0), rank) is not { } axis || parts.Any(p => p!.Type != first.Type || !Fits(p)))
        {
            node.Shape("shapes or types of the inputs do not fit");
            return null;
        }

        // Runs of the axis and all behind it lie together.
        var runs = (int)Dims.Count(first.Dimensions.AsSpan()[..axis]);
        var bytes = new byte[parts.Sum(p => (long)p!.Bytes.Length)];
        var target = bytes.AsSpan();
        for (var run = 0; run < runs; run++)
        {
            foreach (var part in parts)
            {
                var length = part!.Bytes.Length / runs;
                part.Bytes.Span.Slice(run * length, length).CopyTo(target);
                target = target[length..];
            }
        }

        return new ConstantTensor(first.Type, first.Dimensions.SetItem(axis, parts.Sum(p => p!.Dimensions[axis])), bytes);

        bool Fits(ConstantTensor part) =>
            part.Dimensions.Length == rank && part.Dimensions.SetItem(axis, 0).AsSpan().SequenceEqual(first.Dimensions.SetItem(axis, 0).AsSpan());
    }

    public static ConstantTensor? Gather(NodeContext node)
    {
        if (node.Constant(0) is not { } tensor || node.Constant(1) is not { } chosen)
        {
            return null;
        }

        if (Dims.Axis(node.Integer("axis", 0), tensor.Dimensions.Length) is not { } axis)
        {
            node.Shape($"there is no axis {node.Integer("axis", 0)} in the shape {Dims.Text(tensor.Dimensions.AsSpan())}");
            return null;
        }

        var length = tensor.Dimensions[axis];
        var indices = Array.ConvertAll(chosen.ToIntegers(), i => i < 0 ? i + length : i);
        if (indices.AsSpan().ContainsAnyExceptInRange(0, length - 1))
        {
            node.Shape($"an index lies outside of axis {axis} of the shape {Dims.Text(tensor.Dimensions.AsSpan())}");
            return null;
        }

        long[] dims = [.. tensor.Dimensions[..axis], .. chosen.Dimensions, .. tensor.Dimensions[(axis + 1)..]];
        if (Dims.Count(dims) > ConstantTensor.MaxFoldedBytes / tensor.Type.Width())
        {
            node.Unsupported($"a constant of shape {Dims.Text(dims)}, larger than what is computed", "compute it before the export");
            return null;
        }

        var width = (int)Dims.Count(tensor.Dimensions.AsSpan()[(axis + 1)..]) * tensor.Type.Width();
        var bytes = new byte[Dims.Count(dims) * tensor.Type.Width()];
        var target = bytes.AsSpan();
        for (var run = 0L; width > 0 && target.Length > 0; run++)
        {
            foreach (var index in indices)
            {
                tensor.Bytes.Span.Slice((int)(((run * length) + index) * width), width).CopyTo(target);
                target = target[width..];
            }
        }

        return new ConstantTensor(tensor.Type, [.. dims], bytes);
    }

    public static ConstantTensor? Slice(NodeContext node)
    {
        var fromInputs = node.Opset >= 10;
        if (node.Constant(0) is not { } tensor ||
            (fromInputs ? node.Constant(1)?.ToIntegers() : node.Integers("starts")) is not { } starts ||
            (fromInputs ? node.Constant(2)?.ToIntegers() : node.Integers("ends")) is not { } ends)
        {
            return null;
        }

        var all = Enumerable.Range(0, starts.Length).Select(i => (long)i).ToArray();
        var axes = fromInputs ? node.Input(3) is null ? all : node.Constant(3)?.ToIntegers() : node.Integers("axes") ?? all;
        var steps = node.Input(4) is null ? Array.ConvertAll(all, _ => 1L) : node.Constant(4)?.ToIntegers();
        if (axes is null || steps is null)
        {
            return null;
        }

        var dims = tensor.Dimensions.ToArray();
        var strides = Dims.Strides(dims);
        var offset = 0L;
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || axes.Any(a => Dims.Axis(a, dims.Length) is null) || steps.Contains(0))
        {
            node.Shape($"starts, ends, axes and steps do not fit the shape {Dims.Text(dims)}");
            return null;
        }

        for (var i = 0; i < starts.Length; i++)
        {
            var axis = Dims.Axis(axes[i], dims.Length)!.Value;
            var (start, count) = Range(starts[i], ends[i], steps[i], tensor.Dimensions[axis]);
            offset += start * strides[axis];
            dims[axis] = count;
            strides[axis] *= steps[i];
        }

        return tensor.Strided(dims, strides, offset);
    }

    /// <summary>First index and number of indices of a slice, as ONNX clamps them.</summary>
    private static (long Start, long Count) Range(long start, long end, long step, long length)
    {
        var (least, most) = step > 0 ? (0L, length) : (-1L, length - 1);
        var from = Math.Clamp(start < 0 ? start + length : start, Math.Max(least, 0), Math.Max(most, 0));
        var to = Math.Clamp(end < 0 && end >= -length ? end + length : end < 0 ? least : end, least, most);
        var distance = step > 0 ? to - from : from - to;
        var size = Math.Abs(Math.Max(step, -long.MaxValue));
        return (from, distance <= 0 ? 0 : 1 + ((distance - 1) / size));
    }
}
