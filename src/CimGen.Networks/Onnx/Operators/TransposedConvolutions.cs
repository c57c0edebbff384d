using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>
/// ConvTranspose: outputs whose positions have the same remainder by the stride are a convolution of their own with every stride-th tap of
/// the kernel, and a part of the output (Shi et al., "Is the deconvolution layer the same as a convolutional layer?", 2016).
/// </summary>
internal static class TransposedConvolutions
{
    private const int MaxStride = 16;
    private const long MaxPadding = 4096;

    public static Value? Read(NodeContext node)
    {
        var groups = (int)Math.Clamp(node.Integer("group", 1), 0, int.MaxValue);
        if (node.Weights(1) is not { } weights || node.Image(0) is not { } input || node.Failed)
        {
            return null;
        }

        var shape = node.Graph.ShapeOf(input.Map);
        var dims = weights.Dimensions;
        if (dims.Length != input.WindowAxes + 2 || groups < 1 || dims[0] != shape.Channels || shape.Channels % groups != 0 || weights.Count == 0)
        {
            return node.Shape($"weights of shape {Dims.Text(dims.AsSpan())}{(groups == 1 ? "" : $" in {groups} groups")} do not fit an input of {shape}");
        }

        var kernels = (int)dims[1] * groups;
        if (Convolutions.Bias(node, kernels) is not { } bias || Axes(node, shape, dims.AsSpan()[2..]) is not var (rows, columns))
        {
            return null;
        }

        var whole = new FeatureShape(kernels, rows.Outputs, columns.Outputs);
        if (whole.ExactCount > FeatureShape.MaxCount)
        {
            return node.Unsupported($"the output has the shape {whole}, more than {FeatureShape.MaxCount} values", "use smaller maps");
        }

        if (rows.Room * columns.Room * dims[0] * dims[1] > FeatureShape.MaxCount)
        {
            return node.Unsupported($"kernels of {Dims.Text(dims.AsSpan()[2..])} with dilations have more than {FeatureShape.MaxCount} values", "use smaller ones");
        }

        var values = weights.ToFloats();
        var scales = Scales(values, weights, kernels, groups);
        var pieces = new List<(string, MapPart)>();
        foreach (var y in rows.Phases())
        {
            foreach (var x in columns.Phases())
            {
                var piece = rows.Stride * columns.Stride == 1 ? node.Output : node.Inner($"{y.Phase}.{x.Phase}");
                AddPhase(node, input, piece, (y, x), Taps(values, shape.Channels, kernels, groups, (rows, y), (columns, x)), bias, groups, scales);
                pieces.Add((piece, new MapPart("", 0, y.Phase, x.Phase, rows.Stride, columns.Stride)));
            }
        }

        if (rows.Stride * columns.Stride > 1)
        {
            node.Graph.AddComposition(node.Name, pieces, node.Output, whole, node.At);
        }

        return FeatureView.OfMap(node.Output, whole, input.WindowAxes);
    }

    /// <summary>The convolution of one phase.</summary>
    private static void AddPhase(NodeContext node, FeatureView input, string piece, (AxisPhase Y, AxisPhase X) at, float[] weights, float[] bias, int groups, ImmutableArray<float> scales)
    {
        var (y, x) = at;
        var shape = node.Graph.ShapeOf(input.Map);
        var map = input.Map;
        if ((y.Rows, x.Rows) != (shape.Height, shape.Width))
        {
            map = node.Values.Unique($"{piece}:input");
            node.Graph.AddExtraction(map, input.Map, map, new MapPart("", Top: y.First, Left: x.First), shape with { Height = y.Rows, Width = x.Rows }, node.At);
        }

        var window = new Window(y.Taps, x.Taps, PadTop: y.Before, PadLeft: x.Before, PadBottom: y.Behind, PadRight: x.Behind);
        node.Graph.Add(
            new Convolution(piece == node.Output ? node.Name : piece, node.Graph.Resolve(map), piece, window, bias.Length, ImmutableCollectionsMarshal.AsImmutableArray(weights), [.. bias], ActivationRange.Unbounded, node.At)
            {
                Groups = groups,
                KernelScales = scales,
            },
            new FeatureShape(bias.Length, y.Outputs, x.Outputs));
    }

