using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>What works on single values or channels.</summary>
internal static class Elements
{
    private static readonly Spread One = new([], [1f]);
    private static readonly Spread Zero = new([], [0f]);

    public static Value? Relu(NodeContext node) => Activation(node, ActivationRange.Relu);

    public static Value? Clip(NodeContext node)
    {
        var low = node.Opset < 11 ? node.Number("min", float.NegativeInfinity) : Bound(node, 1, double.NegativeInfinity);
        var high = node.Opset < 11 ? node.Number("max", float.PositiveInfinity) : Bound(node, 2, double.PositiveInfinity);
        if (low is not { } least || high is not { } most || node.Failed)
        {
            return null;
        }

        // Where the least is above the most, the most counts (opset 12; earlier ones leave it open, and tools do the same).
        return double.IsNaN(least) || double.IsNaN(most)
            ? node.Shape("a bound is not a number")
            : Activation(node, new ActivationRange((float)Math.Min(least, most), (float)most));
    }

    public static Value? Add(NodeContext node) =>
        ConstantSide(node) is { } side ? WithConstant(node, side, c => (One, c)) : Maps(node, subtracts: false);

    public static Value? Subtract(NodeContext node) => ConstantSide(node) switch
    {
        0 => WithConstant(node, 0, c => (One.Each(v => -v), c)),
        1 => WithConstant(node, 1, c => (One, c.Each(v => -v))),
        _ => Maps(node, subtracts: true),
    };

    public static Value? Multiply(NodeContext node) =>
        ConstantSide(node) is { } side ? WithConstant(node, side, c => (c, Zero)) : Product(node);

    public static Value? Divide(NodeContext node) => ConstantSide(node) switch
    {
        0 => Reciprocal(node),
        1 when node.Weights(1) is { } divisor && divisor.ToFloats().Contains(0) => node.Shape("it divides by 0"),
        1 => WithConstant(node, 1, c => (c.Each(v => 1 / v), Zero)),
        _ => Quotient(node),
    };

    /// <summary>Of two functions of one map, as Softsign is in the form x / (1 + |x|), it is another one.</summary>
    private static Value? Quotient(NodeContext node)
    {
        if (node.Map(0) is not { } left || node.Map(1) is not { } right)
        {
            return null;
        }

        return left.Dimensions.AsSpan().SequenceEqual(right.Dimensions.AsSpan()) && left.Order.Equals(right.Order) && node.Graph.TryAddFunction(node.Name, left.Map, right.Map, node.Output, (a, b) => a / b, node.At)
            ? left with { Map = node.Output }
            : node.Unsupported("Div of two maps", "maps are divided by constants, and constants by maps; compute the quotient on the host, or train without it");
    }

    /// <summary>What holds 1 / x of a node that divides constants by x; the model has no such value.</summary>
    public static string InverseOf(string output) => $"{output}:inverse";

    /// <summary>A constant over a map: a table. Where it differs from channel to channel, a table for 1 / x and a product.</summary>
    private static Value? Reciprocal(NodeContext node)
    {
        if (node.Weights(0) is not { } constant || node.Map(1) is not { } view)
        {
            return null;
        }

        var values = constant.ToFloats();
        if (values.Length > 0 && values.All(v => v == values[0]) && Dims.Broadcast(view.Dimensions.AsSpan(), constant.Dimensions.AsSpan()) is { } dims && dims.AsSpan().SequenceEqual(view.Dimensions.AsSpan()))
        {
            return Function(node.Name, node.Output, x => values[0] / x);
        }

        var name = node.Values.Unique(InverseOf(node.Output));
        var inverse = Function(name, name, x => 1 / x);
        node.Values.Set(name, inverse);
        return WithConstant(node, 0, inverse, c => (c, Zero));

        FeatureView Function(string layer, string output, Func<double, double> of)
        {
            node.Graph.Add(new Elementwise(layer, node.Graph.Resolve(view.Map), output, new ScalarFunction("Reciprocal", of), ActivationRange.Unbounded, node.At), node.Graph.ShapeOf(view.Map));
            return view with { Map = output };
        }
    }

    public static Value? Negate(NodeContext node) => node.Map(0) is { } input ? Affine(node, input, One.Each(v => -v), Zero) : null;

