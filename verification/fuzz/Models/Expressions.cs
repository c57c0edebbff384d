using System.Collections.Immutable;

namespace CimGen.Fuzz.Models;

/// <summary>Constants that come out of arithmetic: whoever reads the model has to compute it.</summary>
internal sealed class Expressions(ModelWriter model, Constants constants)
{
    private const int Deepest = 4;

    /// <summary>A float tensor whose values are of ordinary size.</summary>
    public string Floats(ImmutableArray<long> dims, int depth = 0)
    {
        if (depth >= Deepest || model.Chance(0.25))
        {
            return constants.Floats(dims, model.Values(Tensors.Count(dims)));
        }

        return model.Random.Next(16) switch
        {
            0 => Unary(model.Choose("Neg", "Abs", "Floor", "Ceil", "Exp", "Identity"), Bounded(dims, depth)),
            1 => Unary("Sqrt", Unary("Abs", Floats(dims, depth + 1))),
            2 => Unary(model.Choose("Log", "Reciprocal"), Positive(dims, depth)),
            3 or 4 => Binary(model.Choose("Add", "Sub", "Mul"), dims, depth, Bounded),
            5 => Binary("Div", dims, depth, Positive),
            6 => Power(dims, depth),
            7 when dims.Length > 0 => Slice(dims, depth),
            8 when dims.Length > 0 => Gather(dims, depth),
            9 when dims.Length > 0 => Concat(dims, depth),
            10 when model.Opset >= 8 => Expand(dims, depth),
            11 when model.Opset >= 9 => Where(dims, depth),
            12 when model.Opset >= 9 => ConstantOfShape(dims),
            13 => ThroughIntegers(dims, depth),
            14 when dims.Length > 1 => Permuted(dims, depth),
            _ => Floats(dims, depth + 1),
        };
    }

    private string Unary(string type, string input)
    {
        model.Form($"constant {type}");
        return model.Node(type, [input]);
    }

    private string Bounded(ImmutableArray<long> dims, int depth) => depth >= Deepest - 1
        ? constants.Floats(dims, model.Values(Tensors.Count(dims), -2, 2))
        : model.Node("Mul", [Floats(dims, depth + 1), constants.Floats([], [0.5f])]);

    private string Positive(ImmutableArray<long> dims, int depth) =>
        model.Node("Add", [Unary("Abs", Floats(dims, depth + 1)), constants.Floats([], [1.5f])]);

    private string Binary(string type, ImmutableArray<long> dims, int depth, Func<ImmutableArray<long>, int, string> right)
    {
        model.Form($"constant {type}");
        var (first, second) = (dims, dims);
        if (model.Chance(0.5))
        {
            // One side is broadcast.
            var cut = dims[model.Random.Next(dims.Length + 1)..];
            second = [.. cut.Select(d => model.Chance(0.3) ? 1 : d)];
        }

        var swap = type != "Div" && model.Chance(0.3);
        var (a, b) = (Floats(first, depth + 1), right(second, depth + 1));
        return model.Node(type, swap ? [b, a] : [a, b]);
    }

    private string Power(ImmutableArray<long> dims, int depth)
    {
        model.Form("constant Pow");
        var exponent = model.Choose(2f, 0.5f, 3f, -1f, 0f);
        return model.Node("Pow", [Positive(dims, depth), constants.Floats([], [exponent])]);
    }

    private string Slice(ImmutableArray<long> dims, int depth)
    {
        model.Form("constant Slice");
        var axis = model.Random.Next(dims.Length);
        var step = model.Opset >= 10 ? model.Choose(1, 1, 2, -1) : 1;
        var before = model.Random.Next(3);
        var size = before + (Math.Abs(step) * dims[axis]) + model.Random.Next(2);
        var whole = dims.SetItem(axis, size);
        var source = Floats(whole, depth + 1);
        var (start, end) = step > 0 ? (before, before + (step * dims[axis])) : (before + dims[axis] - 1, before - 1L);
        end = step > 0 && end >= size ? model.Choose(end, long.MaxValue / 2) : end < 0 ? -size - 1 : end;
        start = start > 0 && model.Chance(0.3) ? start - size : start;
        if (model.Opset < 10)
        {
            return model.Node("Slice", [source], Attributes.Integers("starts", start), Attributes.Integers("ends", Math.Min(end, int.MaxValue)), Attributes.Integers("axes", axis));
        }

        var named = model.Chance(0.3) ? axis - dims.Length : axis;
        string[] inputs = [source, Integers(start), Integers(Math.Min(end, 1 << 24)), Integers(named), .. step == 1 ? (string[])[] : [Integers(step)]];
        return model.Node("Slice", inputs);
    }

