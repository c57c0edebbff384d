using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Models;

/// <content>What takes values apart, joins them and enlarges them.</content>
internal sealed partial class Layers
{
    private const int LargestResult = 4096;

    private long NegativeAxis(int axis, int rank) => model.Opset >= 11 && model.Chance(0.3) ? axis - rank : axis;

    /// <summary>Joins values that fit, and pieces of the value itself.</summary>
    private Value? Concat(Value input)
    {
        if (!input.IsMap)
        {
            return ConcatFeatures(input);
        }

        var axis = model.Choose(1, 1, 1, 2, 3);
        bool Fits(Value v) => v.IsMap && Enumerable.Range(1, 3).All(a => a == axis || v.Shape[a] == input.Shape[a]);
        var parts = new List<Value> { input };
        for (var i = model.Random.Next(1, 4); i > 0; i--)
        {
            var part = model.Random.Next(4) switch
            {
                0 => input,
                1 => model.Choose<Value>([.. _values.Where(Fits)]),
                2 when axis == 1 => Branch(input),
                2 => Same(input, Activation(input)),
                _ => SliceAlong(input, axis) ?? input,
            };
            parts.Insert(model.Random.Next(parts.Count + 1), part);
        }

        if (model.Chance(0.1))
        {
            model.Form("Concat of one value");
            parts = [input];
        }

        var shape = input.Shape.SetItem(axis, parts.Sum(p => p.Shape[axis]));
        if (Tensors.Count(shape) > LargestResult)
        {
            return null;
        }

        model.Form($"Concat along axis {axis}");
        return Value.OfMap(model.Node("Concat", parts.Select(p => p.Name), Attributes.Integer("axis", NegativeAxis(axis, 4))), shape[1], shape[2], shape[3]);
    }

    private Value? ConcatFeatures(Value input)
    {
        if (input.Map.H * input.Map.W > 1 && !model.May("Concat of flattened maps", "Concat|reshaped", 0.5))
        {
            return null;
        }

        var others = _values.Where(v => !v.IsMap && (v.Map.H * v.Map.W == 1 || !model.IsStrict)).Append(input).ToArray();
        if (others.Any(o => o.Map.H * o.Map.W > 1))
        {
            model.Refusable("Concat of flattened maps", "Concat|reshaped");
        }

        var parts = Enumerable.Range(0, model.Random.Next(1, 3)).Select(_ => model.Choose<Value>(others)).Append(input).ToList();
        model.Form("Concat of features");
        return Value.OfFeatures(model.Node("Concat", parts.Select(p => p.Name), Attributes.Integer("axis", NegativeAxis(1, 2))), parts.Sum(p => p.Count));
    }

    /// <summary>Other channels of the same rows and columns.</summary>
    private Value Branch(Value input)
    {
        var kernels = (long)model.Random.Next(1, MostChannels);
        return model.Chance(0.5)
            ? Value.OfMap(model.Node("Conv", [input.Name, Weights(kernels, input.Shape[1], 1, 1)]), kernels, input.Shape[2], input.Shape[3])
            : Value.OfMap(
                model.Node("Conv", [input.Name, Weights(kernels, input.Shape[1], 3, 3)], Attributes.Integers("pads", 1, 1, 1, 1)), kernels, input.Shape[2], input.Shape[3]);
    }

    /// <summary>The growing concatenations of a DenseNet.</summary>
    private Value? DenseBlock(Value input)
    {
        var value = input;
        for (var i = model.Random.Next(1, 4); i > 0; i--)
        {
            var grown = Branch(model.Chance(0.5) ? value : Same(value, Activation(value)));
            value = Value.OfMap(
                model.Node("Concat", model.Chance(0.8) ? [value.Name, grown.Name] : [grown.Name, value.Name], Attributes.Integer("axis", 1)), value.Shape[1] + grown.Shape[1], value.Shape[2], value.Shape[3]);
        }

        model.Form("dense block");
        return value.Count > LargestResult ? null : value;
    }

    /// <summary>Down, up again, and joined with what was there.</summary>
    private Value? UNet(Value input)
    {
        if (input.Shape[2] % 2 != 0 || input.Shape[3] % 2 != 0)
        {
            return null;
        }

        var (kernels, up) = ((long)model.Random.Next(1, 4), (long)model.Random.Next(1, 4));
        var down = model.Node("Relu", [model.Node("Conv", [model.Node("MaxPool", [input.Name], Attributes.Integers("kernel_shape", 2, 2), Attributes.Integers("strides", 2, 2)), Weights(kernels, input.Shape[1], 1, 1)])]);
        var raised = model.Node("ConvTranspose", [down, Weights(kernels, up, 2, 2)], Attributes.Integers("strides", 2, 2));
        model.Form("skip over a ConvTranspose");
        return Value.OfMap(model.Node("Concat", [input.Name, raised], Attributes.Integer("axis", 1)), input.Shape[1] + up, input.Shape[2], input.Shape[3]);
    }

