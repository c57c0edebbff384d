using System.Collections.Immutable;
using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Models;

/// <content>Layers that work on each value or channel by itself.</content>
internal sealed partial class Layers
{
    /// <summary>What is said of additions and scales that differ within a channel.</summary>
    private const string PerValue = "within a channel|takes over";

    private string Activation(Value input)
    {
        if (model.Chance(0.4))
        {
            return model.Node("Relu", [input.Name]);
        }

        var (low, high) = (model.Choose(-0.5f, 0, -1), model.Choose(0.5f, 6, 1));
        var (hasLow, hasHigh) = (model.Chance(0.7), model.Chance(0.7));
        if (hasLow && hasHigh && model.Opset >= 11 && model.May("Clip to an empty range", "empty|Clip", 0.1))
        {
            (low, high) = (high, low);
        }

        if (model.Opset < 11)
        {
            model.Form("Clip by attributes");
            return model.Node("Clip", [input.Name], hasLow ? Attributes.Number("min", low) : null, hasHigh ? Attributes.Number("max", high) : null);
        }

        model.Form($"Clip by inputs{(hasLow ? "" : ", no min")}{(hasHigh ? "" : ", no max")}");
        List<string> inputs = [input.Name];
        if (hasLow || hasHigh)
        {
            inputs.Add(hasLow ? _constants.Floats([], [low]) : "");
        }

        if (hasHigh)
        {
            inputs.Add(_constants.Floats([], [high]));
        }

        return model.Node("Clip", inputs);
    }

    /// <summary>Operators that do nothing during inference.</summary>
    private string Copy(Value input)
    {
        if (model.Chance(0.4))
        {
            return model.Node("Identity", [input.Name]);
        }

        var outputs = model.Chance(0.2) ? 2 : 1;
        model.Form(outputs > 1 ? "Dropout with a mask" : "Dropout");
        if (model.Opset < 12)
        {
            return model.Add("Dropout", [input.Name], outputs, [model.Chance(0.5) ? Attributes.Number("ratio", 0.3f) : null]).Output[0];
        }

        List<string> inputs = [input.Name];
        if (model.Chance(0.6))
        {
            inputs.Add(model.Chance(0.8) ? _constants.Floats([], [0.3f]) : "");
            if (model.Chance(0.6))
            {
                model.Form("Dropout with training_mode");
                inputs.Add(_constants.Boolean(model.May("Dropout in training mode", "training", 0.2)));
            }
        }

        var node = model.Add("Dropout", inputs, outputs, [model.Chance(0.2) ? Attributes.Integer("seed", 1) : null]);
        return outputs > 1 && model.May("Dropout's mask, read", "Dropout|Cast", 0.5)
            ? model.Node("Cast", [node.Output[1]], Attributes.Integer("to", Tensors.Float))
            : node.Output[0];
    }

    /// <summary>Arithmetic with a constant, on either side where that is read.</summary>
    private Value? WithConstant(Value input)
    {
        if (model.Chance(0.1))
        {
            model.Form("Neg of a value");
            return Same(input, model.Node("Neg", [input.Name]));
        }

        var type = model.Choose("Add", "Add", "Sub", "Mul", "Div");
        var shape = input.Shape;
        var channels = shape[1];
        var shapes = new List<long[]> { Array.Empty<long>(), new[] { 1L }, new[] { 1L, 1 } };
        if (input.IsMap)
        {
            shapes.AddRange([[channels, 1, 1], [1, channels, 1, 1], [channels, 1, 1], [1, channels, 1, 1], [1, 1, 1, 1]]);
        }

        // Shapes that broadcast otherwise: per row, per position, per value, and such that enlarge the result.
        var other = input.IsMap
            ? new long[][] { [shape[3]], [1, shape[3]], [shape[2], 1], [1, 1, shape[2], shape[3]], [1, channels, shape[2], shape[3]], [shape[2], shape[3]], [channels], [channels, 1] }
            : [[channels, 1], [1, 1, channels], [channels, 1, 1], [channels], [1, channels]];
        if (!input.IsMap && input.Map.H * input.Map.W == 1)
        {
            shapes.AddRange([[channels], [1, channels], [channels]]);
        }

        var constant = model.IsStrict || model.Chance(0.5) ? model.Choose<long[]>(shapes.ToArray()) : model.Choose<long[]>(other);
        var result = Broadcast(shape, constant);
        if (result is null)
        {
            return null;
        }

        if (!shapes.Any(s => s.SequenceEqual(constant)))
        {
            model.Refusable($"{type} of [{(input.IsMap ? "map" : "flat")}] and constant of rank {constant.Length}", $"{type}|shape|{PerValue}");
        }

        model.Form($"{type} of a constant of rank {constant.Length}");
        var values = type == "Div" ? _constants.Floats([.. constant], model.Values(Tensors.Count(constant), 0.2, 1.5)) : Weights(constant);
        return Combined(type, input, input.Name, values, result);
    }

