using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Export;

/// <summary>The graph of a model that is written: nodes in order, and stored tensors.</summary>
internal sealed class ModelGraph(GraphProto graph, ValueTable values)
{
    private readonly HashSet<string> _stored = new(StringComparer.Ordinal);

    public NodeProto Add(string type, IEnumerable<string> inputs, string output)
    {
        var node = new NodeProto { OpType = type, Name = $"{output}/{type}" };
        node.Input.Add(inputs);
        node.Output.Add(output);
        graph.Node.Add(node);
        return node;
    }

    public void Add(NodeProto node) => graph.Node.Add(node);

    /// <summary>Leaves out nodes and tensors that no output depends on, and gives nodes names of their own.</summary>
    public void RemoveDead(IEnumerable<string> outputs)
    {
        var needed = outputs.ToHashSet(StringComparer.Ordinal);
        var kept = new List<NodeProto>();
        foreach (var node in graph.Node.Reverse().Where(n => n.Output.Any(needed.Contains)))
        {
            needed.UnionWith(node.Input);
            kept.Add(node);
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.Add(kept);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(n => n.Name.Length > 0 && !names.Add(n.Name)))
        {
            node.Name = string.Empty;
        }

        var tensors = graph.Initializer.Where(t => needed.Contains(t.Name)).ToList();
        graph.Initializer.Clear();
        graph.Initializer.Add(tensors);
    }

    /// <summary>A tensor under a name.</summary>
    /// <returns>The name.</returns>
    public string Store(string name, TensorProto tensor)
    {
        if (_stored.Add(name))
        {
            tensor.Name = name;
            graph.Initializer.Add(tensor);
        }

        return name;
    }

    /// <summary>Takes over the tensors of the old model that nodes read.</summary>
    public void TakeOver(IEnumerable<TensorProto> tensors)
    {
        var read = graph.Node.SelectMany(n => n.Input).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in tensors.Where(t => read.Contains(t.Name)))
        {
            // With its data in the file, wherever they were.
            Store(tensor.Name, tensor.ExternalData.Count > 0 && values[tensor.Name] is ConstantTensor loaded ? TensorValues.Of(loaded) : new TensorProto(tensor));
        }
    }
}
