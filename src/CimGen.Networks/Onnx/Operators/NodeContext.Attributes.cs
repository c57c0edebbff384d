using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx.Operators;

/// <content>Attributes with their types. Writers of some languages leave out a value that is 0 or empty: the type says that it is meant.</content>
internal sealed partial class NodeContext
{
    private enum AttributeType
    {
        Undefined = 0,
        Float = 1,
        Int = 2,
        String = 3,
        Tensor = 4,
        Floats = 6,
        Ints = 7,
    }

    public bool Has(string name) => Find(name) is not null;

    public long Integer(string name, long fallback) => Find(name, AttributeType.Int, a => a.HasI) is { } a ? a.I : fallback;

    public float Number(string name, float fallback) => Find(name, AttributeType.Float, a => a.HasF) is { } a ? a.F : fallback;

    public string Text(string name, string fallback) => Find(name, AttributeType.String, a => a.HasS) is { } a ? a.S.ToStringUtf8() : fallback;

    /// <summary>Null when the attribute is not there.</summary>
    public long[]? Integers(string name) => Find(name, AttributeType.Ints, _ => true) is { } a ? [.. a.Ints] : null;

    /// <summary>Null when the attribute is not there.</summary>
    public float[]? Numbers(string name) => Find(name, AttributeType.Floats, _ => true) is { } a ? [.. a.Floats] : null;

    /// <summary>Null when the attribute is not there.</summary>
    public TensorProto? Tensor(string name) => Find(name, AttributeType.Tensor, a => a.T is not null)?.T;

    private AttributeProto? Find(string name) => node.Proto.Attribute.FirstOrDefault(a => a.Name == name);

    private AttributeProto? Find(string name, AttributeType type, Func<AttributeProto, bool> holds)
    {
        if (Find(name) is not { } attribute)
        {
            return null;
        }

        var good = attribute.Type == (int)AttributeType.Undefined ? holds(attribute) : attribute.Type == (int)type && (type != AttributeType.Tensor || holds(attribute));
        if (good)
        {
            return attribute;
        }

        Shape($"attribute '{name}' is not of the type {type.ToString().ToUpperInvariant()}");
        return null;
    }
}