    /// <summary>One scale for all parts of a kernel, so that they are one when the model is written.</summary>
    private static ImmutableArray<float> Scales(float[] values, ConstantTensor weights, int kernels, int groups)
    {
        if (weights.Steps?.PerKernel(1, kernels) is { IsEmpty: false } given && (groups == 1 || weights.Steps.Scales.Length == 1))
        {
            return given;
        }

        var largest = new float[kernels / groups];
        var taps = values.Length / (int)weights.Dimensions[0] / largest.Length;
        for (var i = 0; i < values.Length; i++)
        {
            ref var most = ref largest[i / taps % largest.Length];
            most = Math.Max(most, Math.Abs(values[i]));
        }

        // An axis of the weights has the kernels of all groups at the same place.
        var scales = groups > 1 ? Enumerable.Repeat(largest.Max(), kernels) : largest;
        return scales.All(float.IsNormal) ? [.. scales.Select(l => l / 127)] : [];
    }

    /// <summary>[C, M / groups, taps] to [M, taps of the phase, C / groups], turned round.</summary>
    private static float[] Taps(float[] values, int channels, int kernels, int groups, (AxisShape Axis, AxisPhase Phase) y, (AxisShape Axis, AxisPhase Phase) x)
    {
        var (perGroup, perKernel) = (kernels / groups, channels / groups);
        var result = new float[kernels * y.Phase.Taps * x.Phase.Taps * perKernel];
        var at = 0;
        for (var k = 0; k < kernels; k++)
        {
            for (var ty = 0; ty < y.Phase.Taps; ty++)
            {
                for (var tx = 0; tx < x.Phase.Taps; tx++, at += perKernel)
                {
                    if (y.Axis.TapOf(y.Phase, ty) is not { } ky || x.Axis.TapOf(x.Phase, tx) is not { } kx)
                    {
                        continue;
                    }

                    for (var c = 0; c < perKernel; c++)
                    {
                        var channel = (k / perGroup * perKernel) + c;
                        result[at + c] = values[(((((channel * perGroup) + (k % perGroup)) * y.Axis.Kernel) + ky) * x.Axis.Kernel) + kx];
                    }
                }
            }
        }

        return result;
    }

    private static (AxisShape Rows, AxisShape Columns)? Axes(NodeContext node, FeatureShape shape, ReadOnlySpan<long> kernel)
    {
        var axes = kernel.Length;
        var lengths = kernel.ToArray();
        if (node.Integers("kernel_shape") is { } declared && !declared.AsSpan().SequenceEqual(kernel))
        {
            node.Shape($"kernel_shape is {Dims.Text(declared)}, and the weights have kernels of {Dims.Text(kernel)}");
            return null;
        }

        var strides = node.Integers("strides") ?? [.. Enumerable.Repeat(1L, axes)];
        var dilations = node.Integers("dilations") ?? [.. Enumerable.Repeat(1L, axes)];
        var pads = node.Integers("pads") ?? new long[2 * axes];
        var extra = node.Integers("output_padding") ?? new long[axes];
        var wanted = node.Integers("output_shape");
        var automatic = node.Text("auto_pad", "NOTSET");
        if (axes is not (1 or 2) || strides.Length != axes || dilations.Length != axes || pads.Length != 2 * axes || extra.Length != axes || (wanted is not null && wanted.Length != axes))
        {
            node.Shape("strides, dilations, pads, output_padding or output_shape are not those of as many dimensions as the input has");
            return null;
        }

        if (automatic is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
        {
            node.Shape($"auto_pad is '{automatic}', which ONNX does not define");
            return null;
        }

        if (automatic != "NOTSET" && pads.Any(p => p != 0))
        {
            node.Shape($"auto_pad is {automatic}, and there are pads as well");
            return null;
        }

        if (wanted is not null && wanted.Any(w => w < 1))
        {
            node.Shape($"output_shape is {Dims.Text(wanted)}");
            return null;
        }

        if (strides.Concat(dilations).Any(v => v is < 1 or > MaxStride) || extra.Any(v => v is < 0 or > MaxPadding) || kernel.ContainsAnyExceptInRange(1L, MaxPadding))
        {
            node.Unsupported($"strides or dilations beyond 1..{MaxStride}, output_padding beyond 0..{MaxPadding}, or kernels beyond 1..{MaxPadding}", "use smaller ones");
            return null;
        }

        long[] inputs = axes == 1 ? [shape.Width] : [shape.Height, shape.Width];
        wanted ??= automatic.StartsWith("SAME", StringComparison.Ordinal) ? [.. inputs.Zip(strides, (n, stride) => n * stride)] : null;
        if (wanted is not null && !Place(node, wanted, [.. inputs.Select((n, i) => (strides[i] * (n - 1)) + extra[i] + ((lengths[i] - 1) * dilations[i]) + 1)], automatic, strides, pads, extra))
        {
            return null;
        }

        if (pads.Any(p => p is < 0 or > MaxPadding))
        {
            node.Unsupported($"pads beyond 0..{MaxPadding}", "use smaller ones");
            return null;
        }

        var (height, width) = axes == 1 ? (new AxisShape(1, 1, 1, 1, 0, 1), Axis(0, shape.Width)) : (Axis(0, shape.Height), Axis(1, shape.Width));
        if (height.Outputs >= 1 && width.Outputs >= 1)
        {
            return (height, width);
        }

        node.Shape("nothing is left of the output");
        return null;

        AxisShape Axis(int i, int length)
        {
            var k = (int)lengths[i];
            var span = ((k - 1) * dilations[i]) + 1;
            return new AxisShape(length, k, (int)strides[i], (int)dilations[i], (int)pads[i], (int)((strides[i] * (length - 1)) + extra[i] + span - pads[i] - pads[i + axes]));
        }
    }

    /// <summary>Sets pads and output_padding so that there are as many outputs as wanted (ONNX "ConvTranspose" from opset 11 on); false when that is open.</summary>
    /// <param name="reached">Outputs along each axis without pads.</param>
    private static bool Place(NodeContext node, long[] wanted, long[] reached, string automatic, long[] strides, long[] pads, long[] extra)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            var surplus = reached[i] - wanted[i];
            if (surplus < 0 && node.Integers("output_shape") is null)
            {
                node.Unsupported($"auto_pad = {automatic} with a kernel that is smaller than the stride, where tools give outputs of different sizes", "write output_shape in its place");
                return false;
            }

            if (surplus < 0 && extra[i] - surplus >= strides[i])
            {
                node.Shape($"output_shape is {Dims.Text(wanted)}, and goes a stride or more beyond what inputs reach");
                return false;
            }

            if (surplus > 0 && surplus % 2 != 0 && node.Opset < 11)
            {
                node.Unsupported("an odd number of outputs to cut off, which tools divided in different ways before opset 11", "export the model with opset 11 or newer, or write pads in its place");
                return false;
            }

            // What no input reaches is behind all else.
            var cut = Math.Max(0, surplus);
            extra[i] += cut - surplus;
            pads[i] = automatic == "SAME_UPPER" ? cut / 2 : cut - (cut / 2);
            pads[i + wanted.Length] = cut - pads[i];
        }