    /// <summary>The product of two maps of equal shape, or of a map and one value for each of its channels.</summary>
    private static Value? Product(NodeContext node)
    {
        if (node.Map(0) is not { } left || node.Map(1) is not { } right)
        {
            return null;
        }

        var (a, b) = (node.Graph.ShapeOf(left.Map), node.Graph.ShapeOf(right.Map));
        if (left.Dimensions.AsSpan().SequenceEqual(right.Dimensions.AsSpan()) && a == b && left.Order.Equals(right.Order))
        {
            return Product(node, left, right);
        }

        return IsGate(node, left, right) ? Product(node, left, right)
            : IsGate(node, right, left) ? Product(node, right, left)
            : Dims.Broadcast(left.Dimensions.AsSpan(), right.Dimensions.AsSpan()) is null
            ? node.Shape($"the sides have the shapes {Dims.Text(left.Dimensions.AsSpan())} and {Dims.Text(right.Dimensions.AsSpan())}, which do not fit")
            : node.Unsupported(
                $"Mul of maps of {Dims.Text(left.Dimensions.AsSpan())} and {Dims.Text(right.Dimensions.AsSpan())}{(a != b || left.Order.Equals(right.Order) ? "" : ", transposed in different ways")}",
                "maps have equal shapes, or one of them is [1, C, 1, 1]");
    }

    /// <summary>Whether a map has one value for each channel of another one.</summary>
    private static bool IsGate(NodeContext node, FeatureView map, FeatureView gate)
    {
        var (shape, one) = (node.Graph.ShapeOf(map.Map), node.Graph.ShapeOf(gate.Map));
        return one == new FeatureShape(shape.Channels, 1, 1) && map.Dimensions.Length >= 3 && node.Axes(map) is { } axes && gate.Has(axes, one);
    }

    private static FeatureView Product(NodeContext node, FeatureView left, FeatureView right)
    {
        var (a, b) = (node.Graph.Resolve(left.Map), node.Graph.Resolve(right.Map));
        node.Graph.Add(new Product(node.Name, a, b, node.Output, ActivationRange.Unbounded, node.At), node.Graph.ShapeOf(a));
        return left with { Map = node.Output };
    }

    /// <summary>The sum or difference of two maps of equal shape.</summary>
    private static Value? Maps(NodeContext node, bool subtracts)
    {
        if (node.Map(0) is not { } first || node.Map(1) is not { } second)
        {
            return null;
        }

        var (a, b) = (node.Graph.ShapeOf(first.Map), node.Graph.ShapeOf(second.Map));
        if (!first.Dimensions.AsSpan().SequenceEqual(second.Dimensions.AsSpan()))
        {
            return Dims.Broadcast(first.Dimensions.AsSpan(), second.Dimensions.AsSpan()) is null
                ? node.Shape($"the sides have the shapes {Dims.Text(first.Dimensions.AsSpan())} and {Dims.Text(second.Dimensions.AsSpan())}, which do not fit")
                : node.Unsupported($"{node.Operator} of maps of the shapes {Dims.Text(first.Dimensions.AsSpan())} and {Dims.Text(second.Dimensions.AsSpan())}", "only maps of equal shape are added or subtracted");
        }

        if (a != b)
        {
            return node.Unsupported($"{node.Operator} of maps of {a} and {b}, reshaped to {Dims.Text(first.Dimensions.AsSpan())}", "take maps that have equal shapes before they are reshaped");
        }

        if (!first.Order.Equals(second.Order))
        {
            return node.Unsupported($"{node.Operator} of two maps that are transposed in different ways", "transpose them alike in front of it");
        }

        node.Graph.Add(new Sum(node.Name, [first.Map, second.Map], node.Output, ActivationRange.Unbounded, node.At) { Subtracts = subtracts }, a);
        return first with { Map = node.Output };
    }

