using System.Collections.Immutable;

namespace CimGen.Fuzz.Models;

/// <summary>Constants on all the ways by which a model can hold them: initializers, Constant nodes, and nodes that only read constants.</summary>
internal sealed class Constants(ModelWriter model)
{
    private const int DeepestChain = 3;

    /// <returns>The value's name.</returns>
    public string Floats(ImmutableArray<long> dims, float[] values, int depth = 0)
    {
        var random = model.Random;
        var ways = depth < DeepestChain ? 18 : 8;
        switch (random.Next(ways))
        {
            case 0:
                model.Form("Constant value");
                return model.Node("Constant", [], Attributes.Tensor("value", Tensors.Make("", Tensors.Float, dims, values, model.Chance(0.5))));
            case 1 when dims.Length == 0 && model.Opset >= 12:
                model.Form("Constant value_float");
                return model.Node("Constant", [], Attributes.Number("value_float", values[0]));
            case 1 when dims.Length == 1 && model.Opset >= 12:
                model.Form("Constant value_floats");
                return model.Node("Constant", [], Attributes.Numbers("value_floats", values));
            case 2 when dims.Length > 0 && model.Opset >= 11 && model.May("Constant sparse_value", "sparse"):
                return model.Node("Constant", [], Attributes.Sparse("sparse_value", Tensors.Sparse("", dims, values)));
            case 3 when dims.Length > 0 && model.Model.IrVersion >= 5 && values.Any(v => v != 0) && model.May("sparse initializer", "sparse"):
                var sparse = Tensors.Sparse(model.Name("sparse"), dims, values);
                model.Graph.SparseInitializer.Add(sparse);
                return sparse.Values.Name;
            case 8 or 9:
                model.Form("constant behind Identity");
                return model.Node("Identity", [Floats(dims, values, depth + 1)]);
            case 10 or 11:
                return Reshaped(dims, values, depth);
            case 12 when dims.Length > 1:
                return Transposed(dims, values, depth);
            case 13:
                model.Form("constant behind Mul");
                var halves = Floats(dims, Array.ConvertAll(values, v => v * 0.5f), depth + 1);
                var two = Floats([], [2], depth + 1);
                return model.Node("Mul", model.Chance(0.5) ? [halves, two] : [two, halves]);
            case 14:
                model.Form("constant behind Cast");
                var wide = model.Choose(Tensors.Double, Tensors.Half);
                return model.Node("Cast", [Initializer("wide", wide, dims, values)], Attributes.Integer("to", Tensors.Float));
            case 15:
                return Unsqueezed(dims, values, depth);
            case 16:
                return Arithmetic(dims, values, depth);
            default:
                return Initializer("w", Tensors.Float, dims, values);
        }
    }

    public string Integers(ImmutableArray<long> dims, params long[] values)
    {
        var floats = Array.ConvertAll(values, v => (float)v);
        switch (model.Random.Next(8))
        {
            case 0:
                return model.Node("Constant", [], Attributes.Tensor("value", Tensors.Make("", Tensors.Int64, dims, floats, model.Chance(0.5))));
            case 1 when dims.Length == 1 && model.Opset >= 12:
                model.Form("Constant value_ints");
                return model.Node("Constant", [], Attributes.Integers("value_ints", values));
            case 1 when dims.Length == 0 && model.Opset >= 12:
                model.Form("Constant value_int");
                return model.Node("Constant", [], Attributes.Integer("value_int", values[0]));
            case 2:
                return model.Node("Identity", [Integers(dims, values)]);
            case 3:
                model.Form("shape behind Cast");
                return model.Node("Cast", [Initializer("narrow", Tensors.Int32, dims, floats)], Attributes.Integer("to", Tensors.Int64));
            case 4 when values.Length > 1:
                model.Form("shape behind Concat");
                var parts = values.Select(v => Integers([1], v)).ToArray();
                return model.Node("Concat", parts, Attributes.Integer("axis", 0));
            default:
                return Initializer("shape", Tensors.Int64, dims, floats);
        }
    }

    /// <summary>Scales of a Resize: ONNX infers shapes from them, and reads no external data for that.</summary>
    public string Scales(params float[] values) => model.Chance(0.3)
        ? model.Node("Constant", [], Attributes.Tensor("value", Tensors.Make("", Tensors.Float, [values.Length], values, model.Chance(0.5))))
        : Initializer("scales", Tensors.Float, [values.Length], values, external: false);

