using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Operators that are a function of single values: hardware has a table for any of them.</summary>
internal static class Functions
{
    /// <summary>A reader of a function without attributes.</summary>
    public static Func<NodeContext, Value?> Plain(Func<double, double> of) => node => Add(node, of);

    public static Value? HardSigmoid(NodeContext node)
    {
        var (alpha, beta) = (node.Number("alpha", 0.2f), node.Number("beta", 0.5f));
        return Add(node, ScalarFunctions.HardSigmoid(alpha, beta));
    }

    public static Value? LeakyRelu(NodeContext node)
    {
        var alpha = node.Number("alpha", 0.01f);
        return Add(node, ScalarFunctions.LeakyRelu(alpha));
    }

    public static Value? Elu(NodeContext node)
    {
        var alpha = node.Number("alpha", 1);
        return Add(node, x => x < 0 ? alpha * (Math.Exp(x) - 1) : x);
    }

    public static Value? Selu(NodeContext node)
    {
        var (alpha, gamma) = (node.Number("alpha", 1.67326319217681884765625f), node.Number("gamma", 1.05070102214813232421875f));
        return Add(node, x => gamma * (x < 0 ? alpha * (Math.Exp(x) - 1) : x));
    }

    public static Value? Celu(NodeContext node)
    {
        var alpha = node.Number("alpha", 1);
        return alpha == 0 ? node.Shape("alpha is 0") : Add(node, x => Math.Max(0, x) + Math.Min(0, alpha * (Math.Exp(x / alpha) - 1)));
    }

    public static Value? ThresholdedRelu(NodeContext node)
    {
        var alpha = node.Number("alpha", 1);
        return Add(node, x => x > alpha ? x : 0);
    }

    public static Value? Gelu(NodeContext node) => node.Text("approximate", "none") switch
    {
        "none" => Add(node, x => 0.5 * x * (1 + ScalarFunctions.Erf(x / Math.Sqrt(2)))),
        "tanh" => Add(node, x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))),
        var other => node.Shape($"approximate is '{other}', which ONNX does not define"),
    };

    /// <summary>To the power of a constant, the same for all values.</summary>
    public static Value? Power(NodeContext node)
    {
        if (node.Constant(1) is not { } exponent || node.Map(0) is not { } input || !Fits(node, input, exponent))
        {
            return null;
        }

        return Enumerable.Range(1, (int)exponent.Count - 1).All(i => exponent[i].Equals(exponent[0]))
            ? Add(node, x => Math.Pow(x, exponent[0]))
            : node.Unsupported("Pow whose exponents differ", "use one exponent for all values");
    }

    /// <summary>What holds max(x, 0), min(x, 0) and the latter times its slopes of a PRelu with slopes that differ; the model has no such values.</summary>
    public static (string Positive, string Negative, string Scaled) SidesOf(string output) => ($"{output}:positive", $"{output}:negative", $"{output}:scaled");

    /// <summary>One slope for all values, or one for each channel.</summary>
    public static Value? PRelu(NodeContext node)
    {
        if (node.Weights(1) is not { } slopes || node.Map(0) is not { } input)
        {
            return null;
        }

        if (!Fits(node, input, slopes))
        {
            return null;
        }

        var shape = node.Graph.ShapeOf(input.Map);
        var all = slopes.ToFloats();
        if (all.All(v => v == all[0]))
        {
            return Add(node, ScalarFunctions.LeakyRelu(all[0]));
        }

        if (new Spread(slopes.Dimensions.ToArray(), all).PerChannel(input, shape) is not { } values)
        {
            return node.Unsupported("PRelu with slopes that differ within a channel", "use one slope per channel, of the shape [C, 1, 1]");
        }

        // max(x, 0) + slope * min(x, 0). The maps between are values, too, for a model that is written.
        var names = SidesOf(node.Output);
        var (positive, negative, scaled) = (node.Values.Unique(names.Positive), node.Values.Unique(names.Negative), node.Values.Unique(names.Scaled));
        node.Graph.AddActivation(positive, input.Map, positive, ActivationRange.Relu, node.At);
        node.Graph.AddActivation(negative, input.Map, negative, new ActivationRange(float.NegativeInfinity, 0), node.At);
        node.Graph.AddAffine(scaled, negative, scaled, [.. values], [.. new float[values.Length]], node.At);
        foreach (var side in new[] { positive, negative, scaled })
        {
            node.Values.Set(side, input with { Map = side });
        }

        node.Graph.Add(new Sum(node.Name, [positive, scaled], node.Output, ActivationRange.Unbounded, node.At), shape);
        return input with { Map = node.Output };
    }

    /// <summary>Whether a constant is broadcast to the shape of a map; it is reported when not.</summary>
    private static bool Fits(NodeContext node, FeatureView map, ConstantTensor constant)
    {
        var left = map.Dimensions.AsSpan();
        var right = constant.Dimensions.AsSpan();
        if (constant.Count > 0 && Dims.Broadcast(left, right) is { } result && result.AsSpan().SequenceEqual(left))
        {
            return true;
        }

        node.Shape($"input 1 has the shape {Dims.Text(right)} for a map of {Dims.Text(left)}");
        return false;
    }

    private static FeatureView? Add(NodeContext node, Func<double, double> of)
    {
        if (node.Map(0) is not { } input || node.Failed)
        {
            return null;
        }

        var function = new ScalarFunction(node.Operator, of);
        node.Graph.Add(new Elementwise(node.Name, node.Graph.Resolve(input.Map), node.Output, function, ActivationRange.Unbounded, node.At), node.Graph.ShapeOf(input.Map));
        return input with { Map = node.Output };
    }
}
