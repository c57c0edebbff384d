using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>What takes feature maps apart and puts them together: no values are computed.</summary>
internal static class Parts
{
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

        var given = views.Find(v => v.Dimensions.Length != first.Dimensions.Length || v.Dimensions.Where((d, i) => i != axis && d != first.Dimensions[i]).Any());
        if (given is not null)
        {
            return node.Shape($"it joins {Dims.Text(first.Dimensions.AsSpan())} and {Dims.Text(given.Dimensions.AsSpan())} along axis {axis}");
        }

        if (Axes(node, first, axis) is null)
        {
            return null;
        }

        // Where lengths are 1, a view has several readings; one of them has to be that of all.
        var common = views.Select(node.Axes).FirstOrDefault(axes => axes is { } a && views.TrueForAll(v => v.Has(a, node.Graph.ShapeOf(v.Map))));
        if (common is not { } all)
        {
            return node.Unsupported("maps that are reshaped before they are joined, or that have their axes in different orders", "join maps along their channels, rows or columns, before they are flattened and with their axes in the same order");
        }

        var place = new MapPart("");
        var pieces = new List<(string, MapPart)>();
        foreach (var view in views)
        {
            pieces.Add((view.Map, place));
            var shape = node.Graph.ShapeOf(view.Map);
            place = all[axis] switch
            {
                MapAxis.Channel => place with { FirstChannel = place.FirstChannel + shape.Channels },
                MapAxis.Row => place with { Top = place.Top + shape.Height },
                _ => place with { Left = place.Left + shape.Width },
            };
        }

        var one = node.Graph.ShapeOf(first.Map);
        var whole = all[axis] switch
        {
            MapAxis.Channel => one with { Channels = place.FirstChannel },
            MapAxis.Row => one with { Height = place.Top },
            _ => one with { Width = place.Left },
        };
        if (whole.ExactCount > FeatureShape.MaxCount)
        {
            return node.Unsupported($"the output has the shape {whole}, more than {FeatureShape.MaxCount} values", "use smaller maps");
        }

        node.Graph.AddComposition(node.Name, pieces, node.Output, whole, node.At);
        return FeatureView.OfMap(node.Output, whole, all);
    }

    public static Value? Split(NodeContext node)
    {
        if (node.Map(0) is not { } input || Axis(node, input, node.Integer("axis", 0)) is not { } axis || Axes(node, input, axis) is not { } axes)
        {
            return null;
        }

        var outputs = node.Node.Proto.Output.Count;
        var length = input.Dimensions[axis];
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
            return node.Shape($"{length} values along axis {axis} are not split into {Dims.Text(sizes)} for {outputs} outputs");
        }

        var pieces = new List<Value>();
        var from = 0L;
        foreach (var (size, output) in sizes.Zip(node.Node.Proto.Output))
        {
            if (Piece(node, input, axes, axis, output, from, size, step: 1) is not { } piece)
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

        // Lengths that become 1 leave the axes what they were.
        ImmutableArray<MapAxis>? mapAxes = null;
        for (var i = 0; i < starts.Length; i++)
        {
            if (Axis(node, view, axes[i]) is not { } axis)
            {
                return null;
            }

            var length = view.Dimensions[axis];
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
            if ((mapAxes ??= Axes(node, view, axis)) is not { } given || Piece(node, view, given, axis, output, first, size, steps[i]) is not { } piece)
            {
                return null;
            }

            view = piece;
        }

        return view;
    }

    public static Value? Transpose(NodeContext node)
    {
        if (node.Map(0, padded: true, affine: true) is not { } view)
        {
            return null;
        }

        var dims = view.Dimensions;
        var permutation = node.Integers("perm") ?? [.. Enumerable.Range(0, dims.Length).Reverse().Select(i => (long)i)];
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, dims.Length).Select(i => (long)i)))
        {
            return node.Shape($"perm is {Dims.Text(permutation)} for the shape {Dims.Text(dims.AsSpan())}");
        }

        var shape = node.Graph.ShapeOf(view.Map);
        if (IsShuffle(view, shape, permutation))
        {
            return (long)shape.Channels * shape.Channels <= FeatureShape.MaxCount
                ? Shuffle(node, view, (int)dims[1], (int)dims[2])
                : node.Unsupported($"a shuffle of {shape.Channels} channels, whose matrix has more than {FeatureShape.MaxCount} values", "use fewer channels");
        }

        return view.Order.Transposed(dims.AsSpan(), permutation) is { } order
            ? view with { Dimensions = [.. permutation.Select(a => dims[(int)a])], Order = order }
            : node.Unsupported($"Transpose of {Dims.Text(dims.AsSpan())}, a map of {shape} that is transposed and reshaped across its axes", "only what renames axes is mapped; keep the axes of the map apart");
    }

    /// <summary>Groups of channels that trade places, and nothing else that moves: the one permutation of values that a layer does.</summary>
    private static bool IsShuffle(FeatureView view, FeatureShape shape, long[] permutation) =>
        view is { Padding: null, Affine: null, Dimensions: [1, > 1, > 1, var height, var width], Order.IsChannelFirst: true } && permutation.AsSpan().SequenceEqual([0L, 2, 1, 3, 4]) &&
        view.Dimensions[1] * view.Dimensions[2] == shape.Channels && (height, width) == (shape.Height, shape.Width);

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

    /// <summary>An axis, counted from the front; null when there is none, which is reported.</summary>
    private static int? Axis(NodeContext node, FeatureView view, long axis)
    {
        if (Dims.Axis(axis, view.Dimensions.Length) is { } given)
        {
            return given;
        }

        node.Shape(axis == long.MinValue ? "the axis is missing" : $"there is no axis {axis} in the shape {Dims.Text(view.Dimensions.AsSpan())}");
        return null;
    }

    /// <summary>What the axes of a view are of its map, when that can be cut along one of them; null otherwise, which is reported.</summary>
    private static ImmutableArray<MapAxis>? Axes(NodeContext node, FeatureView view, int along)
    {
        if (node.Axes(view) is { } axes && axes[along] != MapAxis.Batch)
        {
            return axes;
        }

        node.Unsupported($"{node.Operator} along axis {along} of {Dims.Text(view.Dimensions.AsSpan())}", "only the channels, rows and columns of maps are taken apart and joined, before they are flattened");
        return null;
    }

    private static FeatureView? Piece(NodeContext node, FeatureView view, ImmutableArray<MapAxis> axes, int along, string output, long from, long size, long step)
    {
        var shape = node.Graph.ShapeOf(view.Map);
        step = size == 1 ? 1 : step;
        if (axes[along] == MapAxis.Channel && step != 1)
        {
            node.Unsupported($"{node.Operator} with step {step} along channels", "only channels that follow each other are taken out");
            return null;
        }

        var (part, piece) = axes[along] switch
        {
            MapAxis.Channel => (new MapPart("", (int)from), shape with { Channels = (int)size }),
            MapAxis.Row => (new MapPart("", Top: (int)from, StepY: (int)step), shape with { Height = (int)size }),
            _ => (new MapPart("", Left: (int)from, StepX: (int)step), shape with { Width = (int)size }),
        };
        node.Graph.AddExtraction($"{node.Name}:{output}", view.Map, output, part, piece, node.At);
        return FeatureView.OfMap(output, piece, axes);
    }
}
