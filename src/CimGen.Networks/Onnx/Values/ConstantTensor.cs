using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace CimGen.Networks.Onnx.Values;

/// <summary>A tensor that does not depend on the network's input. The bytes stay as the model holds them until values are asked for.</summary>
/// <param name="Type">One with a <see cref="ElementTypes.Width"/>.</param>
/// <param name="Dimensions">Row-major; empty for a scalar.</param>
/// <param name="Bytes">Little-endian elements, as many as the dimensions say.</param>
internal sealed record ConstantTensor(ElementType Type, ImmutableArray<long> Dimensions, ReadOnlyMemory<byte> Bytes) : Value
{
    /// <summary>Most bytes of a tensor that is computed from others.</summary>
    public const long MaxFoldedBytes = 1L << 29;

    /// <summary>What it was dequantized with; null when it was not.</summary>
    public WeightSteps? Steps { get; init; }

    /// <summary>Number of elements.</summary>
    public int Count => Bytes.Length / Type.Width();

    public static ConstantTensor OfIntegers(params ReadOnlySpan<long> values) =>
        new(ElementType.Int64, [values.Length], MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Values rounded, for whole numbers cut off, to the type.</summary>
    public static ConstantTensor Of(ElementType type, ImmutableArray<long> dimensions, int count, Func<int, double> value)
    {
        var width = type.Width();
        var bytes = new byte[(long)count * width];
        for (var i = 0; i < count; i++)
        {
            Encode(type, value(i), bytes.AsSpan(i * width, width));
        }

        return new ConstantTensor(type, dimensions, bytes);
    }

    /// <summary>The element at a row-major index; integers up to 2^53 are exact.</summary>
    public double this[int index]
    {
        get
        {
            var width = Type.Width();
            return Decode(Type, Bytes.Span.Slice(index * width, width));
        }
    }

    /// <summary>The values, as the model holds them where it has that type.</summary>
    public ReadOnlySpan<float> Floats() => Type == ElementType.Float && BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, float>(Bytes.Span) : ToFloats();

    public float[] ToFloats()
    {
        if (Type == ElementType.Float)
        {
            return MemoryMarshal.Cast<byte, float>(Bytes.Span).ToArray();
        }

        var values = new float[Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)this[i];
        }

        return values;
    }

    public long[] ToIntegers()
    {
        if (Type == ElementType.Int64)
        {
            return MemoryMarshal.Cast<byte, long>(Bytes.Span).ToArray();
        }

        var values = new long[Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (long)this[i];
        }

        return values;
    }

    /// <summary>Elements at <c>offset + sum of index[a] * strides[a]</c>: what transposing, slicing and expanding come down to.</summary>
    /// <param name="dimensions">Of the result; its bytes are within <see cref="MaxFoldedBytes"/>.</param>
    public ConstantTensor Strided(ReadOnlySpan<long> dimensions, ReadOnlySpan<long> strides, long offset)
    {
        var width = Type.Width();
        var source = Bytes.Span;
        var bytes = new byte[Dims.Count(dimensions) * width];
        var index = new long[dimensions.Length];
        for (var target = 0; target < bytes.Length; target += width)
        {
            source.Slice((int)(offset * width), width).CopyTo(bytes.AsSpan(target));
            for (var axis = dimensions.Length - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++index[axis] < dimensions[axis])
                {
                    break;
                }

                offset -= strides[axis] * dimensions[axis];
                index[axis] = 0;
            }
        }

        return new ConstantTensor(Type, [.. dimensions], bytes);
    }

    private static double Decode(ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ElementType.Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        ElementType.UInt8 => bytes[0],
        ElementType.Int8 => (sbyte)bytes[0],
        ElementType.Bool => bytes[0] == 0 ? 0 : 1,
        ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static void Encode(ElementType type, double value, Span<byte> bytes)
    {
        switch (type)
        {
            case ElementType.Float:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            case ElementType.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
            case ElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case ElementType.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, RoundedToBFloat16((float)value));
                break;
            case ElementType.Bool:
                bytes[0] = value == 0 ? (byte)0 : (byte)1;
                break;
            case ElementType.UInt64:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)value);
                break;
            default:
                // The low bytes of the whole number, for all that is shorter, too.
                Span<byte> whole = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(whole, (long)value);
                whole[..bytes.Length].CopyTo(bytes);
                break;
        }
    }

    /// <summary>The upper half of a float, rounded to even.</summary>
    private static ushort RoundedToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
