using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx.Export;

/// <summary>
/// Nodes in the forms of opset 13, the first with a scale for each kernel: attributes that have become inputs (ONNX "Changelog"). Forms that
/// have no successor are named.
/// </summary>
internal sealed class OpsetUpgrade(ModelGraph graph, long from)
{
    /// <summary>The opset that nodes are upgraded to.</summary>
    public const long Target = 13;

    /// <summary>What of the model has no form in the newer opset; empty when all has.</summary>
    public List<string> Left { get; } = [];

    public NodeProto Run(NodeProto node)
    {
        if (from >= Target)
        {
            return node;
        }

        switch (node.OpType)
        {
            case "Clip" when from < 11:
                Move(node, "min", 1, a => TensorValues.Scalar(a.F));
                Move(node, "max", 2, a => TensorValues.Scalar(a.F));
                break;
            case "Pad" when from < 11:
                Move(node, "pads", 1, a => TensorValues.Integers(a.Ints));
                Move(node, "value", 2, a => TensorValues.Scalar(a.F));
                break;
            case "Slice" when from < 10:
                Move(node, "starts", 1, a => TensorValues.Integers(a.Ints));
                Move(node, "ends", 2, a => TensorValues.Integers(a.Ints));
                Move(node, "axes", 3, a => TensorValues.Integers(a.Ints));
                break;
            case "Squeeze" or "Unsqueeze":
                Move(node, "axes", 1, a => TensorValues.Integers(a.Ints));
                break;
            case "Split":
                Move(node, "split", 1, a => TensorValues.Integers(a.Ints));
                break;
            case "Dropout" when from < 12:
                Drop(node, "ratio");
                break;
            case "BatchNormalization" when from < 9:
                Drop(node, "spatial");
                break;
            case "Upsample" or "Resize" when from < 11:
                Left.Add($"{node.OpType} of opset {from}");
                break;
        }

        return node;
    }

    private static void Drop(NodeProto node, string attribute)
    {
        if (node.Attribute.FirstOrDefault(a => a.Name == attribute) is { } found)
        {
            node.Attribute.Remove(found);
        }
    }

    private void Move(NodeProto node, string attribute, int input, Func<AttributeProto, TensorProto> value)
    {
        if (node.Attribute.FirstOrDefault(a => a.Name == attribute) is not { } found)
        {
            return;
        }

        node.Attribute.Remove(found);
        while (node.Input.Count <= input)
        {
            node.Input.Add(string.Empty);
        }

        node.Input[input] = graph.Store($"{node.Output[0]}/{attribute}", value(found));
    }
}
