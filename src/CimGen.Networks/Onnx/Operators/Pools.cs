using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Maxima and means of windows.</summary>
internal static class Pools
{
    private const int MaxSegments = 64;

    public static Value? MaxPool(NodeContext node)
    {
        if (Input(node) is not (var input, var shape, var window))
        {
            return null;
        }

        if (input.Padding is { Value: not double.NegativeInfinity } pad)
        {
            return node.Unsupported($"Pad '{pad.Node}' fills with {pad.Value} and a MaxPool reads it", "pad in the MaxPool itself");
        }

        // Positions behind the last row or column never win.
        var (rows, columns) = Missing(node, shape, window, input.Padding);
        window = window with { PadBottom = window.PadBottom + rows, PadRight = window.PadRight + columns };
        if (window.LeavesMap(shape.Height, shape.Width))
        {
            return node.Unsupported("a window lies wholly in the padding, where there is no maximum", "use less padding, or no dilation");
        }

        return node.AddWindowed(new MaxPooling(node.Name, input.Map, node.Output, window, ActivationRange.Unbounded, node.At), shape, window, shape.Channels, input.WindowAxes);
    }

    public static Value? AveragePool(NodeContext node)
    {
        var counted = node.Integer("count_include_pad", 0) != 0;
        if (Input(node) is not (var input, var shape, var window) || node.Failed)
        {
            return null;
        }

        if (input.Padding is { Value: not 0 } pad)
        {
            return node.Unsupported($"Pad '{pad.Node}' fills with {pad.Value} and an AveragePool reads it", "pad with 0");
        }

        var (rows, columns) = Missing(node, shape, window, input.Padding);
        if (!counted && input.Padding is null && ((rows, columns) != (0, 0) || window.HasPadding))
        {
            return MeanOfInside(node, input, shape, window with { PadBottom = window.PadBottom + rows, PadRight = window.PadRight + columns });
        }

        if (!counted && Windows.HasOwnPadding(window, input.Padding))
        {
            return node.Unsupported("AveragePool whose mean leaves its own padding out, behind a Pad", "pad in one of the two");
        }

        if ((rows, columns) != (0, 0))
        {
            return node.Unsupported("AveragePool with ceil_mode whose last window leaves the map and its padding", "train and export it with ceil_mode=False, or without padding that counts");
        }

        return node.AddWindowed(new AveragePooling(node.Name, input.Map, node.Output, window, ActivationRange.Unbounded, node.At), shape, window, shape.Channels, input.WindowAxes);
    }

    /// <summary>
    /// The mean of what of a window lies inside the map: outputs whose windows lie inside by as many rows and columns are a pooling of their own,
    /// and a part of the output.
    /// </summary>
    private static Value? MeanOfInside(NodeContext node, FeatureView input, FeatureShape shape, in Window window)
    {
        var whole = new FeatureShape(shape.Channels, window.OutputHeight(shape.Height), window.OutputWidth(shape.Width));
        if (whole.Height < 1 || whole.Width < 1 || window.LeavesMap(shape.Height, shape.Width))
        {
            return node.Shape($"a kernel of {window.KernelY}x{window.KernelX} does not fit an input of {shape}, or lies wholly in the padding");
        }

        var rows = PoolSegment.Of(whole.Height, shape.Height, window.KernelY, window.StrideY, window.DilationY, window.PadTop);
        var columns = PoolSegment.Of(whole.Width, shape.Width, window.KernelX, window.StrideX, window.DilationX, window.PadLeft);
        if (rows.Count * columns.Count > MaxSegments)
        {
            return node.Unsupported("AveragePool whose mean leaves much padding out", "train and export it with count_include_pad=True, or with less padding");
        }

        var pieces = new List<(string, MapPart)>();
        foreach (var (y, x) in rows.SelectMany(y => columns.Select(x => (y, x))))
        {
            var (piece, from) = (node.Inner($"{y.Output}.{x.Output}"), node.Inner($"{y.Output}.{x.Output}:input"));
            var inside = new Window(y.Taps, x.Taps, window.StrideY, window.StrideX, DilationY: window.DilationY, DilationX: window.DilationX);
            node.Graph.AddExtraction(
                from, input.Map, from, new MapPart("", Top: y.Input, Left: x.Input),
                shape with { Height = ((y.Outputs - 1) * window.StrideY) + inside.SpanY, Width = ((x.Outputs - 1) * window.StrideX) + inside.SpanX }, node.At);
            node.Graph.Add(new AveragePooling(piece, from, piece, inside, ActivationRange.Unbounded, node.At), new FeatureShape(shape.Channels, y.Outputs, x.Outputs));
            pieces.Add((piece, new MapPart("", 0, y.Output, x.Output)));
        }

        node.Graph.AddComposition(node.Name, pieces, node.Output, whole, node.At);
        return FeatureView.OfMap(node.Output, whole, input.WindowAxes);
    }

    public static Value? GlobalAveragePool(NodeContext node) => Global(node, MeanOfMap);

    public static Value? GlobalMaxPool(NodeContext node) => Global(node, MaximumOfMap);

    /// <param name="pool">Gives [1, C, 1, 1].</param>
    private static FeatureView? Global(NodeContext node, Func<NodeContext, string, FeatureView?> pool) =>
        node.Image(0) is { } input && pool(node, input.Map) is { } result ? result with { Dimensions = [.. input.Dimensions.Select((d, i) => i < 2 ? d : 1)] } : null;

