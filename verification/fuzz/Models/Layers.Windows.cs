using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Models;

/// <content>Layers with windows.</content>
internal sealed partial class Layers
{
    private sealed record Window(long[] Kernel, long[] Strides, long[] Dilations, long[] Pads, string? AutoPad)
    {
        public long Span(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

        public long Total(int axis, long size) => AutoPad switch
        {
            "VALID" => 0,
            "SAME_UPPER" or "SAME_LOWER" => ((((size + Strides[axis] - 1) / Strides[axis]) - 1) * Strides[axis]) + Span(axis) - size,
            _ => Pads[axis] + Pads[axis + 2],
        };

        public long Positions(int axis, long size, bool ceil)
        {
            var room = size + Total(axis, size) - Span(axis);
            if (room < 0)
            {
                return 0;
            }

            return ((room + (ceil ? Strides[axis] - 1 : 0)) / Strides[axis]) + 1;
        }

        /// <summary>Whether ceil_mode adds a window that begins in the padding behind the map: ONNX Runtime leaves it out, ONNX's shape inference does not.</summary>
        public bool BeginsBehind(int axis, long size) => (Positions(axis, size, ceil: true) - 1) * Strides[axis] >= size + Before(axis, size);

        private long Before(int axis, long size) =>
            AutoPad switch { "SAME_UPPER" => Total(axis, size) / 2, "SAME_LOWER" => (Total(axis, size) + 1) / 2, "VALID" => 0, _ => Pads[axis] };

        /// <summary>Whether there is a position at which nothing but padding is under the kernel.</summary>
        public bool LeavesTheMap(int axis, long size, bool ceil)
        {
            var before = Before(axis, size);
            return LongRange(Positions(axis, size, ceil)).Any(p =>
                LongRange(Kernel[axis]).All(k => (p * Strides[axis]) - before + (k * Dilations[axis]) is var place && (place < 0 || place >= size)));
        }

        /// <summary>Positions with some of the kernel in the padding, each by itself, and those with none.</summary>
        public int Pieces(int axis, long size, bool ceil)
        {
            var inside = LongRange(Positions(axis, size, ceil)).Count(p => (p * Strides[axis]) - Before(axis, size) is var first && first >= 0 && first + Span(axis) <= size);
            return (int)Positions(axis, size, ceil) - Math.Max(0, inside - 1);
        }

        private static IEnumerable<long> LongRange(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);
    }

    private Value? Convolution(Value input)
    {
        var window = RandomWindow(input, dilations: true, smallPads: false, pads: true);
        var (channels, kernels) = (input.Shape[1], (long)model.Random.Next(1, MostChannels + 1));
        var groups = 1L;
        if (channels > 1 && model.Chance(0.3))
        {
            var divisors = Enumerable.Range(2, (int)channels - 1).Where(d => channels % d == 0).ToList();
            groups = divisors[model.Random.Next(divisors.Count)];
            model.Form(groups == channels ? "Conv depthwise" : "Conv of groups");
        }

        kernels *= groups;
        var per = channels / groups;
        var weights = Weights(kernels, per, window.Kernel[0], window.Kernel[1]);
        string[] inputs = model.Chance(0.6) ? [input.Name, weights, Weights(kernels)] : [input.Name, weights];
        var output = model.Node(
            "Conv",
            inputs,
            [.. WindowAttributes(window), model.Chance(0.5) ? Attributes.Integers("kernel_shape", window.Kernel) : null,
                groups > 1 || model.Chance(0.3) ? Attributes.Integer("group", groups) : null]);
        model.Form($"Conv{Describe(window)}");
        return Value.OfMap(output, kernels, window.Positions(0, input.Shape[2], ceil: false), window.Positions(1, input.Shape[3], ceil: false));
    }

    /// <summary>More pieces than this of a mean that leaves its padding out are refused.</summary>
    private const int MostPieces = 64;

    private Value GlobalMaximum(Value input)
    {
        model.Form("GlobalMaxPool");
        return Value.OfMap(model.Node("GlobalMaxPool", [input.Name]), input.Shape[1], 1, 1);
    }

