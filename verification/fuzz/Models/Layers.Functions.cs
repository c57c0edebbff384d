using System.Collections.Immutable;

namespace CimGen.Fuzz.Models;

/// <content>Functions of single values, and products of values.</content>
internal sealed partial class Layers
{
    /// <summary>Functions without attributes whose values are of ordinary size, and the opset that they came with.</summary>
    private static readonly ImmutableArray<(string Type, int Opset)> PlainFunctions =
        [("Sigmoid", 7), ("Tanh", 7), ("Softplus", 7), ("Softsign", 7), ("Abs", 7), ("Erf", 9), ("HardSwish", 14), ("Mish", 18), ("Gelu", 20)];

    /// <summary>Functions with numbers as attributes.</summary>
    private static readonly ImmutableArray<(string Type, int Opset, string Attributes)> ShapedFunctions =
        [("HardSigmoid", 7, "alpha beta"), ("LeakyRelu", 7, "alpha"), ("Elu", 7, "alpha"), ("Selu", 7, "alpha gamma"), ("Celu", 12, "alpha")];

    private Value? Function(Value input) => model.Random.Next(12) switch
    {
        < 3 => Same(input, Plain(input.Name)),
        < 6 => Same(input, Shaped(input.Name)),
        6 => Same(input, Guarded(input.Name)),
        7 => Jump(input),
        8 => Power(input),
        9 => Slopes(input),
        _ => Same(input, Composed(input.Name)),
    };

    private string Plain(string input)
    {
        var type = model.Choose<string>([.. PlainFunctions.Where(f => f.Opset <= model.Opset).Select(f => f.Type)]);
        model.Form(type);
        return model.Node(type, [input], type == "Gelu" && model.Chance(0.6) ? Attributes.Text("approximate", model.Choose("none", "tanh")) : null);
    }

    private string Shaped(string input)
    {
        var (type, _, attributes) = model.Choose<(string, int, string)>([.. ShapedFunctions.Where(f => f.Opset <= model.Opset)]);
        model.Form(type);
        return model.Node(type, [input], attributes.Split(' ').Where(_ => model.Chance(0.6)).Select(a => Attributes.Number(a, model.Choose(0.1f, 0.25f, 0.5f, 1, 1.5f))));
    }

    /// <summary>Functions that are large or not defined somewhere, behind one that keeps that away.</summary>
    private string Guarded(string input)
    {
        var type = model.Choose("Sqrt", "Reciprocal", "Log", "Exp");
        model.Form(type);
        if (type == "Exp")
        {
            return model.Node(type, [model.Node(model.Choose("Tanh", "Sigmoid", "Softsign"), [input])]);
        }

        var positive = model.Node("Abs", [input]);
        return model.Node(type, [model.Chance(0.5) && type == "Sqrt" ? positive : model.Node("Add", [positive, _constants.Floats([], [model.Choose(0.5f, 1)])])]);
    }

    /// <summary>Functions that jump: of the input itself, as the last bits of anything else may differ.</summary>
    private Value? Jump(Value input)
    {
        if (input != _values[0])
        {
            return null;
        }

        var type = model.Choose("Floor", "Ceil", "Sign", "ThresholdedRelu");
        if ((type == "Sign" && model.Opset < 9) || (type == "ThresholdedRelu" && model.Opset < 10))
        {
            return null;
        }

        model.Form(type);
        return Same(input, model.Node(type, [input.Name], type == "ThresholdedRelu" && model.Chance(0.6) ? Attributes.Number("alpha", model.Choose(0.25f, 0.5f, 2)) : null));
    }

    private Value? Power(Value input)
    {
        var exponent = model.Choose(2f, 2, 3, 1, 0, 0.5f, -1);
        var shape = model.Choose<long[]>([], [], [1], [1, 1]);
        if (model.May("Pow of exponents that differ", "Pow", 0.3))
        {
            shape = [.. input.Shape[1..]];
        }

        var exponents = Array.ConvertAll(new float[Tensors.Count(shape)], _ => exponent);
        model.Form("Pow");
        var from = exponent is 0.5f or -1 ? model.Node("Add", [model.Node("Abs", [input.Name]), _constants.Floats([], [0.5f])]) : input.Name;
        var whole = exponent == Math.Floor(exponent) && model.Opset >= 12 && model.Chance(0.3);
        if (exponents.Length > 1)
        {
            exponents[0]++;
        }

        return Same(input, model.Node("Pow", [from, whole ? _constants.Integers([.. shape], Array.ConvertAll(exponents, e => (long)e)) : _constants.Floats([.. shape], exponents)]));
    }

