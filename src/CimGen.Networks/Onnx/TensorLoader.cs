using System.Globalization;
using System.Runtime.InteropServices;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx;

/// <summary>Tensor protos to values. Sizes are compared with the data there is before any memory is taken.</summary>
internal sealed class TensorLoader(string modelPath, DiagnosticBag bag)
{
    private const int External = 1;

    /// <returns>Null with an error in the bag.</returns>
    public ConstantTensor? Load(TensorProto proto)
    {
        var at = new SourceLocation(modelPath);
        if (proto.Dims.Any(d => d < 0))
        {
            bag.Add(NetworkDiagnostics.TensorSize(at, proto.Name, $"dimension {proto.Dims.First(d => d < 0)} is negative"));
            return null;
        }

        if (proto.Segment is not null)
        {
            bag.Add(NetworkDiagnostics.TensorSize(at, proto.Name, "it is stored in segments"));
            return null;
        }

        var type = (ElementType)proto.DataType;
        var width = type.Width();
        if (width == 0)
        {
            bag.Add(NetworkDiagnostics.ElementType(at, proto.Name, type.Name(), "convert it to float32 in the model"));
            return null;
        }

        var count = Dims.Count([.. proto.Dims]);
        var bytes = proto.DataLocation == External ? FromExternal(proto, at, count, width)
            : proto.HasRawData ? FromRaw(proto, at, count, width)
            : FromList(proto, type, at, count);
        return bytes is { } found ? new ConstantTensor(type, [.. proto.Dims], found) : null;
    }

    /// <summary>Reports a sparse tensor that somebody reads.</summary>
    public UnknownValue RefuseSparse(string name)
    {
        bag.Add(NetworkDiagnostics.ElementType(new SourceLocation(modelPath), name, "sparse tensor", "store it as a dense initializer"));
        return new UnknownValue(IsConstant: true);
    }

    private ReadOnlyMemory<byte>? FromRaw(TensorProto proto, SourceLocation at, long count, int width) =>
        proto.RawData.Length == count * (decimal)width ? proto.RawData.Memory : WrongSize(proto, at, count, proto.RawData.Length / width);

    /// <summary>From the typed lists; types without one of their own lie in a wider one.</summary>
    private ReadOnlyMemory<byte>? FromList(TensorProto proto, ElementType type, SourceLocation at, long count)
    {
        var found = type switch
        {
            ElementType.Float => proto.FloatData.Count,
            ElementType.Double => proto.DoubleData.Count,
            ElementType.Int64 => proto.Int64Data.Count,
            ElementType.UInt64 or ElementType.UInt32 => proto.Uint64Data.Count,
            _ => proto.Int32Data.Count,
        };
        return found != count ? WrongSize(proto, at, count, found) : type switch
        {
            ElementType.Float => MemoryMarshal.AsBytes<float>([.. proto.FloatData]).ToArray(),
            ElementType.Double => MemoryMarshal.AsBytes<double>([.. proto.DoubleData]).ToArray(),
            ElementType.Int64 => MemoryMarshal.AsBytes<long>([.. proto.Int64Data]).ToArray(),
            ElementType.UInt64 => MemoryMarshal.AsBytes<ulong>([.. proto.Uint64Data]).ToArray(),
            ElementType.UInt32 => MemoryMarshal.AsBytes<uint>([.. proto.Uint64Data.Select(v => (uint)v)]).ToArray(),
            ElementType.Int32 => MemoryMarshal.AsBytes<int>([.. proto.Int32Data]).ToArray(),
            _ when type.Width() == 2 => MemoryMarshal.AsBytes<ushort>([.. proto.Int32Data.Select(v => (ushort)v)]).ToArray(),
            _ => proto.Int32Data.Select(v => (byte)v).ToArray(),
        };
    }

    private ReadOnlyMemory<byte>? FromExternal(TensorProto proto, SourceLocation at, long count, int width)
    {
        var entries = proto.ExternalData.GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.First().Value);
        var location = entries.GetValueOrDefault("location", string.Empty);
        if (ContainedPath.Resolve(modelPath, location) is not { } path)
        {
            bag.Add(NetworkDiagnostics.ExternalData(at, $"tensor '{proto.Name}'", location));
            return null;
        }

        var file = new FileInfo(path);
        if (!file.Exists)
        {
            bag.Add(NetworkDiagnostics.NotReadable(at, $"tensor '{proto.Name}' wants its data from '{location}', which does not exist"));
            return null;
        }

        var good = long.TryParse(entries.GetValueOrDefault("offset", "0"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset);
        if (entries.TryGetValue("length", out var length) && length != (count * (decimal)width).ToString(CultureInfo.InvariantCulture))
        {
            bag.Add(NetworkDiagnostics.TensorSize(at, proto.Name, $"its external data have {length} bytes, and its dimensions want {count * (decimal)width}"));
            return null;
        }

        if (count > OnnxReader.MaxBytes / width)
        {
            bag.Add(NetworkDiagnostics.TensorSize(at, proto.Name, $"its dimensions want {count * (decimal)width} bytes, and {OnnxReader.MaxBytes} are the most", "use a layer with fewer weights"));
            return null;
        }

        if (!good || offset > file.Length || count > (file.Length - offset) / width)
        {
            return WrongSize(proto, at, count, good && offset <= file.Length ? (file.Length - offset) / width : 0);
        }

        using var stream = file.OpenRead();
        stream.Position = offset;
        var bytes = new byte[count * width];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private ReadOnlyMemory<byte>? WrongSize(TensorProto proto, SourceLocation at, long declared, long found)
    {
        var text = declared == long.MaxValue ? "more than 2^62" : declared.ToString(CultureInfo.InvariantCulture);
        bag.Add(NetworkDiagnostics.TensorSize(at, proto.Name, $"{text} values are declared, {found} are there"));
        return null;
    }
}
