using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx;

/// <content>Layers that pool over windows, and the windows of all layers.</content>
internal sealed partial class OperatorReader
{
    private bool Pooling(NodeView node)
    {
        if (Feature(node, 0) is not { } input)
        {
            return false;
        }

        var shape = graph.ShapeOf(input);
        var kernel = node.Integers("kernel_shape");
        if (kernel.Length != 2)
        {
            return Shape(node, $"a kernel of rank {kernel.Length}, not 2");
        }

        if (node.Integer("ceil_mode", 0) != 0)
        {
            return Unsupported(node, $"{node.Operator} with ceil_mode", "export with ceil_mode=False");
        }

        if (Window(node, shape, kernel[0], kernel[1]) is not { } window)
        {
            return false;
        }

        if (node.Operator == "AveragePool" && window.HasPadding && node.Integer("count_include_pad", 0) == 0)
        {
            return Unsupported(node, "AveragePool whose mean leaves the padding out", "export with count_include_pad=True, or without padding");
        }

        return Layer(node, shape, window, shape.Channels, output => node.Operator == "MaxPool"
            ? new MaxPooling(node.Name, graph.Resolve(input), output, window, ActivationRange.Unbounded, at)
            : new AveragePooling(node.Name, graph.Resolve(input), output, window, ActivationRange.Unbounded, at));
    }

    private bool GlobalAverage(NodeView node)
    {
        if (Feature(node, 0) is not { } input)
        {
            return false;
        }

        var shape = graph.ShapeOf(input);
        var window = new Window(shape.Height, shape.Width);
        return Layer(node, shape, window, shape.Channels, output =>
            new AveragePooling(node.Name, graph.Resolve(input), output, window, ActivationRange.Unbounded, at));
    }

    private bool ReduceMean(NodeView node)
    {
        var axes = node.Input(1) is null ? node.Integers("axes") : Values(node, 1)?.Integers ?? [];
        return axes.Select(a => a < 0 ? a + 4 : a).Order().SequenceEqual([2L, 3L])
            ? GlobalAverage(node)
            : Unsupported(node, $"ReduceMean over axes [{string.Join(", ", axes)}]", "only the mean over H and W (axes 2 and 3) is supported");
    }

    private Window? Window(NodeView node, FeatureShape shape, long kernelY, long kernelX)
    {
        var strides = node.Integers("strides", 1, 1);
        var dilations = node.Integers("dilations", 1, 1);
        var pads = node.Integers("pads", 0, 0, 0, 0);
        var all = strides.Concat(dilations).Append(kernelY).Append(kernelX);
        if (strides.Length != 2 || dilations.Length != 2 || pads.Length != 4 || all.Any(v => v is < 1 or > 4096) || pads.Any(p => p is < 0 or > 4096))
        {
            Shape(node, "kernel, strides, dilations or pads are not two-dimensional and positive");
            return null;
        }

        var window = new Window(
            (int)kernelY, (int)kernelX, (int)strides[0], (int)strides[1], (int)pads[0], (int)pads[1], (int)pads[2], (int)pads[3], (int)dilations[0], (int)dilations[1]);
        return node.Text("auto_pad", "NOTSET") switch
        {
            "SAME_UPPER" => Same(window, shape, upper: true),
            "SAME_LOWER" => Same(window, shape, upper: false),
            "VALID" => window with { PadTop = 0, PadLeft = 0, PadBottom = 0, PadRight = 0 },
            _ => window,
        };
    }

    private static Window Same(Window w, FeatureShape shape, bool upper)
    {
        var (top, bottom) = Split(shape.Height, w.StrideY, w.SpanY);
        var (left, right) = Split(shape.Width, w.StrideX, w.SpanX);
        return w with { PadTop = top, PadBottom = bottom, PadLeft = left, PadRight = right };

        (int Begin, int End) Split(int size, int stride, int span)
        {
            var total = Math.Max(0, (((size + stride - 1) / stride) - 1) * stride + span - size);
            return upper ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
        }
    }
}