    public string Boolean(bool value) => model.Chance(0.5)
        ? Initializer("flag", Tensors.Bool, [], [value ? 1 : 0])
        : model.Node("Constant", [], Attributes.Tensor("value", Tensors.Make("", Tensors.Bool, [], [value ? 1 : 0], model.Chance(0.5))));

    /// <param name="external">Whether the data may lie outside of the model.</param>
    public string Initializer(string hint, int type, ImmutableArray<long> dims, float[] values, bool external = true)
    {
        var tensor = Tensors.Make(model.Name(hint), type, dims, values, model.Chance(0.5));
        if (external && type is Tensors.Float or Tensors.Double && model.Chance(0.1))
        {
            model.Form("external data");
            model.MoveOut(tensor, Tensors.Bytes(type, values));
        }

        model.Graph.Initializer.Add(tensor);
        if (model.Model.IrVersion < 4 || model.Chance(0.1))
        {
            model.Form("initializer among the inputs");
            model.Graph.Input.Add(Tensors.Info(tensor.Name, type, [.. dims.Cast<object>()]));
        }

        return tensor.Name;
    }

    private string Reshaped(ImmutableArray<long> dims, float[] values, int depth)
    {
        model.Form("constant behind Reshape");
        var from = model.Chance(0.5) || dims.Length < 2 ? [values.Length] : dims.Reverse().ToImmutableArray();
        long[] to = [.. dims];
        if (to.Length > 0 && model.Chance(0.3))
        {
            to[model.Random.Next(to.Length)] = -1;
        }

        return model.Node("Reshape", [Floats(from, values, depth + 1), to.Length == 0 ? Initializer("shape", Tensors.Int64, [0], []) : Integers([to.Length], to)]);
    }

    private string Transposed(ImmutableArray<long> dims, float[] values, int depth)
    {
        model.Form("constant behind Transpose");
        var rank = dims.Length;
        var given = model.Chance(0.7);
        var order = Enumerable.Range(0, rank).ToArray();
        if (given)
        {
            model.Random.Shuffle(order);
        }
        else
        {
            Array.Reverse(order);
        }

        // Transpose makes axis i of its result from axis order[i] of what it reads.
        var from = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            from[order[i]] = dims[i];
        }

        var source = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var index = new long[rank];
            for (var (axis, rest) = (rank - 1, (long)i); axis >= 0; axis--)
            {
                (index[order[axis]], rest) = (rest % dims[axis], rest / dims[axis]);
            }

            source[Enumerable.Range(0, rank).Aggregate(0L, (place, axis) => (place * from[axis]) + index[axis])] = values[i];
        }

        return model.Node("Transpose", [Floats([.. from], source, depth + 1)], given ? Attributes.Integers("perm", [.. order.Select(o => (long)o)]) : null);
    }

    private string Unsqueezed(ImmutableArray<long> dims, float[] values, int depth)
    {
        var ones = Enumerable.Range(0, dims.Length).Where(i => dims[i] == 1).ToArray();
        if (ones.Length == 0 || model.Chance(0.5))
        {
            model.Form("constant behind Squeeze");
            var place = model.Random.Next(dims.Length + 1);
            return Axes("Squeeze", Floats(dims.Insert(place, 1), values, depth + 1), place, dims.Length + 1);
        }

        model.Form("constant behind Unsqueeze");
        var axis = model.Choose<int>(ones);
        return Axes("Unsqueeze", Floats(dims.RemoveAt(axis), values, depth + 1), axis, dims.Length);
    }

    private string Axes(string type, string input, int axis, int rank)
    {
        var negative = model.Opset >= 11 && model.Chance(0.3) ? axis - rank : axis;
        return model.Opset < 13
            ? model.Node(type, [input], Attributes.Integers("axes", negative))
            : model.Node(type, [input, Integers([1], negative)]);
    }

    private string Arithmetic(ImmutableArray<long> dims, float[] values, int depth)
    {
        var type = model.Choose("Add", "Sub", "Div");
        if (!model.May($"constant behind {type}", type))
        {
            return Floats(dims, values, depth + 1);
        }

        var other = Floats([], [0.5f], depth + 1);
        var source = Array.ConvertAll(values, v => type switch { "Add" => v - 0.5f, "Sub" => v + 0.5f, _ => v * 0.5f });
        return model.Node(type, [Floats(dims, source, depth + 1), other]);
    }
}
