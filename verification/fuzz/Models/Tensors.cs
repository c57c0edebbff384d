using System.Runtime.InteropServices;
using CimGen.Networks.Onnx.Format;
using Google.Protobuf;

namespace CimGen.Fuzz.Models;

/// <summary>Tensors in the encodings that the format allows.</summary>
internal static class Tensors
{
    public const int Float = 1, Uint8 = 2, Int8 = 3, Int32 = 6, Int64 = 7, String = 8, Bool = 9, Half = 10, Double = 11;
    public const int External = 1;

    public static long Count(IEnumerable<long> dims) => dims.Aggregate(1L, (a, d) => a * d);

    /// <param name="raw">As bytes; otherwise in the field of the type.</param>
    public static TensorProto Make(string name, int type, IEnumerable<long> dims, float[] values, bool raw)
    {
        var tensor = new TensorProto { Name = name, DataType = type };
        tensor.Dims.Add(dims);
        if (raw)
        {
            tensor.RawData = ByteString.CopyFrom(Bytes(type, values));
            return tensor;
        }

        switch (type)
        {
            case Float:
                tensor.FloatData.Add(values);
                break;
            case Double:
                tensor.DoubleData.Add(values.Select(v => (double)v));
                break;
            case Int64:
                tensor.Int64Data.Add(values.Select(v => (long)v));
                break;
            case Half:
                tensor.Int32Data.Add(values.Select(v => (int)BitConverter.HalfToUInt16Bits((Half)v)));
                break;
            case String:
                tensor.StringData.Add(values.Select(_ => ByteString.CopyFromUtf8("text")));
                break;
            default:
                tensor.Int32Data.Add(values.Select(v => (int)v));
                break;
        }

        return tensor;
    }

    public static TensorProto Integers(string name, int type, IEnumerable<long> dims, params long[] values) =>
        Make(name, type, dims, Array.ConvertAll(values, v => (float)v), raw: false);

    public static byte[] Bytes(int type, float[] values) => type switch
    {
        Double => MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (double)v).AsSpan()).ToArray(),
        Int64 => MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (long)v).AsSpan()).ToArray(),
        Int32 => MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (int)v).AsSpan()).ToArray(),
        Half => MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (Half)v).AsSpan()).ToArray(),
        Bool or Uint8 => Array.ConvertAll(values, v => (byte)v),
        Int8 => Array.ConvertAll(values, v => (byte)(sbyte)v),
        _ => MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
    };

    /// <summary>Those values that are not 0, with their linear indices.</summary>
    public static SparseTensorProto Sparse(string name, IReadOnlyCollection<long> dims, float[] values)
    {
        var places = Enumerable.Range(0, values.Length).Where(i => values[i] != 0).ToArray();
        var sparse = new SparseTensorProto
        {
            Values = Make(name, Float, [places.Length], [.. places.Select(i => values[i])], raw: false),
            Indices = Integers("", Int64, [places.Length], [.. places.Select(i => (long)i)]),
        };
        sparse.Dims.Add(dims);
        return sparse;
    }

    public static ValueInfoProto Info(string name, int type, params object[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(dims.Select(d => d is string text
            ? new TensorShapeProto.Types.Dimension { DimParam = text }
            : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(d, null) }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } } };
    }
}
