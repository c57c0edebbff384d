using System.Numerics.Tensors;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>The attributes by which convolutions and poolings say how their kernel slides.</summary>
internal static class Windows
{
    private const int MaxLength = 4096;

    /// <summary>Strides, dilations, padding. What waits as a Pad in front is part of the window.</summary>
    /// <param name="shape">Of the input.</param>
    /// <param name="kernel">Height and width, or the width of a window on a line.</param>
    /// <param name="pad">The Pad in front of the layer, if there is one.</param>
    /// <returns>Null when the attributes contradict themselves, which is reported.</returns>
    public static Window? Read(NodeContext node, FeatureShape shape, ReadOnlySpan<long> kernel, PendingPadding? pad)
    {
        var axes = kernel.Length;
        var strides = node.Integers("strides") ?? [.. Enumerable.Repeat(1L, axes)];
        var dilations = node.Integers("dilations") ?? [.. Enumerable.Repeat(1L, axes)];
        var pads = node.Integers("pads") ?? new long[2 * axes];
        if (axes is not (1 or 2) || strides.Length != axes || dilations.Length != axes || pads.Length != 2 * axes)
        {
            node.Shape("kernel, strides, dilations or pads are not those of as many dimensions as the input has");
            return null;
        }

        if (axes == 1)
        {
            kernel = new[] { 1, kernel[0] };
            (strides, dilations, pads) = ([1, strides[0]], [1, dilations[0]], [0, pads[0], 0, pads[1]]);
        }

        if (Least(kernel) < 1 || Least(strides) < 1 || Least(dilations) < 1 || Least(pads) < 0)
        {
            node.Shape("kernel, strides and dilations are 1 or more, and pads 0 or more");
            return null;
        }

        if (Most(kernel) > MaxLength || Most(strides) > MaxLength || Most(dilations) > MaxLength || Most(pads) > MaxLength)
        {
            node.Unsupported($"kernel, strides, dilations or pads beyond {MaxLength}", "use a smaller window");
            return null;
        }

        var window = new Window(
            (int)kernel[0], (int)kernel[1], (int)strides[0], (int)strides[1], (int)pads[0], (int)pads[1], (int)pads[2], (int)pads[3], (int)dilations[0], (int)dilations[1]);
        if ((long)window.KernelY * window.KernelX * shape.Channels > FeatureShape.MaxCount)
        {
            node.Unsupported($"a kernel of {window.KernelY}x{window.KernelX} over {shape.Channels} channels has more than {FeatureShape.MaxCount} values", "use a smaller window or fewer channels");
            return null;
        }

        var padded = pad is null ? shape : shape with { Height = shape.Height + pad.Top + pad.Bottom, Width = shape.Width + pad.Left + pad.Right };
        return Automatic(node, window, padded) is { } own ? Joined(own, pad) : null;
    }

    /// <summary>Padding of its own, as auto_pad has it; the Pad in front not counted.</summary>
    public static bool HasOwnPadding(in Window window, PendingPadding? pad) =>
        window.PadTop + window.PadLeft + window.PadBottom + window.PadRight > (pad is null ? 0 : pad.Top + pad.Left + pad.Bottom + pad.Right);

    private static Window Joined(in Window w, PendingPadding? pad) => pad is null ? w : w with
    {
        PadTop = w.PadTop + pad.Top,
        PadLeft = w.PadLeft + pad.Left,
        PadBottom = w.PadBottom + pad.Bottom,
        PadRight = w.PadRight + pad.Right,
    };

    private static long Least(ReadOnlySpan<long> values) => TensorPrimitives.Min(values);

    private static long Most(ReadOnlySpan<long> values) => TensorPrimitives.Max(values);

    private static Window? Automatic(NodeContext node, in Window window, FeatureShape shape)
    {
        var mode = node.Text("auto_pad", "NOTSET");
        if (mode != "NOTSET" && window.HasPadding)
        {
            node.Shape($"auto_pad is {mode}, and there are pads as well");
            return null;
        }

        if (mode is "SAME_UPPER" or "SAME_LOWER" && (window.SpanY > window.KernelY || window.SpanX > window.KernelX))
        {
            // ONNX's text counts the dilated kernel; ONNX Runtime refuses a Conv, and pads a MaxPool for the kernel without dilation.
            node.Unsupported($"auto_pad = {mode} with dilations, which tools pad in different ways", "write the pads in its place");
            return null;
        }

        switch (mode)
        {
            case "NOTSET" or "VALID":
                return window;
            case "SAME_UPPER" or "SAME_LOWER":
                return Same(window, shape, mode == "SAME_UPPER");
            default:
                node.Shape($"auto_pad is '{mode}', which ONNX does not define");
                return null;
        }
    }

    /// <summary>As many outputs as inputs / stride; the odd position at the end or at the beginning.</summary>
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
