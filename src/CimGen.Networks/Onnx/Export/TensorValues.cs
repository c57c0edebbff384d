using System.Runtime.InteropServices;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;
using Google.Protobuf;

namespace CimGen.Networks.Onnx.Export;

/// <summary>Tensors of a model that is written.</summary>
internal static class TensorValues
{
    public static TensorProto Scalar<T>(T value)
        where T : struct => Make(value is float ? ElementType.Float : ElementType.Int8, [value], []);

    public static TensorProto Floats(IReadOnlyCollection<float> values) => Make(ElementType.Float, [.. values], [values.Count]);

    public static TensorProto Integers(IReadOnlyCollection<long> values) => Make(ElementType.Int64, [.. values], [values.Count]);

    public static TensorProto Bytes(IReadOnlyCollection<sbyte> values, IEnumerable<long> dims) => Make(ElementType.Int8, [.. values], dims);

    public static TensorProto Words(IReadOnlyCollection<int> values) => Make(ElementType.Int32, [.. values], [values.Count]);

    public static TensorProto Of(ConstantTensor tensor)
    {
        var proto = new TensorProto { DataType = (int)tensor.Type, RawData = ByteString.CopyFrom(tensor.Bytes.Span) };
        proto.Dims.Add(tensor.Dimensions);
        return proto;
    }

    private static TensorProto Make<T>(ElementType type, T[] values, IEnumerable<long> dims)
        where T : struct
    {
        var proto = new TensorProto { DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values)) };
        proto.Dims.Add(dims);
        return proto;
    }
}