    public static Value? BatchNormalization(NodeContext node)
    {
        if (node.Integer("training_mode", 0) != 0)
        {
            node.Unsupported("BatchNormalization with training_mode = 1 computes statistics of the batch", "export the model in evaluation mode (model.eval())");
        }
        else if (node.Node.Proto.Output.Skip(1).Any(o => o.Length > 0))
        {
            node.Unsupported("BatchNormalization with outputs for training", "export the model in evaluation mode (model.eval())");
        }

        if (node.Weights(1) is not { } gamma || node.Weights(2) is not { } beta || node.Weights(3) is not { } mean || node.Weights(4) is not { } variance ||
            node.Map(0) is not { } input || node.Failed)
        {
            return null;
        }

        // Opsets 7 and 8 can normalize each position by itself.
        var perPosition = node.Integer("spatial", 1) == 0;
        long[] wanted = input.Dimensions.Length < 2 ? [] : perPosition ? [.. input.Dimensions[1..]] : [input.Dimensions[1]];
        if (wanted.Length == 0 || new[] { gamma, beta, mean, variance }.Any(t => !t.Dimensions.AsSpan().SequenceEqual(wanted)))
        {
            return node.Shape($"parameters of shape {Dims.Text(gamma.Dimensions.AsSpan())} for an input of {Dims.Text(input.Dimensions.AsSpan())}");
        }

        var epsilon = node.Number("epsilon", 1e-5f);
        var scale = new float[gamma.Count];
        var shift = new float[gamma.Count];
        for (var c = 0; c < scale.Length; c++)
        {
            scale[c] = (float)(gamma[c] / Math.Sqrt(variance[c] + epsilon));
            shift[c] = (float)(beta[c] - (mean[c] * scale[c]));
        }

        var dims = perPosition ? wanted : [wanted[0], .. Enumerable.Repeat(1L, Math.Max(0, input.Dimensions.Length - 2))];
        return Affine(node, input, new Spread(dims, scale), new Spread(dims, shift));
    }

    /// <summary>Nothing is dropped when a network infers.</summary>
    public static Value? Dropout(NodeContext node)
    {
        if (node.Input(2) is not null && node.Scalar(2) is { } training && training != 0)
        {
            node.Unsupported("Dropout with training_mode = 1", "export the model in evaluation mode (model.eval())");
        }

        return node.Failed ? null : Shapes.SameMap(node);
    }

    /// <summary>A bound that may be left out.</summary>
    private static double? Bound(NodeContext node, int index, double unbounded) => node.Input(index) is null ? unbounded : node.Scalar(index);

    private static FeatureView? Activation(NodeContext node, ActivationRange range)
    {
        if (node.Map(0) is not { } input)
        {
            return null;
        }

        node.Graph.AddActivation(node.Name, input.Map, node.Output, range, node.At);
        return input with { Map = node.Output };
    }

    /// <summary>Which input is a constant; null when none is.</summary>
    private static int? ConstantSide(NodeContext node) =>
        node.InputValue(0) is ConstantTensor ? 0 : node.InputValue(1) is ConstantTensor ? 1 : null;

    /// <param name="affine">What the constant means as y = x * scale + shift.</param>
    private static Value? WithConstant(NodeContext node, int side, Func<Spread, (Spread Scale, Spread Shift)> affine) =>
        node.Weights(side) is not null && node.Map(1 - side) is { } view ? WithConstant(node, side, view, affine) : null;

    private static Value? WithConstant(NodeContext node, int side, FeatureView view, Func<Spread, (Spread Scale, Spread Shift)> affine)
    {
        if (node.Weights(side) is not { } values)
        {
            return null;
        }

        var left = view.Dimensions.AsSpan();
        var right = values.Dimensions.AsSpan();
        if (Dims.Broadcast(left, right) is not { } result)
        {
            return node.Shape($"the sides have the shapes {Dims.Text(left)} and {Dims.Text(right)}, which do not fit");
        }

        if (!result.AsSpan().SequenceEqual(left))
        {
            return node.Unsupported(
                $"a constant of shape {Dims.Text(right)} widens the map {Dims.Text(left)} to {Dims.Text(result.AsSpan())}", "one value per channel of a map has the shape [C, 1, 1]");
        }

        var (scale, shift) = affine(new Spread(right.ToArray(), values.ToFloats()));
        return Affine(node, view, scale, shift);
    }

    /// <summary>y = x * scale + shift with constants that are broadcast to x: a layer where each channel has one value, otherwise left to the layer behind.</summary>
    private static Value? Affine(NodeContext node, FeatureView input, Spread scale, Spread shift)
    {
        var shape = node.Graph.ShapeOf(input.Map);
        if (scale.PerChannel(input, shape) is { } s && shift.PerChannel(input, shape) is { } t)
        {
            node.Graph.AddAffine(node.Name, input.Map, node.Output, [.. s], [.. t], node.At);
            return input with { Map = node.Output };
        }

        return shape.Count > PendingAffine.MaxElements
            ? node.Unsupported($"values that differ within a channel, for {shape.Count} elements", "use one value per channel")
            : input with { Affine = new PendingAffine(node.Name, [.. scale.PerElement(input)], [.. shift.PerElement(input)]) };
    }
}
