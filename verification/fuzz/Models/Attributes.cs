using CimGen.Networks.Onnx.Format;
using Google.Protobuf;

namespace CimGen.Fuzz.Models;

/// <summary>Attributes of ONNX nodes, with the type that the format asks for.</summary>
internal static class Attributes
{
    private const int FloatType = 1, IntType = 2, StringType = 3, TensorType = 4, FloatsType = 6, IntsType = 7, SparseType = 11;

    public static AttributeProto Number(string name, float value) => new() { Name = name, Type = FloatType, F = value };

    public static AttributeProto Integer(string name, long value) => new() { Name = name, Type = IntType, I = value };

    public static AttributeProto Text(string name, string value) => new() { Name = name, Type = StringType, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Tensor(string name, TensorProto value) => new() { Name = name, Type = TensorType, T = value };

    public static AttributeProto Sparse(string name, SparseTensorProto value) => new() { Name = name, Type = SparseType, SparseTensor = value };

    public static AttributeProto Numbers(string name, IEnumerable<float> values)
    {
        var attribute = new AttributeProto { Name = name, Type = FloatsType };
        attribute.Floats.Add(values);
        return attribute;
    }

    public static AttributeProto Integers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = IntsType };
        attribute.Ints.Add(values);
        return attribute;
    }

    /// <summary>The attribute of a function's node that takes the value of the function's attribute.</summary>
    public static AttributeProto Reference(AttributeProto attribute, string of) => new() { Name = attribute.Name, Type = attribute.Type, RefAttrName = of };
}
