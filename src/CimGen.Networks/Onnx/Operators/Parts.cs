using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>What takes feature maps apart and puts them together: no values are computed.</summary>
internal static class Parts
{
    private const int Channel = 1;
    private const int Row = 2;
    private const int Column = 3;

    public static Value? Concat(NodeContext node)
    {
        var count = node.Node.Proto.Input.Count;
        if (Enumerable.Range(0, count).FirstOrDefault(i => node.InputValue(i) is ConstantTensor, -1) is var constant && constant >= 0)
        {
            return node.Unsupported($"input {constant} is a constant, and others are maps", "only maps are joined; a layer behind can take the constant as its bias");
        }

        var inputs = Enumerable.Range(0, count).Select(i => node.Map(i)).ToList();
        if (node.Failed || inputs.Exists(i => i is null) || inputs.Count == 0)
        {
            return null;
        }

        var views = inputs.Select(i => i!).ToList();
        var first = views[0];
        if (Axis(node, first, node.Integer("axis", long.MinValue)) is not { } axis)
        {
            return null;
        }

        var given = views.Find(v => v.Dimensions.Length != first.Dimensions.Length || v.Dimensions.Where((d, i) => i != axis.Given && d != first.Dimensions[i]).Any());
        if (given is not null)
        {
            return node.Shape($"it joins {Dims.Text(first.Dimensions.AsSpan())} and {Dims.Text(given.Dimensions.AsSpan())} along axis {axis.Given}");
        }

        if (!views.TrueForAll(v => IsPlain(node, v)))
        {
            return node.Unsupported("maps that are reshaped before they are joined", "join maps [1, C, H, W] along their channels, rows or columns, before they are flattened");
        }

        var place = new MapPart("");
        var pieces = new List<(string, MapPart)>();
        foreach (var view in views)
        {
            pieces.Add((view.Map, place));
            var shape = node.Graph.ShapeOf(view.Map);
            place = axis.Map switch
            {
                Channel => place with { FirstChannel = place.FirstChannel + shape.Channels },
                Row => place with { Top = place.Top + shape.Height },
                _ => place with { Left = place.Left + shape.Width },
            };
        }

        var one = node.Graph.ShapeOf(first.Map);
        var whole = axis.Map switch
        {
            Channel => one with { Channels = place.FirstChannel },
            Row => one with { Height = place.Top },
            _ => one with { Width = place.Left },
        };
        if (whole.ExactCount > FeatureShape.MaxCount)
        {
            return node.Unsupported($"the output has the shape {whole}, more than {FeatureShape.MaxCount} values", "use smaller maps");
        }

        node.Graph.AddComposition(node.Name, pieces, node.Output, whole, node.At);
        return first with { Map = node.Output, Dimensions = [.. first.Dimensions.Select((d, i) => i == axis.Given ? views.Sum(v => v.Dimensions[i]) : d)] };
    }

    public static Value? Split(NodeContext node)
    {
        if (node.Map(0) is not { } input || Axis(node, input, node.Integer("axis", 0)) is not { } axis)
        {
            return null;
        }

        var outputs = node.Node.Proto.Output.Count;
        var length = input.Dimensions[axis.Given];
        var sizes = node.Opset < 13 ? node.Integers("split") : node.Input(1) is null ? null : node.Constant(1)?.ToIntegers();
        if (sizes is null && node.Opset >= 13 && node.Input(1) is not null)
        {
            return null;
        }

        if (node.Opset >= 18 && node.Has("num_outputs") == (sizes is not null))
        {
            return node.Shape(sizes is null ? "neither split nor num_outputs are given" : "split and num_outputs are both given");
        }

        if (node.Integer("num_outputs", outputs) is var declared && declared != outputs)
        {
            return node.Shape($"num_outputs is {declared}, and there are {outputs} outputs");
        }

        // In equal pieces; from opset 18 on the last one may be smaller.
        var equal = node.Opset >= 18 || length % outputs == 0 ? (length + outputs - 1) / outputs : 0;
        sizes ??= [.. Enumerable.Range(0, outputs).Select(i => Math.Clamp(length - (i * equal), 0, equal))];
        if (sizes.Length != outputs || sizes.Any(s => s < 1 || s > length) || sizes.Sum() != length)
        {
            return node.Shape($"{length} values along axis {axis.Given} are not split into {Dims.Text(sizes)} for {outputs} outputs");
        }

        var pieces = new List<Value>();
        var from = 0L;
        foreach (var (size, output) in sizes.Zip(node.Node.Proto.Output))
        {
            if (Piece(node, input, axis, output, from, size, step: 1) is not { } piece)
            {
                return null;
            }

            pieces.Add(piece);
            from += size;
        }

        return new ValueList([.. pieces]);
    }

