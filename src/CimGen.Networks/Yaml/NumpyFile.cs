using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Yaml;

/// <summary>Reads .npy files, version 1 and 2: little-endian float32 in C order.</summary>
internal static class NumpyFile
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <returns>The values, or null with an error in <paramref name="bag"/>.</returns>
    public static float[]? Read(string networkPath, string file, long count, SourceLocation at, DiagnosticBag bag)
    {
        if (ContainedPath.Resolve(networkPath, file) is not { } path)
        {
            bag.Add(NetworkDiagnostics.ExternalData(at, "the layer", file));
            return null;
        }

        var info = new FileInfo(path);
        if (!info.Exists)
        {
            bag.Add(NetworkDiagnostics.NotReadable(at, $"the weight file '{file}' does not exist"));
            return null;
        }

        using var stream = info.OpenRead();
        Span<byte> head = stackalloc byte[12];
        var read = stream.ReadAtLeast(head, 12, throwOnEndOfStream: false);
        var wide = head[6] > 1;
        var start = wide ? 12 : 10;
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(head[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(head[8..]);
        if (read < 12 || !head[..6].SequenceEqual(Magic) || start + length > info.Length || length > 4096)
        {
            bag.Add(NetworkDiagnostics.TensorSize(at, file, "this is no .npy file"));
            return null;
        }

        stream.Position = start;
        var header = new byte[length];
        stream.ReadExactly(header);
        var text = Encoding.ASCII.GetString(header);
        if (!text.Contains("'<f4'", StringComparison.Ordinal) || !text.Contains("'fortran_order': False", StringComparison.Ordinal))
        {
            bag.Add(NetworkDiagnostics.TensorSize(at, file, "only little-endian float32 in C order is read"));
            return null;
        }

        if (info.Length - start - length != 4 * count)
        {
            bag.Add(NetworkDiagnostics.TensorSize(at, file, $"{count} values are needed, {(info.Length - start - length) / 4} are there"));
            return null;
        }

        var values = new float[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
