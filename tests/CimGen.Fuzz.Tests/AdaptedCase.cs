using CimGen.Fuzz.Models;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Tests;

/// <summary>A case in a form that CimGen takes and that means the same: one input, one output, one image at a time.</summary>
/// <param name="How">What was done to it.</param>
/// <param name="Model">The model that is read.</param>
/// <param name="Images">What it is run on, one after another.</param>
/// <param name="Expected">All outputs, in order.</param>
internal sealed record AdaptedCase(string How, ModelProto Model, float[][] Images, float[] Expected)
{
    private const int FirstOpset = 7;

    /// <summary>Operators that are in opset 7 what they were in 6, or in 1 if there was none between.</summary>
    private static readonly string[] SameInFirstOpset =
    [
        "Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "Relu", "Clip", "Flatten", "Reshape", "Pad", "ReduceMean", "Transpose", "Concat", "Constant", "Sqrt", "Exp",
        "Squeeze", "Unsqueeze", "Sigmoid", "Tanh", "HardSigmoid", "LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "Abs", "Neg", "Log", "Reciprocal", "Floor", "Ceil", "Slice", "Split",
        "ConvTranspose", "GlobalMaxPool",
    ];

    private static readonly string[] Elementwise =
    [
        "Relu", "Clip", "Identity", "Dropout", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "LeakyRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Softplus", "Softsign", "Mish", "Gelu",
        "Erf", "Sign", "Abs", "Sqrt", "Reciprocal", "Exp", "Log", "Floor", "Ceil", "Neg",
    ];

    private static readonly string[] ImageByImage = ["Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization", "Pad", .. Elementwise];

    /// <returns>The forms to try; none when the case has other types or no tensors.</returns>
    public static IEnumerable<AdaptedCase> Of(BackendCase backend)
    {
        if (backend.Output(0) is not { } output || BackendCase.Values(output) is not { } expected)
        {
            yield break;
        }

        var inputs = Inputs(backend);
        if (!backend.IsFolded && inputs.Count > 0 && inputs[0].Type.TensorType is not null && backend.Input(0) is { DataType: Tensors.Float } first)
        {
            foreach (var form in OnMaps(backend, inputs, first, expected))
            {
                yield return form;
            }
        }

        if (backend.CanBeFolded)
        {
            yield return Folded(backend, expected);
        }
    }

    private static IEnumerable<AdaptedCase> OnMaps(BackendCase backend, List<ValueInfoProto> inputs, TensorProto first, float[] expected)
    {
        var values = BackendCase.Values(first)!;
        var (model, how) = OneInput(backend, inputs);
        yield return new AdaptedCase(how, model, [values], expected);
        if (first.Dims.Count > 1 && first.Dims[0] > 1 && model.Graph.Node.All(IsPerImage))
        {
            yield return new AdaptedCase($"{how}, image by image", Reshaped(model, [1, .. first.Dims.Skip(1)]), [.. values.Chunk((int)(values.Length / first.Dims[0]))], expected);
        }

        if (model.Graph.Node.All(n => Elementwise.Contains(n.OpType)))
        {
            yield return new AdaptedCase($"{how}, as features", Reshaped(model, [1, values.Length]), [values], expected);
        }
    }

    /// <summary>Null when the outputs are right.</summary>
    public string? Difference(Network network)
    {
        var outputs = Images.SelectMany(i => Maps.Run(network, i)).ToArray();
        if (outputs.Length != Expected.Length)
        {
            return $"{outputs.Length} outputs where {Expected.Length} are right";
        }

        var tolerance = Comparison.Tolerance * Expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var wrong = Enumerable.Range(0, outputs.Length).FirstOrDefault(i => !outputs[i].Equals(Expected[i]) && !(Math.Abs(outputs[i] - Expected[i]) <= tolerance), -1);
        return wrong < 0 ? null : FormattableString.Invariant($"output {wrong} is {outputs[wrong]} where {Expected[wrong]} is right");
    }