    public static Value? Slice(NodeContext node)
    {
        var fromInputs = node.Opset >= 10;
        var starts = fromInputs ? node.Constant(1)?.ToIntegers() : node.Integers("starts");
        var ends = fromInputs ? node.Constant(2)?.ToIntegers() : node.Integers("ends");
        if (!fromInputs && (starts is null || ends is null))
        {
            return node.Shape("starts or ends are missing");
        }

        if (starts is null || ends is null || node.Map(0) is not { } view || node.Failed)
        {
            return null;
        }

        long[] all = [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        var axes = !fromInputs ? node.Integers("axes") ?? all : node.Input(3) is null ? all : node.Constant(3)?.ToIntegers();
        var steps = fromInputs && node.Input(4) is not null ? node.Constant(4)?.ToIntegers() : Array.ConvertAll(all, _ => 1L);
        if (axes is null || steps is null)
        {
            return null;
        }

        if (node.Failed || starts.Length != ends.Length || axes.Length != starts.Length || steps.Length != starts.Length || starts.Length == 0)
        {
            return node.Failed ? null : node.Shape("starts, ends, axes and steps differ in length");
        }

        if (axes.Select(a => Dims.Axis(a, view.Dimensions.Length)).Distinct().Count() != axes.Length)
        {
            return node.Shape($"axes are {Dims.Text(axes)}, and the shape is {Dims.Text(view.Dimensions.AsSpan())}");
        }

        for (var i = 0; i < starts.Length; i++)
        {
            if (Dims.Axis(axes[i], view.Dimensions.Length) is not { } given)
            {
                return node.Shape($"there is no axis {axes[i]} in the shape {Dims.Text(view.Dimensions.AsSpan())}");
            }

            var length = view.Dimensions[given];
            var (first, last) = (Math.Clamp(starts[i] < 0 ? starts[i] + length : starts[i], 0, length), Math.Clamp(ends[i] < 0 ? ends[i] + length : ends[i], 0, length));
            if (steps[i] < 1)
            {
                return node.Unsupported($"Slice with step {steps[i]}", "only steps of 1 and more are mapped");
            }

            if (last <= first)
            {
                return node.Shape($"nothing is left of {length} values between {starts[i]} and {ends[i]}");
            }

            var size = 1 + ((last - first - 1) / steps[i]);
            if (size == length)
            {
                continue;
            }

            var output = i == starts.Length - 1 ? node.Output : node.Inner($"{i}");
            if (Axis(node, view, given) is not { } axis || Piece(node, view, axis, output, first, size, steps[i]) is not { } piece)
            {
                return null;
            }

            view = piece;
        }

        return view;
    }

    public static Value? Transpose(NodeContext node)
    {
        if (node.Map(0) is not { } view)
        {
            return null;
        }

        var dims = view.Dimensions;
        var permutation = node.Integers("perm") ?? [.. Enumerable.Range(0, dims.Length).Reverse().Select(i => (long)i)];
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, dims.Length).Select(i => (long)i)))
        {
            return node.Shape($"perm is {Dims.Text(permutation)} for the shape {Dims.Text(dims.AsSpan())}");
        }

        // Axes of one value may go anywhere.
        var moved = permutation.Where(a => dims[(int)a] != 1).ToArray();
        if (moved.SequenceEqual(moved.Order()))
        {
            return view with { Dimensions = [.. permutation.Select(a => dims[(int)a])] };
        }

        var shape = node.Graph.ShapeOf(view.Map);
        if (dims.Length != 5 || !permutation.AsSpan().SequenceEqual([0L, 2, 1, 3, 4]) || dims[1] * dims[2] != shape.Channels || (dims[3], dims[4]) != (shape.Height, shape.Width))
        {
            return node.Unsupported($"Transpose of {Dims.Text(dims.AsSpan())} by {Dims.Text(permutation)}", "only the shuffle of channels ([1, G, C, H, W] by 0, 2, 1, 3, 4) and axes of one value are mapped; export the network with channels first");
        }

        return (long)shape.Channels * shape.Channels <= FeatureShape.MaxCount
            ? Shuffle(node, view, (int)dims[1], (int)dims[2])
            : node.Unsupported($"a shuffle of {shape.Channels} channels, whose matrix has more than {FeatureShape.MaxCount} values", "use fewer channels");
    }

    /// <summary>Channels in rows of <paramref name="columns"/> are read column by column: a 1x1 convolution of ones.</summary>
    private static FeatureView Shuffle(NodeContext node, FeatureView view, int rows, int columns)
    {
        var channels = rows * columns;
        var weights = new float[channels * channels];
        for (var c = 0; c < channels; c++)
        {
            weights[(c * channels) + (c % rows * columns) + (c / rows)] = 1;
        }

        var input = node.Graph.Resolve(view.Map);
        node.Graph.Add(
            new Convolution(node.Name, input, node.Output, new Window(1, 1), channels, [.. weights], [.. new float[channels]], ActivationRange.Unbounded, node.At),
            node.Graph.ShapeOf(input));
        return view with { Map = node.Output, Dimensions = [1, columns, rows, view.Dimensions[3], view.Dimensions[4]] };
    }

    /// <summary>An axis of what ONNX sees, and the one of a map [1, C, H, W] that it is; null for one along which maps are not cut, which is reported.</summary>
    private static (int Given, int Map)? Axis(NodeContext node, FeatureView view, long axis)
    {
        if (Dims.Axis(axis, view.Dimensions.Length) is not { } given)
        {
            node.Shape(axis == long.MinValue ? "the axis is missing" : $"there is no axis {axis} in the shape {Dims.Text(view.Dimensions.AsSpan())}");
            return null;
        }

        // A line has no rows.
        var map = view.Dimensions.Length == 3 && given == 2 ? Column : given;
        if (map is Channel or Row or Column && view.Dimensions.Length <= 4 && IsPlain(node, view))
        {
            return (given, map);
        }

        node.Unsupported($"{node.Operator} along axis {axis} of {Dims.Text(view.Dimensions.AsSpan())}", "only the channels, rows and columns of maps [1, C, H, W] are taken apart and joined, before they are flattened");
        return null;
    }

    /// <summary>Whether axes of the view are those of the map.</summary>
    private static bool IsPlain(NodeContext node, FeatureView view)
    {
        var shape = node.Graph.ShapeOf(view.Map);
        return view.Dimensions.Length switch
        {
            4 => view.Dimensions.AsSpan().SequenceEqual([1, shape.Channels, shape.Height, shape.Width]),
            3 => shape.Height == 1 && view.Dimensions.AsSpan().SequenceEqual([1, shape.Channels, shape.Width]),
            2 => (shape.Height, shape.Width) == (1, 1) && view.Dimensions.AsSpan().SequenceEqual([1, shape.Channels]),
            _ => false,
        };
    }

    private static FeatureView? Piece(NodeContext node, FeatureView view, (int Given, int Map) axis, string output, long from, long size, long step)
    {
        var shape = node.Graph.ShapeOf(view.Map);
        step = size == 1 ? 1 : step;
        if (axis.Map == Channel && step != 1)
        {
            node.Unsupported($"{node.Operator} with step {step} along channels", "only channels that follow each other are taken out");
            return null;
        }

        var (part, piece) = axis.Map switch
        {
            Channel => (new MapPart("", (int)from), shape with { Channels = (int)size }),
            Row => (new MapPart("", Top: (int)from, StepY: (int)step), shape with { Height = (int)size }),
            _ => (new MapPart("", Left: (int)from, StepX: (int)step), shape with { Width = (int)size }),
        };
        node.Graph.AddExtraction($"{node.Name}:{output}", view.Map, output, part, piece, node.At);
        return view with { Map = output, Dimensions = view.Dimensions.SetItem(axis.Given, size) };
    }
}
