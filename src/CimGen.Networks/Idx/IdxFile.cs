using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Networks.Numpy;

namespace CimGen.Networks.Idx;

/// <summary>
/// An open idx file of bytes, the form in which MNIST and data sets like it are published, plain or packed by gzip: 0, 0, the type, the number
/// of axes; the length of each axis, big-endian; the values in row-major order. The file is untrusted: of a packed one, no more is unpacked than
/// its header declares.
/// </summary>
internal sealed class IdxFile : IDisposable
{
    private const int HeadBytes = 4;
    private const int MostAxes = 8;
    private const byte UnsignedByte = 0x08;

    private readonly Stream _stream;
    private readonly Func<string, string, Diagnostic> _diagnostic;

    private IdxFile(Stream stream, Func<string, string, Diagnostic> diagnostic)
    {
        _stream = stream;
        _diagnostic = diagnostic;
    }

    public ImmutableArray<long> Shape { get; private set; } = [];

    /// <summary>Number of values; more than a file can hold count as 2^63.</summary>
    private Int128 Count => Shape.Aggregate((Int128)1, (product, length) => Int128.Min(product * length, (Int128)1 << 63));

    /// <summary>Whether a name is one of such a file: *.idx, *ubyte (train-images-idx3-ubyte), and both with .gz behind.</summary>
    public static bool IsName(string path)
    {
        var name = IsPacked(path) ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(path);
        return name.EndsWith("ubyte", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".idx", StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>The file, or null with an error in <paramref name="bag"/>.</returns>
    /// <param name="name">The file as the user knows it.</param>
    /// <param name="at">Where errors are reported.</param>
    public static IdxFile? Open(string path, string name, SourceLocation at, DiagnosticBag bag)
    {
        var plain = File.OpenRead(path);
        var quoted = Quotation.Of(name);
        var file = new IdxFile(
            IsPacked(path) ? new GZipStream(plain, CompressionMode.Decompress) : plain, (what, advice) => NetworkDiagnostics.Idx(at, quoted, what, advice));
        if (file.ReadHeader(bag) && (IsPacked(path) || file.HasSize(plain.Length - plain.Position, bag)))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>The next values.</summary>
    /// <returns>False with an error in <paramref name="bag"/> when there are fewer.</returns>
    public bool Read(Span<byte> values, DiagnosticBag bag)
    {
        if (TryRead(values, bag) is not { } read)
        {
            return false;
        }

        return read == values.Length || Refuse(bag, $"is cut off: it declares {NumpyHeader.Text(Shape)}, {Count} bytes", "fetch the file again");
    }

    /// <summary>After the last value: whether nothing follows it, and a packed file's checksum is right, unless just that is cut off.</summary>
    /// <returns>False with an error in <paramref name="bag"/>.</returns>
    public bool Ends(DiagnosticBag bag) => TryRead(stackalloc byte[1], bag) is { } read
        && (read == 0 || Refuse(bag, $"declares {NumpyHeader.Text(Shape)}, {Count} bytes, and holds more", "fetch the file again"));

    public void Dispose() => _stream.Dispose();

    private static bool IsPacked(string path) => Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase);

    private bool ReadHeader(DiagnosticBag bag)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        if (TryRead(head, bag) is not { } read)
        {
            return false;
        }

        if (read < HeadBytes || head[0] != 0 || head[1] != 0)
        {
            return head is [0x1f, 0x8b, ..]
                ? Refuse(bag, "is packed by gzip", "rename it to end in .gz, or unpack it")
                : Refuse(bag, "is no idx file, which begins with two zero bytes", "check the path, or fetch the file again");
        }

        if (head[2] != UnsignedByte)
        {
            return Refuse(bag, $"holds {TypeName(head[2])}", "save its values as unsigned bytes (type 8), or as .npy");
        }

        if (head[3] is 0 or > MostAxes)
        {
            return Refuse(bag, $"declares {head[3]} axes", $"save an array of 1 to {MostAxes}, the images or labels along the first");
        }

        Span<byte> lengths = stackalloc byte[sizeof(uint) * head[3]];
        if (TryRead(lengths, bag) is not { } more)
        {
            return false;
        }

        if (more < lengths.Length)
        {
            return Refuse(bag, "ends within its header", "fetch the file again");
        }

        var shape = ImmutableArray.CreateBuilder<long>(head[3]);
        for (var axis = 0; axis < head[3]; axis++)
        {
            shape.Add(BinaryPrimitives.ReadUInt32BigEndian(lengths[(sizeof(uint) * axis)..]));
        }

        Shape = shape.MoveToImmutable();
        return true;
    }

    private bool HasSize(long bytes, DiagnosticBag bag) =>
        Count == bytes || Refuse(bag, $"declares {NumpyHeader.Text(Shape)}, {Count} bytes, and holds {bytes}", "fetch the file again");

    /// <returns>How many bytes were read; null with an error in <paramref name="bag"/>.</returns>
    private int? TryRead(Span<byte> bytes, DiagnosticBag bag)
    {
        try
        {
            return _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            Refuse(bag, "is damaged or not packed by gzip", "fetch the file again, or rename it when it is not packed");
            return null;
        }
    }

    /// <returns>False.</returns>
    private bool Refuse(DiagnosticBag bag, string what, string advice)
    {
        bag.Add(_diagnostic(what, advice));
        return false;
    }

    private static string TypeName(byte type) => type switch
    {
        0x09 => "signed bytes",
        0x0b => "16-bit integers",
        0x0c => "32-bit integers",
        0x0d => "float32",
        0x0e => "float64",
        _ => $"values of the unknown type {type}",
    };
}