    private Value? AddValue(Value input)
    {
        var others = _values.Where(v => v.Shape.SequenceEqual(input.Shape) && v.Map == input.Map).ToArray();
        if (model.May("Add or Sub of values of other shapes", "Add|Sub|shape|have to be constants", 0.5))
        {
            others = [.. _values];
        }

        if (others.Length == 0)
        {
            return null;
        }

        var other = model.Choose<Value>(others);
        if (Broadcast(input.Shape, [.. other.Shape]) is not { } result)
        {
            return null;
        }

        var type = model.Choose("Add", "Add", "Sub");
        model.Form($"{type} of two values");
        return Combined(type, input, input.Name, other.Name, result);
    }

    private Value? Combined(string type, Value input, string first, string second, long[] shape)
    {
        var output = model.Node(type, type == "Div" || model.Chance(0.5) ? [first, second] : [second, first]);
        if (shape.SequenceEqual(input.Shape))
        {
            return Same(input, output);
        }

        if (shape.Length == 4 && shape[0] == 1)
        {
            return Value.OfMap(output, shape[1], shape[2], shape[3]);
        }

        // No batch of one image any more: back to one.
        return Value.OfFeatures(model.Node("Reshape", [output, _constants.Integers([2], 1, -1)]), Tensors.Count(shape));
    }

    private static long[]? Broadcast(IReadOnlyList<long> first, long[] second)
    {
        var rank = Math.Max(first.Count, second.Length);
        var result = new long[rank];
        for (var i = 1; i <= rank; i++)
        {
            var (a, b) = (i <= first.Count ? first[^i] : 1, i <= second.Length ? second[^i] : 1);
            if (a != b && a != 1 && b != 1)
            {
                return null;
            }

            result[^i] = Math.Max(a, b);
        }

        return Tensors.Count(result) > 4096 ? null : result;
    }

    private Value? Normalization(Value input)
    {
        // Each value has its own scale: CimGen wants a fully connected layer behind it.
        var perValue = !input.IsMap && input.Map.H * input.Map.W > 1;
        var alone = perValue && model.May("BatchNormalization of each value", PerValue);
        var channels = input.Shape[1];
        var attributes = new List<AttributeProto>();
        if (model.Chance(0.5))
        {
            attributes.Add(Attributes.Number("epsilon", model.Choose(1e-5f, 1e-3f, 0.1f)));
        }

        if (model.Chance(0.3))
        {
            attributes.Add(Attributes.Number("momentum", 0.8f));
        }

        ImmutableArray<long> dims = [channels];
        if (model.Opset < 9 && model.Chance(0.5))
        {
            var apart = input.IsMap && model.May("BatchNormalization of each value", $"spatial|{PerValue}", 0.5);
            dims = apart ? input.Shape[1..] : dims;
            attributes.Add(Attributes.Integer("spatial", apart ? 0 : 1));
        }

        if (model.Opset >= 14 && model.Chance(0.3))
        {
            attributes.Add(Attributes.Integer("training_mode", 0));
        }

        var count = Tensors.Count(dims);
        string[] parameters =
        [
            _constants.Floats(dims, model.Values(count)), _constants.Floats(dims, model.Values(count)),
            _constants.Floats(dims, model.Values(count)), _constants.Floats(dims, model.Values(count, 0.2, 1.5)),
        ];
        model.Form(input.IsMap ? "BatchNormalization" : "BatchNormalization of features");
        var output = Same(input, model.Node("BatchNormalization", [input.Name, .. parameters], attributes));
        return perValue && !alone ? Gemm(output) : output;
    }
}
