using System.Buffers.Binary;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx;

/// <summary>Tensor protos to values. Sizes are compared with the data there is before any memory is taken.</summary>
internal sealed class TensorLoader(string modelPath, DiagnosticBag bag)
{
    private const int Float = 1, Int32 = 6, Int64 = 7, Double = 11;
    private const int External = 1;

    public ConstantTensor? Load(TensorProto proto)
    {
        var at = new SourceLocation(modelPath);
        var count = 1L;
        foreach (var dimension in proto.Dims)
        {
            if (dimension < 0)
            {
                bag.Add(NetworkDiagnostics.TensorSize(at, proto.Name, $"dimension {dimension} is negative"));
                return null;
            }

            count = dimension != 0 && count > long.MaxValue / dimension ? long.MaxValue : count * dimension;
        }

        var width = proto.DataType switch { Float or Int32 => 4, Int64 or Double => 8, _ => 0 };
        if (width == 0)
        {
            bag.Add(NetworkDiagnostics.TensorSize(at, proto.Name, $"element type {proto.DataType} is not float, double, int32 or int64"));
            return null;
        }

        var values = proto.DataLocation == External ? FromExternal(proto, at, count, width) : FromModel(proto, at, count, width);
        return values is null ? null : new ConstantTensor([.. proto.Dims], values);
    }

    private double[]? FromModel(TensorProto proto, SourceLocation at, long count, int width)
    {
        if (proto.HasRawData)
        {
            return proto.RawData.Length == count * (decimal)width
                ? Decode(proto.RawData.Span, proto.DataType)
                : WrongSize(proto, at, count, proto.RawData.Length / width);
        }

        IReadOnlyCollection<double> values = proto.DataType switch
        {
            Float => [.. proto.FloatData.Select(v => (double)v)],
            Int32 => [.. proto.Int32Data.Select(v => (double)v)],
            Int64 => [.. proto.Int64Data.Select(v => (double)v)],
            _ => [.. proto.DoubleData],
        };
        return values.Count == count ? [.. values] : WrongSize(proto, at, count, values.Count);
    }

    private double[]? FromExternal(TensorProto proto, SourceLocation at, long count, int width)
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
        if (!good || offset > file.Length || count > (file.Length - offset) / width)
        {
            return WrongSize(proto, at, count, good && offset <= file.Length ? (file.Length - offset) / width : 0);
        }

        using var stream = file.OpenRead();
        stream.Position = offset;
        var bytes = new byte[count * width];
        stream.ReadExactly(bytes);
        return Decode(bytes, proto.DataType);
    }

    private double[]? WrongSize(TensorProto proto, SourceLocation at, long declared, long found)
    {
        var text = declared == long.MaxValue ? "more than 2^62" : declared.ToString(CultureInfo.InvariantCulture);
        bag.Add(NetworkDiagnostics.TensorSize(at, proto.Name, $"{text} values are declared, {found} are there"));
        return null;
    }

    private static double[] Decode(ReadOnlySpan<byte> bytes, int type)
    {
        var width = type is Float or Int32 ? 4 : 8;
        var values = new double[bytes.Length / width];
        for (var i = 0; i < values.Length; i++)
        {
            var element = bytes.Slice(i * width, width);
            values[i] = type switch
            {
                Float => BinaryPrimitives.ReadSingleLittleEndian(element),
                Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
                Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(element),
            };
        }

        return values;
    }
}
