using System.Buffers.Binary;
using System.IO.Compression;

namespace CimGen.Networks.Tests;

/// <summary>Idx files, byte by byte.</summary>
internal static class Idxs
{
    public static byte[] File(uint[] shape, params byte[] values) => Raw([0, 0, 8, (byte)shape.Length], shape, values);

    public static byte[] Raw(byte[] head, uint[] shape, byte[] values)
    {
        var lengths = new byte[sizeof(uint) * shape.Length];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(lengths.AsSpan(sizeof(uint) * axis), shape[axis]);
        }

        return [.. head, .. lengths, .. values];
    }

    public static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