    private Value? Pooling(Value input, string type, bool own = true)
    {
        var maximum = type == "MaxPool";
        if (maximum && own && model.Opset >= 11 && model.Chance(0.1))
        {
            return PaddedMaximum(input);
        }

        var window = RandomWindow(input, dilations: model.Opset >= (maximum ? 10 : 19), smallPads: true, own);
        var attributes = WindowAttributes(window);
        attributes.Add(Attributes.Integers("kernel_shape", window.Kernel));
        var (ceil, counted) = (false, !own || model.Chance(0.4));
        if (model.Opset >= 10 && !window.BeginsBehind(0, input.Shape[2]) && !window.BeginsBehind(1, input.Shape[3]) && model.Chance(0.3))
        {
            var same = Enumerable.Range(0, 2).All(a => window.Positions(a, input.Shape[a + 2], true) == window.Positions(a, input.Shape[a + 2], false));
            ceil = same || maximum || !counted || model.May($"{type} ceil_mode", "ceil_mode", 1);
            if (ceil)
            {
                model.Form(same ? $"{type} ceil_mode without effect" : $"{type} ceil_mode");
            }

            attributes.Add(Attributes.Integer("ceil_mode", ceil ? 1 : 0));
        }

        var outputs = 1;
        if (maximum)
        {
            if (window.LeavesTheMap(0, input.Shape[2], ceil) || window.LeavesTheMap(1, input.Shape[3], ceil))
            {
                if (!model.May("MaxPool of padding alone", "padding", 1))
                {
                    return null;
                }
            }

            if (model.Opset >= 8 && model.Chance(0.2))
            {
                model.Form("MaxPool storage_order");
                attributes.Add(Attributes.Integer("storage_order", model.Random.Next(2)));
            }

            outputs = model.Opset >= 8 && model.Chance(0.2) ? 2 : 1;
        }
        else if (!counted && (window.LeavesTheMap(0, input.Shape[2], ceil) || window.LeavesTheMap(1, input.Shape[3], ceil)))
        {
            return null;
        }
        else
        {
            attributes.Add(counted ? Attributes.Integer("count_include_pad", 1) : model.Chance(0.5) ? Attributes.Integer("count_include_pad", 0) : null!);
            if (!counted && window.Pieces(0, input.Shape[2], ceil) * window.Pieces(1, input.Shape[3], ceil) > MostPieces && !model.May("AveragePool without much padding", "much padding", 1))
            {
                return null;
            }

            model.Form(counted ? "AveragePool of all" : "AveragePool of the map");
        }

        var node = model.Add(type, [input.Name], outputs, attributes);
        if (outputs > 1)
        {
            model.Form("MaxPool indices, unread");
            if (model.Chance(0.3))
            {
                node.Output[1] = "";
            }
            else if (model.May("MaxPool indices, read", "MaxPool|Cast", 0.5))
            {
                var indices = model.Node("Cast", [node.Output[1]], Attributes.Integer("to", Tensors.Float));
                _values.Add(Value.OfMap(indices, input.Shape[1], window.Positions(0, input.Shape[2], ceil), window.Positions(1, input.Shape[3], ceil)));
                return _values[^1];
            }
        }

        model.Form($"{type}{Describe(window)}");
        return Value.OfMap(node.Output[0], input.Shape[1], window.Positions(0, input.Shape[2], ceil), window.Positions(1, input.Shape[3], ceil));
    }

    /// <summary>A Pad of zeros before the layer that could have padded itself.</summary>
    private Value? Padded(Value input)
    {
        long[] pads = [0, 0, model.Random.Next(3), model.Random.Next(3), 0, 0, model.Random.Next(3), model.Random.Next(3)];
        var value = model.May("Pad of other values", "Pad|takes over", 0.5) ? 1.5f : 0;
        var mode = value == 0 && model.May("Pad by reflection", "Pad", 0.3) ? "edge" : "constant";
        var shape = Value.OfMap(PadNode(input, pads, value, mode), input.Shape[1], input.Shape[2] + pads[2] + pads[6], input.Shape[3] + pads[3] + pads[7]);
        if (model.May("Pad before anything", "Pad|takes over", 0.5))
        {
            return shape;
        }

        if (model.Chance(0.5))
        {
            model.Form("Pad before Conv");
            return Convolution(shape);
        }

        model.Form("Pad before AveragePool");
        return Pooling(shape, "AveragePool", own: false);
    }

