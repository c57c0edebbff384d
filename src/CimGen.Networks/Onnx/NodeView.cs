using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx;

/// <summary>A node with typed access to its attributes and a name for diagnostics.</summary>
internal sealed class NodeView(NodeProto node)
{
    public NodeProto Proto => node;

    public string Operator => node.OpType;

    public string Name => !string.IsNullOrEmpty(node.Name) ? node.Name : node.Output.Count > 0 ? node.Output[0] : "(unnamed)";

    public string Output => node.Output[0];

    public string? Input(int index) => index < node.Input.Count && node.Input[index].Length > 0 ? node.Input[index] : null;

    public bool Has(string name) => Find(name) is not null;

    public long Integer(string name, long fallback) => Find(name) is { HasI: true } a ? a.I : fallback;

    public float Number(string name, float fallback) => Find(name) is { HasF: true } a ? a.F : fallback;

    public string Text(string name, string fallback) => Find(name) is { HasS: true } a ? a.S.ToStringUtf8() : fallback;

    public long[] Integers(string name, params long[] fallback) => Find(name) is { } a && a.Ints.Count > 0 ? [.. a.Ints] : fallback;

    public TensorProto? Tensor(string name) => Find(name)?.T;

    private AttributeProto? Find(string name) => node.Attribute.FirstOrDefault(a => a.Name == name);
}
