using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx.Structure;

/// <summary>A node of the graph, functions taken apart.</summary>
/// <param name="Opsets">Those of the model, or of the function that the node comes from.</param>
internal sealed record GraphNode(NodeProto Proto, Opsets Opsets)
{
    /// <summary>For people: the node's name or, as names are optional, its first output.</summary>
    public string Name => Proto.Name.Length > 0 ? Proto.Name : Proto.Output.FirstOrDefault(o => o.Length > 0) ?? "(unnamed)";

    /// <summary>Empty for ONNX's own operators.</summary>
    public string Domain => Opsets.Normalize(Proto.Domain);
}
