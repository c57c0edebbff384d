namespace CimGen.Fuzz.Models;

/// <content>Values in shapes of any rank, and shapes that the model computes.</content>
internal sealed partial class Layers
{
    /// <summary>Reshapes to any rank, works on that, and reshapes back to a map or to features.</summary>
    private Value? View(Value input)
    {
        var shape = Factors(input.Count);
        model.Form($"view of rank {shape.Length}");
        var view = new Value(ReshapeNode(input.Name, shape), [.. shape], input.Map);
        for (var i = model.Random.Next(3); i > 0; i--)
        {
            view = OnView(view) ?? view;
        }

        if (view.Count != input.Count)
        {
            return Value.OfFeatures(ReshapeNode(view.Name, [1, view.Count]), view.Count);
        }

        var (c, h, w) = input.Map;
        return model.Chance(0.5)
            ? Value.OfMap(ReshapeNode(view.Name, [1, c, h, w]), c, h, w)
            : new Value(ReshapeNode(view.Name, [1, view.Count]), [1, view.Count], input.Map);
    }

    private Value? OnView(Value view)
    {
        switch (model.Random.Next(6))
        {
            case 0 or 1:
                return Same(view, Activation(view));
            case 2:
                return Same(view, Copy(view));
            case 3:
                return Same(view, model.Node("Add", [view.Name, _constants.Floats(model.Chance(0.5) ? [] : [1], [0.25f])]));
            case 4 when model.May("Add to a view", $"Add|shape|{PerValue}"):
                long[] constant = [.. view.Shape[model.Random.Next(view.Shape.Length)..].Select(d => model.Chance(0.4) ? 1 : d)];
                return Same(view, model.Node("Add", [view.Name, _constants.Floats([.. constant], model.Values(Tensors.Count(constant)))]));
            case 5 when view.Shape.Length >= 2 && model.May("matrix on a view", "MatMul|Gemm|rows|rank|shape"):
                var (features, kernels) = (view.Shape[^1], (long)model.Random.Next(1, 4));
                var weights = _constants.Floats([features, kernels], model.Values(features * kernels));
                return new Value(model.Node("MatMul", [view.Name, weights]), view.Shape.SetItem(view.Shape.Length - 1, kernels), view.Map);
            default:
                return null;
        }
    }

    /// <summary>Dimensions with that product.</summary>
    private long[] Factors(long count)
    {
        var shape = new List<long>();
        for (var rank = model.Random.Next(1, 6); rank > 1; rank--)
        {
            var divisors = Enumerable.Range(1, (int)count).Where(d => count % d == 0).Select(d => (long)d).ToArray();
            shape.Add(model.Chance(0.3) ? 1 : model.Choose<long>(divisors));
            count /= shape[^1];
        }

        shape.Add(count);
        return [.. shape];
    }

    /// <summary>As PyTorch writes x.view(x.size(0), -1).</summary>
    private Value FlattenedByShape(Value input)
    {
        model.Form("Reshape to a computed shape");
        var shape = model.Node("Shape", [input.Name]);
        string batch;
        if (model.Opset >= 10 && model.Chance(0.5))
        {
            batch = model.Node("Slice", [shape, _constants.Integers([1], 0), _constants.Integers([1], 1), _constants.Integers([1], 0)]);
        }
        else
        {
            var gathered = model.Node("Gather", [shape, _constants.Integers([], 0)], Attributes.Integer("axis", 0));
            batch = model.Opset < 13
                ? model.Node("Unsqueeze", [gathered], Attributes.Integers("axes", 0))
                : model.Node("Unsqueeze", [gathered, _constants.Integers([1], 0)]);
        }

        var rest = model.Choose(-1, input.Count);
        var target = model.Node("Concat", [batch, _constants.Integers([1], rest)], Attributes.Integer("axis", 0));
        return new Value(model.Node("Reshape", [input.Name, target]), [1, input.Count], input.Map);
    }

    /// <summary>Values that differ within a channel, which the fully connected layer behind takes over.</summary>
    private Value? PerValueThenGemm(Value input)
    {
        var flat = input;
        long[] dims = model.Choose<long[]>([.. input.Shape], [.. input.Shape[1..]], [.. input.Shape[^1..]]);
        if (model.Chance(0.5))
        {
            flat = Flatten(input) ?? input;
            dims = model.Choose<long[]>([1, input.Count], [input.Count]);
        }

        if (flat.Shape.Length == 2 && flat.Shape[0] != 1)
        {
            return null;
        }

        model.Form("Add of values within a channel, then Gemm");
        var added = Same(flat, model.Node("Add", [flat.Name, _expressions.Floats([.. dims])]));
        return Gemm(added.IsMap ? new Value(model.Node("Flatten", [added.Name]), [1, added.Count], added.Map) : added);
    }
}
