using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Export;

/// <summary>Melts batch normalizations into the convolution before them, when nobody else reads that.</summary>
internal static class BatchNormalizations
{
    /// <summary>Copies of the model's nodes. Melted weights have names of their own in the model's values.</summary>
    public static IEnumerable<NodeProto> Melt(OnnxModel model)
    {
        var nodes = model.Nodes.Select(n => new NodeProto(n)).ToList();
        var readers = nodes.SelectMany(n => n.Input).Concat(model.Proto.Graph.Output.Select(o => o.Name)).CountBy(n => n).ToDictionary();
        var convolutions = nodes.Where(n => n.OpType == "Conv").ToDictionary(n => n.Output[0], StringComparer.Ordinal);
        var gone = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes.Where(n => n.OpType == "BatchNormalization"))
        {
            if (convolutions.TryGetValue(node.Input[0], out var convolution) && readers[node.Input[0]] == 1 && Melt(model, convolution, node))
            {
                gone.Add(node);
            }
        }

        return nodes.Where(n => !gone.Contains(n));
    }

    private static bool Melt(OnnxModel model, NodeProto convolution, NodeProto node)
    {
        ConstantTensor?[] parameters = [.. node.Input.Skip(1).Select(i => model.Values[i] as ConstantTensor)];
        if (model.Values[convolution.Input[1]] is not ConstantTensor weights || parameters.Any(p => p is null || p.Count != weights.Dimensions[0]))
        {
            return false;
        }

        var bias = convolution.Input.Count > 2 && convolution.Input[2].Length > 0 ? model.Values[convolution.Input[2]] as ConstantTensor : null;
        var epsilon = node.Attribute.FirstOrDefault(a => a.Name == "epsilon")?.F ?? 1e-5f;
        var scale = Enumerable.Range(0, (int)weights.Dimensions[0]).Select(k => (float)(parameters[0]![k] / Math.Sqrt(parameters[3]![k] + epsilon))).ToArray();
        var perKernel = weights.Count / scale.Length;
        var output = node.Output[0];
        model.Values.Set($"{output}/melted", ConstantTensor.Of(ElementType.Float, weights.Dimensions, weights.Count, i => (float)weights[i] * scale[i / perKernel]));
        model.Values.Set($"{output}/melted_bias", ConstantTensor.Of(ElementType.Float, [scale.Length], scale.Length, k => ((float)(bias?[k] ?? 0) * scale[k]) + (float)(parameters[1]![k] - (parameters[2]![k] * scale[k]))));
        convolution.Input[1] = $"{output}/melted";
        while (convolution.Input.Count < 3)
        {
            convolution.Input.Add(string.Empty);
        }

        convolution.Input[2] = $"{output}/melted_bias";
        convolution.Name = convolution.Name.Length > 0 ? convolution.Name : convolution.Output[0];
        convolution.Output[0] = output;
        return true;
    }
}