    private Value? Split(Value input)
    {
        var rank = input.Shape.Length;
        if (!input.IsMap && input.Map.H * input.Map.W > 1)
        {
            return null;
        }

        var axis = model.Random.Next(1, rank);
        var length = input.Shape[axis];
        if (length < 2)
        {
            return null;
        }

        var outputs = model.Random.Next(2, (int)Math.Min(length, 4) + 1);
        var sizes = Sizes(length, outputs);
        var attributes = new List<AttributeProto?>();
        List<string> inputs = [input.Name];
        if (model.Chance(0.5) && (model.Opset >= 18 ? (outputs - 1) * ((length + outputs - 1) / outputs) < length : length % outputs == 0))
        {
            var equal = (length + outputs - 1) / outputs;
            sizes = [.. Enumerable.Range(0, outputs).Select(i => Math.Min(equal, length - (i * equal)))];
            attributes.Add(model.Opset >= 18 ? Attributes.Integer("num_outputs", outputs) : null);
            model.Form(model.Opset >= 18 ? "Split by num_outputs" : "Split in equal parts");
        }
        else if (model.Opset < 13)
        {
            attributes.Add(Attributes.Integers("split", sizes));
            model.Form("Split by attribute");
        }
        else
        {
            inputs.Add(_constants.Integers([outputs], sizes));
            model.Form("Split by input");
        }

        attributes.Add(Attributes.Integer("axis", NegativeAxis(axis, rank)));
        var node = model.Add("Split", inputs, outputs, attributes);
        var pieces = node.Output.Select((o, i) => Piece(input, o, axis, sizes[i])).ToList();
        var last = model.Choose<Value>([.. pieces]);
        _values.AddRange(pieces.Where(p => p != last));
        return last;
    }

    private long[] Sizes(long length, int parts)
    {
        var sizes = Enumerable.Repeat(1L, parts).ToArray();
        for (var rest = length - parts; rest > 0; rest--)
        {
            sizes[model.Random.Next(parts)]++;
        }

        return sizes;
    }

    private static Value Piece(Value input, string name, int axis, long size)
    {
        var shape = input.Shape.SetItem(axis, size);
        return shape.Length == 4 ? Value.OfMap(name, shape[1], shape[2], shape[3]) : Value.OfFeatures(name, shape[1]);
    }

    private Value? Slice(Value input)
    {
        if (!input.IsMap && input.Map.H * input.Map.W > 1)
        {
            return null;
        }

        var value = input;
        var axes = Enumerable.Range(1, input.Shape.Length - 1).ToArray();
        model.Random.Shuffle(axes);
        return SliceAlong(value, axes[..model.Random.Next(1, axes.Length + 1)]);
    }

    /// <summary>Along several axes in one node.</summary>
    private Value? SliceAlong(Value input, params int[] axes)
    {
        var rank = input.Shape.Length;
        var (starts, ends, steps) = (new long[axes.Length], new long[axes.Length], new long[axes.Length]);
        var shape = input.Shape;
        for (var i = 0; i < axes.Length; i++)
        {
            var length = shape[axes[i]];
            var step = model.Opset >= 10 && length > 2 && (axes[i] > 1 || model.May("Slice with a step along channels", "Slice", 0.3)) && model.Chance(0.4) ? model.Random.Next(1, 4) : 1L;
            var start = (long)model.Random.Next((int)length);
            var end = start + model.Random.Next(1, (int)(length - start) + 1);
            if (model.Opset >= 10 && step == 1 && model.May("Slice backwards", "Slice", 0.05))
            {
                (starts[i], ends[i], steps[i]) = (end - 1, start - 1 - (start == 0 ? length : 0), -1);
                shape = shape.SetItem(axes[i], end - start);
                continue;
            }

            shape = shape.SetItem(axes[i], (end - start + step - 1) / step);
            starts[i] = model.Chance(0.3) ? start - length : start == 0 && model.Chance(0.2) ? -length - 5 : start;
            ends[i] = end == length ? model.Choose(end, 1 << 24) : model.Chance(0.3) ? end - length : end;
            steps[i] = step;
        }

        var named = Array.ConvertAll(axes, a => model.Opset >= 10 && model.Chance(0.3) ? a - rank : (long)a);
        var ordered = axes.SequenceEqual(Enumerable.Range(0, axes.Length));
        var node = model.Opset < 10
            ? model.Node("Slice", [input.Name], Attributes.Integers("starts", starts), Attributes.Integers("ends", ends), Attributes.Integers("axes", named))
            : model.Node("Slice", [input.Name, _constants.Integers([axes.Length], starts), _constants.Integers([axes.Length], ends), ordered ? "" : _constants.Integers([axes.Length], named),
                .. steps.All(s => s == 1) && model.Chance(0.7) ? (string[])[] : [_constants.Integers([axes.Length], steps)]]);
        model.Form($"Slice along {axes.Length} axes{(steps.Any(s => s > 1) ? " with steps" : "")}");
        return shape.Length == 4 ? Value.OfMap(node, shape[1], shape[2], shape[3]) : Value.OfFeatures(node, shape[1]);
    }

