using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>What takes feature maps apart and puts them together: no values are computed.</summary>
internal static class Parts
{
    private const int Channel = 1;
    private const int Row = 2;
    private const int Column = 3;
    private const int MaxFactor = 16;

    public static Value? Concat(NodeContext node)
    {
        var inputs = Enumerable.Range(0, node.Node.Proto.Input.Count).Select(i => node.Map(i)).ToList();
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

        // In equal pieces; the last one may be smaller.
        var equal = (length + outputs - 1) / outputs;
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
        if (starts is null || ends is null || node.Map(0) is not { } view || node.Failed)
        {
            return null;
        }

        var axes = fromInputs ? node.Input(3) is null ? null : node.Constant(3)?.ToIntegers() : node.Integers("axes");
        var steps = fromInputs && node.Input(4) is not null ? node.Constant(4)?.ToIntegers() : [.. starts.Select(_ => 1L)];
        axes ??= [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        if (node.Failed || steps is null || starts.Length != ends.Length || axes.Length != starts.Length || steps.Length != starts.Length || starts.Length == 0)
        {
            return node.Failed ? null : node.Shape("starts, ends, axes and steps differ in length");
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

            var size = (last - first + steps[i] - 1) / steps[i];
            if (size == length)
            {
                continue;
            }

            var output = i == starts.Length - 1 ? node.Output : $"{node.Output}:{i}";
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
        return dims.Length == 5 && permutation.AsSpan().SequenceEqual([0L, 2, 1, 3, 4]) && dims[1] * dims[2] == shape.Channels && (dims[3], dims[4]) == (shape.Height, shape.Width)
            ? Shuffle(node, view, (int)dims[1], (int)dims[2])
            : node.Unsupported($"Transpose of {Dims.Text(dims.AsSpan())} by {Dims.Text(permutation)}", "only the shuffle of channels ([1, G, C, H, W] by 0, 2, 1, 3, 4) and axes of one value are mapped; export the network with channels first");
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

    /// <summary>Each value repeated along rows and columns.</summary>
    public static Value? Resize(NodeContext node)
    {
        if (node.Image(0) is not { } input)
        {
            return null;
        }

        var mode = node.Text("mode", "nearest");
        if (mode != "nearest")
        {
            return node.Unsupported($"{node.Operator} with mode '{mode}'", "only mode = nearest is mapped; a ConvTranspose can interpolate");
        }

        var shape = node.Graph.ShapeOf(input.Map);
        if (Factors(node, input) is not (var factorY, var factorX))
        {
            return node.Failed ? null : node.Unsupported($"{node.Operator} that does not repeat each value a whole number of times, up to {MaxFactor}, or reads others than the nearest", "enlarge by whole factors, with coordinate_transformation_mode asymmetric and nearest_mode floor");
        }

        var whole = new FeatureShape(shape.Channels, shape.Height * factorY, shape.Width * factorX);
        if (whole.ExactCount > FeatureShape.MaxCount)
        {
            return node.Unsupported($"the output has the shape {whole}, more than {FeatureShape.MaxCount} values", "use smaller maps");
        }

        if ((factorY, factorX) == (1, 1))
        {
            return input;
        }

        node.Graph.AddRepetition(node.Name, input.Map, node.Output, factorY, factorX, node.At);
        return FeatureView.OfMap(node.Output, whole, input.Axes);
    }

    /// <summary>How often rows and columns are repeated; null when that is not what the node does.</summary>
    private static (int Y, int X)? Factors(NodeContext node, FeatureView input)
    {
        var dims = input.Dimensions;
        var old = node.Operator == "Upsample" || node.Opset < 11;
        var scaleInput = old ? 1 : 2;
        var scales = node.Opset < 9 && node.Operator == "Upsample" ? node.Numbers("scales") : node.Input(scaleInput) is null ? null : node.Constant(scaleInput)?.ToFloats();
        var sizes = !old && node.Input(3) is not null ? node.Constant(3)?.ToIntegers() : null;
        if (!old && (node.Has("axes") || node.Text("keep_aspect_ratio_policy", "stretch") != "stretch"))
        {
            return null;
        }

        long[] result;
        if (scales is { Length: > 0 } && scales.Length == dims.Length)
        {
            result = [.. dims.Select((d, i) => (long)Math.Floor(d * scales[i]))];
        }
        else if (sizes is not null && sizes.Length == dims.Length)
        {
            result = sizes;
        }
        else
        {
            return node.Failed || node.Shape("it has neither scales nor sizes for all axes") is null ? null : null;
        }

        var factors = result.Select((r, i) => r % dims[i] == 0 && r / dims[i] is >= 1 and <= MaxFactor ? (int)(r / dims[i]) : 0).ToArray();
        if (factors.Contains(0) || factors[0] != 1 || factors[1] != 1)
        {
            return null;
        }

        var coordinates = old ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        var nearest = old ? "floor" : node.Text("nearest_mode", "round_prefer_floor");
        return Enumerable.Range(2, dims.Length - 2).All(a => Enumerable.Range(0, factors[a]).All(i => Repeats(coordinates, nearest, factors[a], dims[a], i)))
            ? (dims.Length == 3 ? 1 : factors[2], factors[^1])
            : null;
    }

    /// <summary>Whether value <paramref name="phase"/> of the first ones reads input 0, and so on for all others.</summary>
    private static bool Repeats(string coordinates, string nearest, int factor, long length, int phase)
    {
        if (factor == 1)
        {
            return true;
        }

        double? at = coordinates switch
        {
            "asymmetric" => (double)phase / factor,
            "half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric" => length == 1 && coordinates != "half_pixel" ? null : ((phase + 0.5) / factor) - 0.5,
            _ => null,
        };
        return at is { } x && nearest switch
        {
            "floor" => Math.Floor(x) == 0,
            "ceil" => Math.Ceiling(x) == 0,
            "round_prefer_floor" => Math.Ceiling(x - 0.5) == 0,
            "round_prefer_ceil" => Math.Floor(x + 0.5) == 0,
            _ => false,
        };
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