        return true;
    }

    /// <param name="Inputs">Positions of the input.</param>
    /// <param name="Before">Positions that are cut off the output's beginning.</param>
    private sealed record AxisShape(int Inputs, int Kernel, int Stride, int Dilation, int Before, int Outputs)
    {
        private int Span => ((Kernel - 1) * Dilation) + 1;

        /// <summary>Most taps that all phases have together.</summary>
        public long Room => Span + Stride;

        public IEnumerable<AxisPhase> Phases()
        {
            for (var phase = 0; phase < Stride && phase < Outputs; phase++)
            {
                var tap = (phase + Before) % Stride;
                var ahead = (phase + Before) / Stride;
                var taps = Math.Max(1, (Span - tap + Stride - 1) / Stride);
                var outputs = (Outputs - phase + Stride - 1) / Stride;
                var first = Math.Max(0, ahead - (taps - 1));
                var last = Math.Min(Inputs - 1, outputs - 1 + ahead);

                // Where no input reaches any output, a tap behind the kernel reads whatever there is.
                yield return last < first ? new AxisPhase(phase, Span, 1, outputs, 0, 1, 0, outputs - 1) : new AxisPhase(phase, tap, taps, outputs, first, last - first + 1, Math.Max(0, taps - 1 - ahead), Math.Max(0, outputs - 1 + ahead - (Inputs - 1)));
            }
        }

        /// <summary>The kernel's tap that a phase's tap is; null between taps, or behind them.</summary>
        public int? TapOf(AxisPhase phase, int tap)
        {
            var place = phase.FirstTap + (Stride * (phase.Taps - 1 - tap));
            return place < Span && place % Dilation == 0 ? place / Dilation : null;
        }
    }

    /// <summary>Every stride-th output along an axis.</summary>
    /// <param name="First">Of the input positions that it reads, <paramref name="Rows"/> in number.</param>
    /// <param name="Before">Padding before them.</param>
    /// <param name="Behind">Padding behind them.</param>
    private sealed record AxisPhase(int Phase, int FirstTap, int Taps, int Outputs, int First, int Rows, int Before, int Behind);
}
