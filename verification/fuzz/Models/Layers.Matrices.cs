namespace CimGen.Fuzz.Models;

/// <content>Layers that multiply by a matrix.</content>
internal sealed partial class Layers
{
    private Value? Gemm(Value input)
    {
        var (features, kernels) = (input.Shape[1], (long)model.Random.Next(1, MostFeatures));
        if (model.May("Gemm of constant and value", "Gemm|have to be constants", 0.1))
        {
            // A row of the value's products with the rows of a matrix, as a column.
            var left = _constants.Floats([1, features], model.Values(features));
            return Value.OfFeatures(model.Node("Gemm", [left, input.Name, _constants.Floats([], [0.5f])], Attributes.Integer("transB", 1)), 1);
        }

        if (features == 1 && model.May("Gemm transA", "transpose|transA", 0.5))
        {
            var row = _constants.Floats([1, kernels], model.Values(kernels));
            return Value.OfFeatures(model.Node("Gemm", [input.Name, row, _constants.Floats([1], [0.5f])], Attributes.Integer("transA", 1)), kernels);
        }

        var transposed = model.Chance(0.6);
        var weights = transposed ? Weights(kernels, features) : Weights(features, kernels);
        List<string> inputs = [input.Name, weights];
        if (model.Chance(0.8) || model.Opset < 11)
        {
            var shapes = new List<long[]> { new[] { kernels }, new[] { kernels }, new[] { 1, kernels }, Array.Empty<long>(), new[] { 1L }, new[] { 1L, 1L } };
            var shape = model.Choose<long[]>(shapes.ToArray());
            model.Form($"Gemm bias of rank {shape.Length}");
            inputs.Add(Weights(shape));
        }

        var output = model.Node(
            "Gemm",
            inputs,
            transposed ? Attributes.Integer("transB", 1) : model.Chance(0.3) ? Attributes.Integer("transB", 0) : null,
            model.Chance(0.1) ? Attributes.Integer("transA", 0) : null,
            model.Chance(0.3) ? Attributes.Number("alpha", model.Choose(0.5f, -2, 1)) : null,
            model.Chance(0.3) ? Attributes.Number("beta", model.Choose(0.25f, -1.5f, 0, 1)) : null);
        return Value.OfFeatures(output, kernels);
    }

    private Value? MatMul(Value input)
    {
        var (features, kernels) = (input.Shape[1], (long)model.Random.Next(1, MostFeatures));
        if (features > 1 && model.May("MatMul of constant and value", "MatMul|have to be constants", 0.1))
        {
            var column = _constants.Floats([3, 1], model.Values(3));
            var outer = model.Node("MatMul", [column, input.Name]);
            return Value.OfFeatures(model.Node("Flatten", [outer], Attributes.Integer("axis", 0)), 3 * features);
        }

        if (model.May("MatMul by a vector", "MatMul|rank", 0.1))
        {
            var vector = model.Node("MatMul", [input.Name, _constants.Floats([features], model.Values(features))]);
            return Value.OfFeatures(model.Node("Reshape", [vector, _constants.Integers([2], 1, 1)]), 1);
        }

        model.Form("MatMul");
        var weights = Weights(features, kernels);
        return Value.OfFeatures(model.Node("MatMul", [input.Name, weights]), kernels);
    }

    /// <summary>MatMul of a map multiplies along its rows.</summary>
    private Value? MatrixOnMap(Value input)
    {
        if (!model.May("MatMul of a map", "MatMul|shape|rank"))
        {
            return null;
        }

        var kernels = (long)model.Random.Next(1, MostChannels);
        var weights = _constants.Floats([input.Shape[3], kernels], model.Values(input.Shape[3] * kernels));
        return Value.OfMap(model.Node("MatMul", [input.Name, weights]), input.Shape[1], input.Shape[2], kernels);
    }
}
