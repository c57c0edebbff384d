using System.Buffers.Binary;
using System.Text;

namespace CimGen.Networks.Tests;

/// <summary>.npy files, byte by byte as NumPy writes them.</summary>
internal static class Numpies
{
    public static byte[] Floats(string shape, params float[] values) => File("'<f4'", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public static byte[] File(string type, string shape, byte[] data, string fortran = "False", byte version = 1) =>
        Raw($"{{'descr': {type}, 'fortran_order': {fortran}, 'shape': {shape}, }}", data, version);

    public static byte[] Raw(string header, byte[] data, byte version = 1)
    {
        var text = Encoding.UTF8.GetBytes(header.PadRight(117) + "\n");
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }
}