    private string Gather(ImmutableArray<long> dims, int depth)
    {
        model.Form("constant Gather");
        var axis = model.Random.Next(dims.Length);
        var size = model.Random.Next(1, 6);
        var indices = Enumerable.Range(0, (int)dims[axis]).Select(_ => (long)model.Random.Next(model.Opset >= 11 ? -size : 0, size)).ToArray();
        var index = dims[axis] == 1 && model.Chance(0.3);
        if (index)
        {
            // A scalar index drops the axis.
            var dropped = model.Node("Gather", [Floats(dims.SetItem(axis, size), depth + 1), constants.Integers([], indices)], Attributes.Integer("axis", axis));
            return model.Node("Reshape", [dropped, Integers([.. dims])]);
        }

        return model.Node("Gather", [Floats(dims.SetItem(axis, size), depth + 1), Integers(indices)], axis == 0 && model.Chance(0.5) ? null : Attributes.Integer("axis", axis));
    }

    private string Concat(ImmutableArray<long> dims, int depth)
    {
        var axis = model.Random.Next(dims.Length);
        if (dims[axis] < 2)
        {
            return Floats(dims, depth + 1);
        }

        model.Form("constant Concat");
        var first = model.Random.Next(1, (int)dims[axis]);
        return model.Node(
            "Concat",
            [Floats(dims.SetItem(axis, first), depth + 1), Floats(dims.SetItem(axis, dims[axis] - first), depth + 1)],
            Attributes.Integer("axis", model.Opset >= 11 && model.Chance(0.3) ? axis - dims.Length : axis));
    }

    private string Expand(ImmutableArray<long> dims, int depth)
    {
        model.Form("constant Expand");
        ImmutableArray<long> from = [.. dims[model.Random.Next(dims.Length + 1)..].Select(d => model.Chance(0.5) ? 1 : d)];
        return model.Node("Expand", [Floats(from, depth + 1), Integers([.. dims])]);
    }

    private string Where(ImmutableArray<long> dims, int depth)
    {
        model.Form("constant Where");
        var integers = Array.ConvertAll(model.Values(Tensors.Count(dims), 0, 3), v => (float)Math.Floor(v));
        var equal = model.Node("Equal", [constants.Initializer("choice", Tensors.Int64, dims, integers), constants.Integers([], 1)]);
        return model.Node("Where", [equal, Floats(dims, depth + 1), Floats(model.Chance(0.5) ? dims : [], depth + 1)]);
    }

    private string ConstantOfShape(ImmutableArray<long> dims)
    {
        model.Form("constant ConstantOfShape");
        var value = model.Chance(0.3) ? null : Attributes.Tensor("value", Tensors.Make("", Tensors.Float, [1], [0.75f], raw: model.Chance(0.5)));
        return model.Node("ConstantOfShape", [Integers([.. dims])], value);
    }

    private string ThroughIntegers(ImmutableArray<long> dims, int depth)
    {
        model.Form("constant through integers");
        var type = model.Choose(Tensors.Int64, Tensors.Int32);
        var large = model.Node("Mul", [Floats(dims, depth + 1), constants.Floats([], [5])]);
        var integers = model.Node("Cast", [large], Attributes.Integer("to", type));
        if (model.Chance(0.5))
        {
            var other = constants.Initializer("divisor", type, [], [model.Choose(2, 3, -2)]);
            integers = model.Node(model.Choose("Div", "Mul", "Sub", "Add"), [integers, other]);
        }

        return model.Node("Cast", [integers], Attributes.Integer("to", Tensors.Float));
    }

    private string Permuted(ImmutableArray<long> dims, int depth)
    {
        model.Form("constant Transpose");
        var order = Enumerable.Range(0, dims.Length).ToArray();
        model.Random.Shuffle(order);
        var from = new long[dims.Length];
        for (var i = 0; i < order.Length; i++)
        {
            from[order[i]] = dims[i];
        }

        return model.Node("Transpose", [Floats([.. from], depth + 1)], Attributes.Integers("perm", [.. order.Select(o => (long)o)]));
    }

    private string Integers(params long[] values) => values.Length == 0 ? constants.Initializer("shape", Tensors.Int64, [0], []) : constants.Integers([values.Length], values);
}