    /// <summary>Reshape, Transpose, Reshape, as ShuffleNet has it.</summary>
    private Value? Shuffle(Value input)
    {
        var (channels, height, width) = input.Map;
        if (!input.IsMap)
        {
            return null;
        }

        var groups = model.Choose<long>([.. Enumerable.Range(1, (int)channels).Where(g => channels % g == 0).Select(g => (long)g)]);
        var apart = ReshapeNode(input.Name, model.Chance(0.5) ? [1, groups, channels / groups, height, width] : [1, groups, -1, height, width]);
        var turned = model.Node("Transpose", [apart], Attributes.Integers("perm", 0, 2, 1, 3, 4));
        model.Form("shuffle of channels");
        return Value.OfMap(ReshapeNode(turned, [1, channels, height, width]), channels, height, width);
    }

    /// <summary>Transpose that moves axes of one value alone.</summary>
    private Value? Turned(Value input)
    {
        if (!input.IsMap)
        {
            return Same(input, model.Node("Transpose", [input.Name], Attributes.Integers("perm", 0, 1)));
        }

        long[] order = [0, 1, 2, 3];
        model.Random.Shuffle(order);
        var moved = order.Where(a => input.Shape[(int)a] != 1).ToArray();
        if (!moved.SequenceEqual(moved.Order()) && !model.May("Transpose", Moved))
        {
            return null;
        }

        model.Form("Transpose of a map");
        var output = model.Node("Transpose", [input.Name], Attributes.Integers("perm", order));
        return moved.SequenceEqual(moved.Order())
            ? new Value(ReshapeNode(output, [1, -1]), [1, input.Count], input.Map)
            : Value.OfFeatures(ReshapeNode(output, [1, -1]), input.Count);
    }

    /// <summary>Coordinates that repeat each value, with the way to round, and the opsets that have them.</summary>
    private static readonly (string Coordinates, string Rounding, int First, int Last)[] Repeating =
    [
        ("asymmetric", "floor", 11, 99), ("half_pixel", "round_prefer_floor", 11, 99), ("half_pixel", "round_prefer_ceil", 11, 99), ("pytorch_half_pixel", "round_prefer_floor", 11, 99),
        ("half_pixel_symmetric", "round_prefer_floor", 19, 99), ("tf_half_pixel_for_nn", "floor", 11, 12),
    ];

    private Value? Resized(Value input)
    {
        long[] factors = [1, 1, model.Random.Next(1, 4), model.Random.Next(1, 4)];
        var shape = input.Shape.Select((d, i) => d * factors[i]).ToArray();
        if (Tensors.Count(shape) > LargestResult)
        {
            return null;
        }

        var scales = Array.ConvertAll(factors, f => (float)f);
        const string Refusal = "Resize|Upsample";
        if (model.May("Resize by other factors", Refusal, 0.3))
        {
            scales[model.Random.Next(2, 4)] = model.Opset < 10 ? model.Choose(1.5f, 1.7f, 2.1f, 2.25f, 3.2f) : model.Choose(1.5f, 0.5f, 1.7f, 2.1f, 2.25f, 3.2f, 0.75f);
            shape = [.. input.Shape.Select((d, i) => (long)MathF.Floor(d * scales[i]))];
            if (shape.Contains(0))
            {
                return null;
            }
        }

        var mode = model.May("Resize that interpolates", Refusal, 0.2) ? model.Choose("linear", model.Opset >= 11 ? "cubic" : "linear") : "nearest";
        var named = mode != "nearest" || model.Chance(0.7) ? Attributes.Text("mode", mode) : null;
        if (model.Opset < 10)
        {
            model.Form("Upsample");
            return Value.OfMap(
                model.Opset < 9 ? model.Node("Upsample", [input.Name], named, Attributes.Numbers("scales", scales)) : model.Node("Upsample", [input.Name, _constants.Scales(scales)], named),
                shape[1], shape[2], shape[3]);
        }

        if (model.Opset == 10)
        {
            model.Form("Resize of opset 10");
            return Value.OfMap(model.Node("Resize", [input.Name, _constants.Scales(scales)], named), shape[1], shape[2], shape[3]);
        }

        var (coordinates, rounding, _, _) = model.Choose<(string, string, int, int)>([.. Repeating.Where(r => model.Opset >= r.First && model.Opset <= r.Last)]);
        if (model.May("Resize with other coordinates", Refusal, 0.5))
        {
            (coordinates, rounding) = (model.Choose("asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners"), model.Choose("floor", "ceil", "round_prefer_floor", "round_prefer_ceil"));
        }

        List<AttributeProto?> attributes =
        [
            named,
            coordinates == "half_pixel" && model.Chance(0.5) ? null : Attributes.Text("coordinate_transformation_mode", coordinates),
            rounding == "round_prefer_floor" && model.Chance(0.5) ? null : Attributes.Text("nearest_mode", rounding),
        ];
        var empty = model.Opset < 13 ? _constants.Initializer("none", Tensors.Float, [0], [], external: false) : "";
        var whole = factors.Zip(scales).All(f => f.First == f.Second);
        if (model.Chance(0.5) && whole)
        {
            model.Form($"Resize to sizes, {coordinates} {rounding}");
            return Value.OfMap(model.Node("Resize", [input.Name, empty, empty, _constants.Integers([4], shape)], attributes), shape[1], shape[2], shape[3]);
        }

        var some = model.Opset >= 18 && model.Chance(0.3);
        if (some)
        {
            attributes.Add(Attributes.Integers("axes", 2, 3));
        }

        model.Form($"Resize by scales, {coordinates} {rounding}");
        return Value.OfMap(model.Node("Resize", [input.Name, empty, _constants.Scales(some ? scales[2..] : scales)], attributes), shape[1], shape[2], shape[3]);
    }