    private static List<ValueInfoProto> Inputs(BackendCase backend)
    {
        var initializers = backend.Model.Graph.Initializer.Select(i => i.Name).ToHashSet();
        return [.. backend.Model.Graph.Input.Where(i => !initializers.Contains(i.Name))];
    }

    /// <summary>Further inputs become initializers, further outputs are left out.</summary>
    private static (ModelProto Model, string How) OneInput(BackendCase backend, List<ValueInfoProto> inputs)
    {
        var model = backend.Model.Clone();
        Store(backend, model, inputs, from: 1);
        var how = inputs.Count > 1 ? "further inputs as constants" : "as it is";
        if (model.OpsetImport.All(o => o.Version < FirstOpset) && model.Graph.Node.All(n => SameInFirstOpset.Contains(n.OpType)))
        {
            how += $", as opset {FirstOpset}";
            model.OpsetImport[0].Version = FirstOpset;
        }

        if (model.Graph.Output.Count > 1)
        {
            how += ", first output";
            KeepFirst(model);
        }

        return (model, how);
    }

    /// <summary>All inputs become constants, and the folded output is added to an input that is 0.</summary>
    private static AdaptedCase Folded(BackendCase backend, float[] expected)
    {
        var model = backend.Model.Clone();
        var inputs = Inputs(backend);
        Store(backend, model, inputs, from: 0);
        KeepFirst(model);
        var graph = model.Graph;
        graph.Initializer.Add(Tensors.Integers("flat", Tensors.Int64, [2], 1, -1));
        graph.Input.Add(Tensors.Info("zero", Tensors.Float, 1, expected.Length));
        var output = graph.Output[0].Name;
        Append("Cast", [output], "folded_float", Attributes.Integer("to", Tensors.Float));
        Append("Reshape", ["folded_float", "flat"], "features");
        Append("Add", ["zero", "features"], "folded_sum");
        graph.Output[0].Name = "folded_sum";
        return new AdaptedCase("folded", model, [new float[expected.Length]], expected);

        void Append(string type, string[] from, string to, params AttributeProto[] attributes)
        {
            var node = new NodeProto { OpType = type };
            node.Input.Add(from);
            node.Output.Add(to);
            node.Attribute.Add(attributes);
            graph.Node.Add(node);
        }
    }

    private static void Store(BackendCase backend, ModelProto model, List<ValueInfoProto> inputs, int from)
    {
        for (var i = from; i < inputs.Count; i++)
        {
            if (backend.Input(i)?.Clone() is { } tensor)
            {
                // The data of bfloat16 have the type uint16 in the files.
                (tensor.Name, tensor.DataType) = (inputs[i].Name, inputs[i].Type.TensorType?.ElemType ?? tensor.DataType);
                model.Graph.Initializer.Add(tensor);
                model.Graph.Input.Remove(inputs[i]);
            }
        }
    }

    private static void KeepFirst(ModelProto model)
    {
        while (model.Graph.Output.Count > 1)
        {
            model.Graph.Output.RemoveAt(1);
        }
    }

    /// <summary>Whether an operator does the same to each image of a batch.</summary>
    private static bool IsPerImage(NodeProto node) => ImageByImage.Contains(node.OpType) || node.OpType switch
    {
        "Flatten" => node.Attribute.All(a => a.I == 1),
        "Gemm" => node.Attribute.All(a => a.Name != "transA" || a.I == 0),
        "MatMul" => true,
        "ReduceMean" => node.Attribute.Any(a => a.Name == "axes" && !a.Ints.Contains(0)),
        _ => false,
    };

    private static ModelProto Reshaped(ModelProto model, long[] dims)
    {
        var result = model.Clone();
        var initializers = model.Graph.Initializer.Select(i => i.Name).ToHashSet();
        var input = result.Graph.Input.First(i => !initializers.Contains(i.Name));
        input.Type.TensorType.Shape = Tensors.Info("", Tensors.Float, [.. dims.Cast<object>()]).Type.TensorType.Shape;
        result.Graph.Output[0].Type = null;
        return result;
    }
}