    public static Value? ReduceMean(NodeContext node) => Reduced(node, MeanOfMap);

    public static Value? ReduceMax(NodeContext node) => Reduced(node, MaximumOfMap);

    /// <summary>Over the rows and columns of a map, whichever axes these are.</summary>
    /// <param name="pool">Gives [1, C, 1, 1].</param>
    private static Value? Reduced(NodeContext node, Func<NodeContext, string, FeatureView?> pool)
    {
        var fromInput = node.Opset >= 18;
        var axes = !fromInput ? node.Integers("axes") ?? [] : node.Input(1) is null ? [] : node.Constant(1)?.ToIntegers();
        if (axes is null)
        {
            return null;
        }

        if (axes.Length == 0 && node.Integer("noop_with_empty_axes", 0) != 0)
        {
            return node.Map(0);
        }

        var keep = node.Integer("keepdims", 1) != 0;
        if (axes.Length == 0)
        {
            return OverOthers();
        }

        if (node.Map(0) is not { } input)
        {
            return null;
        }

        var rank = input.Dimensions.Length;
        var over = axes.Select(a => Dims.Axis(a, rank)).ToHashSet();
        if (over.Contains(null))
        {
            return node.Shape($"there is no axis {axes.First(a => Dims.Axis(a, rank) is null)} in the shape {Dims.Text(input.Dimensions.AsSpan())}");
        }

        // Over rows and columns, one of which may be missing, and whatever else has the length 1.
        var shape = node.Graph.ShapeOf(input.Map);
        if (node.Axes(input) is not { } given || rank < 3 || given.Index().Any(a => a.Item.Length(shape) > 1 && over.Contains(a.Index) != (a.Item is MapAxis.Row or MapAxis.Column)))
        {
            return OverOthers();
        }

        return pool(node, input.Map) is not { } reduced ? null : reduced with
        {
            Dimensions = [.. input.Dimensions.Select((d, i) => over.Contains(i) ? 1 : d).Where((_, i) => keep || !over.Contains(i))],
        };

        Value? OverOthers() => node.Unsupported($"{node.Operator} over {(axes.Length == 0 ? "all axes" : $"axes {Dims.Text(axes)}")}", "only means and maxima over H and W of a map, or over a line, are mapped");
    }

    /// <returns>[1, C, 1, 1].</returns>
    private static FeatureView? MeanOfMap(NodeContext node, string map)
    {
        var shape = node.Graph.ShapeOf(map);
        var window = new Window(shape.Height, shape.Width);
        return node.AddWindowed(new AveragePooling(node.Name, map, node.Output, window, ActivationRange.Unbounded, node.At), shape, window, shape.Channels);
    }

    /// <returns>[1, C, 1, 1].</returns>
    private static FeatureView? MaximumOfMap(NodeContext node, string map)
    {
        var shape = node.Graph.ShapeOf(map);
        var window = new Window(shape.Height, shape.Width);
        return node.AddWindowed(new MaxPooling(node.Name, map, node.Output, window, ActivationRange.Unbounded, node.At), shape, window, shape.Channels);
    }

    private static (FeatureView Input, FeatureShape Shape, Window Window)? Input(NodeContext node)
    {
        if (node.Integers("kernel_shape") is not { } kernel)
        {
            node.Shape("kernel_shape is missing");
            return null;
        }

        if (kernel.Length is not (1 or 2))
        {
            node.Unsupported($"{node.Operator} over {kernel.Length} dimensions", "only windows of one dimension or two are mapped");
            return null;
        }

        if (node.Image(0, padded: true) is not { } input)
        {
            return null;
        }

        if (kernel.Length != input.WindowAxes)
        {
            node.Shape($"kernel_shape is {Dims.Text(kernel)}, and the input has the shape {Dims.Text(input.Dimensions.AsSpan())}");
            return null;
        }

        var shape = node.Graph.ShapeOf(input.Map);
        if (Windows.Read(node, shape, kernel, input.Padding) is not { } window)
        {
            return null;
        }

        var pads = node.Integers("pads") ?? [];
        if (pads.Index().Any(p => p.Item >= kernel[p.Index % kernel.Length]))
        {
            node.Shape("the padding is as large as the kernel");
            return null;
        }

        return (input, shape, window);
    }

    /// <summary>Rows and columns that the last windows of ceil_mode lack; none in floor mode.</summary>
    /// <param name="window">With the Pad in front, whose positions are input to the node.</param>
    private static (int Rows, int Columns) Missing(NodeContext node, FeatureShape shape, in Window window, PendingPadding? pad)
    {
        return node.Integer("ceil_mode", 0) == 0 ? (0, 0) : (
            Along(shape.Height + window.PadTop + (pad?.Bottom ?? 0), window.PadBottom - (pad?.Bottom ?? 0), window.SpanY, window.StrideY),
            Along(shape.Width + window.PadLeft + (pad?.Right ?? 0), window.PadRight - (pad?.Right ?? 0), window.SpanX, window.StrideX));

        // The last window has to begin inside the input or the padding before it.
        static int Along(int starts, int behind, int span, int stride)
        {
            var room = starts + behind - span;
            if (room < 0)
            {
                return 0;
            }

            var last = (room + stride - 1) / stride;
            if (last * stride >= starts)
            {
                last--;
            }

            return Math.Max(0, (last * stride) - room);
        }
    }
}