    /// <summary>A Pad of minus infinity before a MaxPool.</summary>
    private Value? PaddedMaximum(Value input)
    {
        // Not more than one position at each end, so that no window sees padding alone.
        long[] pads = [0, 0, model.Random.Next(2), model.Random.Next(2), 0, 0, model.Random.Next(2), model.Random.Next(2)];
        model.Form("Pad before MaxPool");
        var padded = PadNode(input, pads, float.NegativeInfinity, "constant");
        var output = model.Node("MaxPool", [padded], Attributes.Integers("kernel_shape", 2, 2));
        var (height, width) = (input.Shape[2] + pads[2] + pads[6] - 1, input.Shape[3] + pads[3] + pads[7] - 1);
        return height > 0 && width > 0 ? Value.OfMap(output, input.Shape[1], height, width) : null;
    }

    private string PadNode(Value input, long[] pads, float value, string mode)
    {
        var named = mode == "constant" && model.Chance(0.5) ? null : Attributes.Text("mode", mode);
        if (model.Opset < 11)
        {
            return model.Node("Pad", [input.Name], named, Attributes.Integers("pads", pads), value == 0 && model.Chance(0.5) ? null : Attributes.Number("value", value));
        }

        var axes = model.Opset >= 18 && model.Chance(0.3);
        List<string> inputs = [input.Name, axes ? _constants.Integers([4], pads[2], pads[3], pads[6], pads[7]) : _constants.Integers([8], pads)];
        if (value != 0 || model.Chance(0.5))
        {
            inputs.Add(_constants.Floats([], [value]));
        }

        if (axes)
        {
            inputs.AddRange(inputs.Count == 2 ? ["", _constants.Integers([2], -2, -1)] : [_constants.Integers([2], 2, 3)]);
        }

        return model.Node("Pad", inputs, named);
    }

    private Window RandomWindow(Value input, bool dilations, bool smallPads, bool pads)
    {
        while (true)
        {
            long[] kernel = [model.Random.Next(1, 6), model.Random.Next(1, 6)];
            var window = new Window(
                kernel,
                model.Chance(0.5) ? [1, 1] : [model.Random.Next(1, 4), model.Random.Next(1, 4)],
                dilations && model.Chance(0.3) ? [model.Random.Next(1, 3), model.Random.Next(1, 3)] : [1, 1],
                !pads || model.Chance(0.5) ? [0, 0, 0, 0] : [.. Enumerable.Range(0, 4).Select(i => (long)model.Random.Next((int)(smallPads ? kernel[i % 2] : 4)))],
                pads && model.Chance(0.2) ? model.Choose("SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET") : null);
            // ONNX Runtime refuses SAME with dilations, and where pads would be negative.
            var automatic = window.AutoPad is "SAME_UPPER" or "SAME_LOWER";
            if (automatic && (window.Dilations.Any(d => d > 1) || window.Total(0, input.Shape[2]) < 0 || window.Total(1, input.Shape[3]) < 0))
            {
                continue;
            }

            if (window.Positions(0, input.Shape[2], ceil: false) > 0 && window.Positions(1, input.Shape[3], ceil: false) > 0)
            {
                return window;
            }
        }
    }

    private List<AttributeProto> WindowAttributes(Window window)
    {
        var attributes = new List<AttributeProto>();
        if (window.AutoPad is { } mode)
        {
            attributes.Add(Attributes.Text("auto_pad", mode));
        }

        if (window.AutoPad is null or "NOTSET" && (window.Pads.Any(p => p > 0) || model.Chance(0.3)))
        {
            attributes.Add(Attributes.Integers("pads", window.Pads));
        }

        if (window.Strides.Any(s => s > 1) || model.Chance(0.3))
        {
            attributes.Add(Attributes.Integers("strides", window.Strides));
        }

        if (window.Dilations.Any(d => d > 1))
        {
            attributes.Add(Attributes.Integers("dilations", window.Dilations));
        }

        return attributes;
    }

    private static string Describe(Window window) =>
        (window.AutoPad is { } mode ? $" {mode}" : window.Pads.Any(p => p > 0) ? " pads" : "") + (window.Dilations.Any(d => d > 1) ? " dilations" : "");
}
