using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Operators;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Export;

/// <summary>Nodes that were read as several layers, as a node for each: only then are the maps between these values, which can have scales.</summary>
internal static class SplitNodes
{
    /// <param name="nodes">Of the model, in order.</param>
    /// <param name="graph">Takes the constants of new nodes.</param>
    public static IEnumerable<NodeProto> Run(OnnxModel model, IReadOnlyList<NodeProto> nodes, ModelGraph graph)
    {
        var made = nodes.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        return nodes.SelectMany(n => n.OpType switch
        {
            "Div" when Elements.InverseOf(n.Output[0]) is var inverse && AreInner(inverse) =>
            [
                Node("Reciprocal", inverse, inverse, n.Input[1]),
                Node("Mul", n.Name, n.Output[0], n.Input[0], inverse),
            ],
            "PRelu" when Functions.SidesOf(n.Output[0]) is var sides && AreInner(sides.Positive, sides.Negative, sides.Scaled) =>
            [
                Node("Relu", sides.Positive, sides.Positive, n.Input[0]),
                Node("Clip", sides.Negative, sides.Negative, n.Input[0], string.Empty, graph.Store($"{sides.Negative}/high", TensorValues.Scalar(0f))),
                Node("Mul", sides.Scaled, sides.Scaled, sides.Negative, n.Input[1]),
                Node("Add", n.Name, n.Output[0], sides.Positive, sides.Scaled),
            ],
            _ => new[] { n },
        });

        // The model may have values of these names, and the map another one.
        bool AreInner(params string[] values) => values.All(v => model.Values[v] is FeatureView && !made.Contains(v));
    }

    private static NodeProto Node(string type, string name, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = type, Name = name };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }
}