    private Value? ConvolutionTransposed(Value input)
    {
        var channels = input.Shape[1];
        var groups = model.Choose<long>([1, 1, .. Enumerable.Range(1, (int)channels).Where(g => channels % g == 0).Select(g => (long)g)]);
        var per = (long)model.Random.Next(1, 4);
        long[] kernel = [model.Random.Next(1, 5), model.Random.Next(1, 5)], strides = [model.Random.Next(1, 4), model.Random.Next(1, 4)], extra = [0, 0], pads = [0, 0, 0, 0];
        long[] dilations = model.Chance(0.3) ? [model.Random.Next(1, 4), model.Random.Next(1, 3)] : [1, 1];
        if (model.Chance(0.5))
        {
            pads = [.. Enumerable.Range(0, 4).Select(i => (long)model.Random.Next((int)kernel[i % 2] + 1))];
        }

        if (model.Chance(0.4))
        {
            extra = Array.ConvertAll(strides, s => (long)model.Random.Next((int)s));
        }

        long Size(int a) => ((input.Shape[a + 2] - 1) * strides[a]) + extra[a] + ((kernel[a] - 1) * dilations[a]) + 1 - pads[a] - pads[a + 2];
        var result = (Size(0), Size(1));
        if (result.Item1 < 1 || result.Item2 < 1 || per * groups * result.Item1 * result.Item2 > LargestResult)
        {
            return null;
        }

        List<AttributeProto?> attributes =
        [
            strides.Any(s => s > 1) || model.Chance(0.3) ? Attributes.Integers("strides", strides) : null,
            dilations.Any(d => d > 1) ? Attributes.Integers("dilations", dilations) : null,
            extra.Any(e => e > 0) || model.Chance(0.1) ? Attributes.Integers("output_padding", extra) : null,
            pads.Any(p => p > 0) || model.Chance(0.1) ? Attributes.Integers("pads", pads) : null,
            groups > 1 || model.Chance(0.2) ? Attributes.Integer("group", groups) : null,
            model.Chance(0.3) ? Attributes.Integers("kernel_shape", kernel) : null,
        ];
        if (attributes.TrueForAll(a => a?.Name != "pads") && model.Chance(0.1))
        {
            attributes.Add(Attributes.Text("auto_pad", model.Choose("NOTSET", "VALID")));
        }

        if (pads.Any(p => p > 0) || extra.Any(e => e > 0))
        {
            model.Form("ConvTranspose with pads or output_padding");
        }

        var weights = Weights(channels, per, kernel[0], kernel[1]);
        model.Form($"ConvTranspose{(groups > 1 ? " of groups" : "")}{(strides.Any(s => s > 1) ? " with strides" : "")}{(dilations.Any(d => d > 1) ? " with dilations" : "")}");
        return Value.OfMap(model.Node("ConvTranspose", model.Chance(0.6) ? [input.Name, weights, Weights(per * groups)] : [input.Name, weights], attributes), per * groups, result.Item1, result.Item2);
    }
}
