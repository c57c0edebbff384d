using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Models;

/// <content>Layers that change the shape, and means.</content>
internal sealed partial class Layers
{
    private Value GlobalAverage(Value input)
    {
        model.Form("GlobalAveragePool");
        return Value.OfMap(model.Node("GlobalAveragePool", [input.Name]), input.Shape[1], 1, 1);
    }

    private Value? Mean(Value input)
    {
        var axes = model.Choose<long[]>([2, 3], [3, 2], [-1, -2], [2, -1], [-2, 3]);
        var keeps = model.Chance(0.5);
        if (model.May("ReduceMean over other axes", "ReduceMean", 0.3))
        {
            axes = model.Choose<long[]>([1], [2], [3], [1, 2, 3], [-1]);
            keeps = true;
        }

        model.Form($"ReduceMean keepdims {(keeps ? 1 : 0)}{(axes.Any(a => a < 0) ? ", negative axes" : "")}");
        var attributes = new List<AttributeProto?> { keeps && model.Chance(0.5) ? null : Attributes.Integer("keepdims", keeps ? 1 : 0) };
        List<string> inputs = [input.Name];
        if (model.Opset < 18)
        {
            // Negative axes came with 11; ONNX Runtime takes them before, too.
            attributes.Add(Attributes.Integers("axes", model.Opset < 11 ? Array.ConvertAll(axes, a => a < 0 ? a + 4 : a) : axes));
        }
        else
        {
            inputs.Add(_constants.Integers([axes.Length], axes));
            attributes.Add(model.Chance(0.3) ? Attributes.Integer("noop_with_empty_axes", model.Random.Next(2)) : null);
        }

        var output = model.Node("ReduceMean", inputs, attributes);
        if (!keeps)
        {
            return Value.OfFeatures(output, input.Shape[1]);
        }

        var shape = input.Shape.ToArray();
        foreach (var axis in axes)
        {
            shape[axis < 0 ? axis + 4 : axis] = 1;
        }

        return Value.OfMap(output, shape[1], shape[2], shape[3]);
    }

    /// <summary>Means of flat values, and ReduceMean without axes.</summary>
    private Value? MeanOfFeatures(Value input)
    {
        var copies = model.Opset >= 18 && model.May("ReduceMean of no axes", "ReduceMean", 0.3);
        if (copies)
        {
            return Same(input, model.Node("ReduceMean", [input.Name], Attributes.Integer("noop_with_empty_axes", 1)));
        }

        if (!model.May("ReduceMean of features", "ReduceMean|takes a map"))
        {
            return null;
        }

        if (model.Chance(0.3))
        {
            return Value.OfFeatures(model.Node("ReduceMean", [input.Name]), 1);
        }

        return Value.OfFeatures(
            model.Opset < 18
                ? model.Node("ReduceMean", [input.Name], Attributes.Integers("axes", 1))
                : model.Node("ReduceMean", [input.Name, _constants.Integers([1], -1)]),
            1);
    }

    private Value? Squeezed(Value input) => input.Map.H * input.Map.W == 1 && model.May("Squeeze", "Squeeze", 0.5)
        ? Value.OfFeatures(AxesNode("Squeeze", input.Name), input.Shape[1])
        : null;

    private Value? Unsqueezed(Value input) => model.May("Unsqueeze", $"Unsqueeze|reshaped|{PerValue}", 0.5) ? Value.OfMap(AxesNode("Unsqueeze", input.Name), input.Shape[1], 1, 1) : null;

    private string AxesNode(string type, string input) => model.Opset < 13
        ? model.Node(type, [input], Attributes.Integers("axes", 2, 3))
        : model.Node(type, [input, _constants.Integers([2], 2, 3)]);

    private Value? Flatten(Value input)
    {
        var rank = input.Shape.Length;
        var axis = model.Choose<long?>(null, 1, 1, 0, 1 - rank, -rank);
        if (model.May("Flatten at another axis", "Flatten", 0.2))
        {
            axis = model.Random.Next(2, rank + 1);
        }

        if (axis < 0 && model.Opset < 11)
        {
            axis += rank;
        }

        model.Form($"Flatten, axis {(axis is null ? "left out" : axis < 0 ? "negative" : axis)}");
        var output = model.Node("Flatten", [input.Name], axis is { } a ? Attributes.Integer("axis", a) : null);
        if (axis is > 1)
        {
            // Not a batch of one any more, but for maps of one channel.
            return Tensors.Count(input.Shape.Take((int)axis)) == 1
                ? new Value(output, [1, input.Count], input.Map)
                : new Value(model.Node("Reshape", [output, _constants.Integers([2], 1, -1)]), [1, input.Count], input.Map);
        }

        return new Value(output, [1, input.Count], input.Map);
    }

    private Value ReshapedToFlat(Value input)
    {
        var shape = model.Choose<long[]>([1, -1], [0, -1], [-1, input.Count], [1, input.Count], [0, input.Count]);
        model.Form($"Reshape to [{shape[0]}, {(shape[1] < 0 ? "-1" : "F")}]");
        return new Value(ReshapeNode(input.Name, shape), [1, input.Count], input.Map);
    }

    private Value? ReshapedToMap(Value input)
    {
        var (c, h, w) = input.Map;
        if (model.May("Reshape to another map", $"Reshape|reshaped|{PerValue}", 0.5))
        {
            (c, h, w) = model.Choose((input.Count, 1L, 1L), (1L, 1L, input.Count), (1L, input.Count, 1L), (h, w, c));
        }

        var shape = model.Choose<long[]>([1, c, h, w], [-1, c, h, w], [1, -1, h, w], [0, c, h, w]);
        model.Form("Reshape of features to a map");
        return Value.OfMap(ReshapeNode(input.Name, shape), c, h, w);
    }

    private string ReshapeNode(string input, long[] shape)
    {
        var allows = model.Opset >= 14 && model.Chance(0.3);
        if (allows && shape[0] == 0)
        {
            shape = [1, .. shape[1..]];
        }

        return model.Node("Reshape", [input, _constants.Integers([shape.Length], shape)], allows ? Attributes.Integer("allowzero", model.Random.Next(2)) : null);
    }
}
