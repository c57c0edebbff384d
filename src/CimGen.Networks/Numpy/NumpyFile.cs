using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;

namespace CimGen.Networks.Numpy;

/// <summary>
/// An open .npy file, versions 1 to 3: its header, whose sizes have been held against the file's, and its values one after another in
/// row-major order. The file is untrusted.
/// </summary>
internal sealed class NumpyFile : IDisposable
{
    /// <summary>NumPy itself takes headers of up to 10,000 characters.</summary>
    private const int MaxHeaderBytes = 10_000;

    private readonly FileStream _stream;

    private NumpyFile(FileStream stream, NumpyHeader header)
    {
        _stream = stream;
        Header = header;
    }

    public NumpyHeader Header { get; }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <returns>The file, or null with an error in <paramref name="bag"/>.</returns>
    /// <param name="name">The file as the user knows it.</param>
    /// <param name="types">The types that are taken, the first one being the one to advise.</param>
    /// <param name="at">Where errors are reported.</param>
    public static NumpyFile? Open(string path, string name, ReadOnlySpan<NumpyType> types, SourceLocation at, DiagnosticBag bag)
    {
        var stream = File.OpenRead(path);
        if (ReadHeader(stream, Quotation.Of(name), at, bag) is { } header && IsTaken(header, Quotation.Of(name), types, at, bag))
        {
            return new NumpyFile(stream, header);
        }

        stream.Dispose();
        return null;
    }

    /// <summary>The next values of a file of float32 or uint8.</summary>
    public void Read(Span<float> values)
    {
        if (Header.Type == NumpyType.Float32)
        {
            _stream.ReadExactly(MemoryMarshal.AsBytes(values));
            return;
        }

        var bytes = new byte[values.Length];
        _stream.ReadExactly(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            values[i] = bytes[i];
        }
    }

    /// <summary>The next value of a file of integers; null when it does not fit.</summary>
    public int? ReadInteger()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        var isSigned = Header.Type.Name[0] == 'i';
        var read = bytes[..Header.Type.Bytes];
        _stream.ReadExactly(read);
        bytes[Header.Type.Bytes..].Fill(isSigned && (read[^1] & 0x80) != 0 ? (byte)0xff : (byte)0);
        var value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var fits = value is >= int.MinValue and <= int.MaxValue && (isSigned || value >= 0);
        return fits ? (int)value : null;
    }

    public void Dispose() => _stream.Dispose();

    private static bool IsTaken(NumpyHeader header, string name, ReadOnlySpan<NumpyType> types, SourceLocation at, DiagnosticBag bag)
    {
        if (!types.Contains(header.Type))
        {
            bag.Add(NetworkDiagnostics.Numpy(
                at, name, $"holds {header.Type.Name}", $"save it as {types[0].Name}: numpy.save(FILE, x.astype('{types[0].Name}'))"));
            return false;
        }

        if (!header.IsRowMajor)
        {
            bag.Add(NetworkDiagnostics.Numpy(at, name, "is in Fortran order", "save it in C order: numpy.save(FILE, numpy.ascontiguousarray(x))"));
            return false;
        }

        return true;
    }

    private static NumpyHeader? ReadHeader(FileStream stream, string name, SourceLocation at, DiagnosticBag bag)
    {
        Span<byte> head = stackalloc byte[12];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read < head.Length || !head[..6].SequenceEqual(Magic))
        {
            return Refuse("is no .npy file", "write it with numpy.save");
        }

        if (head[6] is not (1 or 2 or 3))
        {
            return Refuse($"is of version {head[6]}.{head[7]}", "write it with numpy.save, versions 1 to 3 are read");
        }

        var start = head[6] == 1 ? 10 : 12;
        var length = head[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        if (length > MaxHeaderBytes || start + length > stream.Length)
        {
            return Refuse($"declares a header of {length} bytes, which is not there or too long", "write the file again");
        }

        stream.Position = start;
        var text = new byte[length];
        stream.ReadExactly(text);
        if (NumpyHeader.Parse((head[6] == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text)) is not { } header)
        {
            return Refuse("has a damaged header", "write it again with numpy.save");
        }

        // A type without a size is refused by its name, whatever follows.
        var data = stream.Length - stream.Position;
        return header.Type.Bytes > 0 && header.Count * header.Type.Bytes != data
            ? Refuse($"declares {header.ShapeText} of {header.Type.Name}, {header.Count * header.Type.Bytes} bytes, and holds {data}", "write the file again")
            : header;

        NumpyHeader? Refuse(string what, string advice)
        {
            bag.Add(NetworkDiagnostics.Numpy(at, name, what, advice));
            return null;
        }
    }
}