    private Value Slopes(Value input)
    {
        var channels = input.Shape[1];
        var shapes = new List<long[]> { new[] { 1L }, new[] { 1L, 1 } };
        shapes.AddRange(input.IsMap ? [[channels, 1, 1], [1, channels, 1, 1], [channels, 1, 1], [1, 1, 1]] : input.Map.H * input.Map.W == 1 ? [[channels], [1, channels]] : []);
        if (model.May("PRelu of slopes that differ within a channel", "PRelu", 0.3))
        {
            shapes = [[input.Shape[^1]], [.. input.Shape[1..]], [.. input.Shape[^2..]], [.. input.Shape]];
        }

        var shape = model.Choose<long[]>([.. shapes]);
        model.Form($"PRelu of slopes of rank {shape.Length}");
        return Same(input, model.Node("PRelu", [input.Name, model.Chance(0.2) ? _constants.Floats([.. shape], Array.ConvertAll(new float[Tensors.Count(shape)], _ => 0.25f)) : Weights(shape)]));
    }

    /// <summary>What exporters write where there is no operator, or none yet; and chains of functions of one value.</summary>
    private string Composed(string x)
    {
        switch (model.Random.Next(6))
        {
            case 0:
                model.Form("x * sigmoid(x)");
                return Product(x, model.Node("Sigmoid", [x]));
            case 1:
                model.Form("x * clip(x + 3, 0, 6) / 6");
                var inner = model.Node("Add", [x, _constants.Floats([], [3])]);
                var clipped = model.Opset < 11
                    ? model.Node("Clip", [inner], Attributes.Number("min", 0), Attributes.Number("max", 6))
                    : model.Node("Clip", [inner, _constants.Floats([], [0]), _constants.Floats([], [6])]);
                return model.Node("Div", [Product(x, clipped), _constants.Floats([], [6])]);
            case 2 when model.Opset >= 9:
                model.Form("GELU with Erf");
                var scaled = model.Chance(0.5)
                    ? model.Node("Div", [x, _constants.Floats([], [1.41421356f])])
                    : model.Node("Mul", [x, _constants.Floats([1], [0.70710678f])]);
                var one = model.Node("Add", [model.Node("Erf", [scaled]), _constants.Floats([], [1])]);
                return model.Chance(0.5)
                    ? model.Node("Mul", [Product(x, one), _constants.Floats([], [0.5f])])
                    : Product(model.Node("Mul", [x, _constants.Floats([], [0.5f])]), one);
            case 3:
                model.Form("x * tanh(softplus(x))");
                return Product(x, model.Node("Tanh", [model.Node("Softplus", [x])]));
            case 4:
                model.Form("sum of functions of one value");
                return model.Node(model.Choose("Add", "Sub"), [Chain(x), Chain(x)]);
            default:
                model.Form("product of functions of one value");
                return Product(Chain(x), Chain(x));
        }
    }

    private string Chain(string x)
    {
        for (var i = model.Random.Next(4); i > 0; i--)
        {
            x = model.Random.Next(5) switch
            {
                0 => model.Node("Mul", [x, _constants.Floats([], [0.75f])]),
                1 => model.Node("Add", [_constants.Floats([1], [0.25f]), x]),
                2 => model.Node("Relu", [x]),
                _ => Plain(x),
            };
        }

        return x;
    }

    private string Product(string first, string second) => model.Node("Mul", model.Chance(0.5) ? [first, second] : [second, first]);

    /// <summary>The product of two values of equal shape, or of a map and one value for each of its channels.</summary>
    private Value? MultiplyValue(Value input)
    {
        if (input.IsMap && model.Chance(0.6))
        {
            return Gated(input);
        }

        var others = _values.Where(v => v.Shape.SequenceEqual(input.Shape) && v.Map == input.Map).ToArray();
        if (model.May("Mul of values of other shapes", "Mul|shape", 0.5))
        {
            others = [.. _values.Where(v => v.IsMap == input.IsMap && Broadcast(input.Shape, [.. v.Shape]) is { } result && result.SequenceEqual(input.Shape))];
        }

        model.Form("Mul of two values");
        return others.Length == 0 ? null : Same(input, Product(input.Name, model.Choose<Value>(others).Name));
    }

    /// <summary>As squeeze-and-excitation has it.</summary>
    private Value Gated(Value input)
    {
        var channels = input.Shape[1];
        var narrow = (long)model.Random.Next(1, MostChannels);
        var mean = model.Node(model.Choose("GlobalAveragePool", "GlobalAveragePool", "GlobalMaxPool"), [input.Name]);
        model.Form("squeeze and excitation");
        string gate;
        if (model.Chance(0.5))
        {
            var squeezed = model.Node("Relu", [model.Node("Conv", [mean, Weights(narrow, channels, 1, 1)])]);
            gate = model.Node("Conv", [squeezed, Weights(channels, narrow, 1, 1), Weights(channels)]);
        }
        else
        {
            var flat = model.Node("Flatten", [mean]);
            var product = model.Node("Gemm", [model.Node("Relu", [model.Node("MatMul", [flat, Weights(channels, narrow)])]), Weights(channels, narrow), Weights(channels)], Attributes.Integer("transB", 1));
            gate = model.Node("Reshape", [product, _constants.Integers([4], 1, channels, 1, 1)]);
        }

        return Same(input, Product(input.Name, model.Node(model.Choose("Sigmoid", "HardSigmoid"), [gate])));
    }
}
