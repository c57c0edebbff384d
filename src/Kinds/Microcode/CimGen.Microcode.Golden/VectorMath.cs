using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CimGen.Microcode.Golden;

/// <summary>Arithmetic of the GPEU on whole vectors; sums wrap at 32 bits.</summary>
internal static class VectorMath
{
    /// <summary>Bits of the largest float32.</summary>
    private const int LargestNumber = 0x7F7F_FFFF;

    public static void Widen(ReadOnlySpan<sbyte> source, Span<int> target)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target[..source.Length]);
        var i = 0;
        for (; i + 16 <= source.Length; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)).StoreUnsafe(ref to, (nuint)i);
            Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high)).StoreUnsafe(ref to, (nuint)(i + 8));
        }

        for (; i < source.Length; i++)
        {
            target[i] = source[i];
        }
    }

    /// <summary>Keeps the low byte of each element.</summary>
    public static void Narrow(ReadOnlySpan<int> source, Span<sbyte> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = (sbyte)source[i];
        }
    }

    public static void Add(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> target)
    {
        var x = Vectors(a);
        var y = Vectors(b);
        var z = Vectors(target);
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = x[i] + y[i];
        }

        for (var i = z.Length * Vector<int>.Count; i < target.Length; i++)
        {
            target[i] = a[i] + b[i];
        }
    }

    public static void Max(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> target)
    {
        var x = Vectors(a);
        var y = Vectors(b);
        var z = Vectors(target);
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = Vector.Max(x[i], y[i]);
        }

        for (var i = z.Length * Vector<int>.Count; i < target.Length; i++)
        {
            target[i] = Math.Max(a[i], b[i]);
        }
    }

    /// <summary>a + b * factor.</summary>
    public static void MultiplyAdd(ReadOnlySpan<int> a, ReadOnlySpan<int> b, int factor, Span<int> target)
    {
        var x = Vectors(a);
        var y = Vectors(b);
        var z = Vectors(target);
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = x[i] + (y[i] * factor);
        }

        for (var i = z.Length * Vector<int>.Count; i < target.Length; i++)
        {
            target[i] = a[i] + (b[i] * factor);
        }
    }

    /// <summary>Adds a * b.</summary>
    public static void MultiplyAdd(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b, Span<int> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += a[i] * b[i];
        }
    }

    /// <summary>a * (b - zero), a cut to nine bits.</summary>
    public static void Multiply(ReadOnlySpan<int> a, ReadOnlySpan<int> b, int zero, Span<int> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (a[i] << 23 >> 23) * (b[i] - zero);
        }
    }

    public static void LookUp(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> table, Span<int> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = table[a[i] + 128];
        }
    }

    /// <summary>Requantization in 64 bits; a parameter holds the multiplier in bits 15:0 and the shift in bits 21:16.</summary>
    public static void Requantize(ReadOnlySpan<int> a, ReadOnlySpan<int> parameters, int zero, int low, int high, Span<int> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var shift = (parameters[i] >> 16) & 63;
            var rounding = shift == 0 ? 0 : 1L << (shift - 1);
            var value = zero + ((((long)a[i] * (parameters[i] & 0xffff)) + rounding) >> shift);
            target[i] = (int)Math.Min(Math.Max(value, low), high);
        }
    }

    /// <summary>Requantization in float32; a parameter is the bits of a number, whose sign does not count. What is no number counts as a large one.</summary>
    public static void RequantizeFloat(ReadOnlySpan<int> a, ReadOnlySpan<int> parameters, int zero, int low, int high, Span<int> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var factor = BitConverter.Int32BitsToSingle(Math.Min(parameters[i] & int.MaxValue, LargestNumber));
            var product = Math.Clamp((float)a[i] * factor, -1024f, 1024f);
            target[i] = Math.Min(Math.Max(zero + (int)MathF.Round(product, MidpointRounding.ToEven), low), high);
        }
    }

    private static ReadOnlySpan<Vector<int>> Vectors(ReadOnlySpan<int> span) => MemoryMarshal.Cast<int, Vector<int>>(span);

    private static Span<Vector<int>> Vectors(Span<int> span) => MemoryMarshal.Cast<int, Vector<int>>(span);
}
