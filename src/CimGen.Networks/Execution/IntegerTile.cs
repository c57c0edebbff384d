using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CimGen.Networks.Execution;

/// <summary>
/// Two windows by four kernels, the innermost product of <see cref="IntegerConvolution"/>. Bytes become 16 bits wide, products of neighbours are added in 32
/// bits (at most 2^15, for -128 * -128 twice): nothing is ever cut.
/// </summary>
internal static class IntegerTile
{
    public const int Windows = 2;
    public const int Kernels = 4;

    /// <summary>Bytes at a time: windows have a multiple of it, and behind the last kernel there are as many to be read.</summary>
    public const int Step = 32;

    public static bool IsSupported => Avx2.IsSupported;

    /// <param name="a">A window and zeros behind it.</param>
    /// <param name="b">Another one.</param>
    /// <param name="weights">The first kernel; <paramref name="pitch"/> bytes from kernel to kernel.</param>
    /// <param name="ofA">The sums of window <paramref name="a"/>, kernel by kernel.</param>
    public static void Sums(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b, ReadOnlySpan<sbyte> weights, int pitch, out Vector128<int> ofA, out Vector128<int> ofB)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Length % Step, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, ((Kernels - 1) * pitch) + a.Length);
        if (Avx512BW.IsSupported)
        {
            Sums512(ref MemoryMarshal.GetReference(a), ref MemoryMarshal.GetReference(b), ref MemoryMarshal.GetReference(weights), (nuint)pitch, (nuint)a.Length, out ofA, out ofB);
        }
        else
        {
            Sums256(ref MemoryMarshal.GetReference(a), ref MemoryMarshal.GetReference(b), ref MemoryMarshal.GetReference(weights), (nuint)pitch, (nuint)a.Length, out ofA, out ofB);
        }
    }

    /// <summary>sums[i] += a[i] * b[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b, Span<int> sums)
    {
        ref var x = ref MemoryMarshal.GetReference(a[..sums.Length]);
        ref var y = ref MemoryMarshal.GetReference(b[..sums.Length]);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        nuint i = 0;
        for (; i + 16 <= (nuint)sums.Length; i += 16)
        {
            // A product of two bytes fits 16 bits (at most 2^14).
            var products = Vector256.WidenLower(Vector128.LoadUnsafe(ref x, i).ToVector256Unsafe()) * Vector256.WidenLower(Vector128.LoadUnsafe(ref y, i).ToVector256Unsafe());
            var (low, high) = Vector256.Widen(products);
            (Vector256.LoadUnsafe(ref sum, i) + low).StoreUnsafe(ref sum, i);
            (Vector256.LoadUnsafe(ref sum, i + 8) + high).StoreUnsafe(ref sum, i + 8);
        }

        for (var rest = (int)i; rest < sums.Length; rest++)
        {
            sums[rest] += a[rest] * b[rest];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums512(ref sbyte a, ref sbyte b, ref sbyte weights, nuint pitch, nuint length, out Vector128<int> ofA, out Vector128<int> ofB)
    {
        var (a0, a1, a2, a3) = (Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero);
        var (b0, b1, b2, b3) = (Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero);
        for (nuint i = 0; i < length; i += Step)
        {
            var x = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref a, i));
            var y = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref b, i));
            var w = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref weights, i));
            a0 += Avx512BW.MultiplyAddAdjacent(x, w);
            b0 += Avx512BW.MultiplyAddAdjacent(y, w);
            w = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref weights, i + pitch));
            a1 += Avx512BW.MultiplyAddAdjacent(x, w);
            b1 += Avx512BW.MultiplyAddAdjacent(y, w);
            w = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref weights, i + (2 * pitch)));
            a2 += Avx512BW.MultiplyAddAdjacent(x, w);
            b2 += Avx512BW.MultiplyAddAdjacent(y, w);
            w = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref weights, i + (3 * pitch)));
            a3 += Avx512BW.MultiplyAddAdjacent(x, w);
            b3 += Avx512BW.MultiplyAddAdjacent(y, w);
        }

        ofA = Across(Half(a0), Half(a1), Half(a2), Half(a3));
        ofB = Across(Half(b0), Half(b1), Half(b2), Half(b3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums256(ref sbyte a, ref sbyte b, ref sbyte weights, nuint pitch, nuint length, out Vector128<int> ofA, out Vector128<int> ofB)
    {
        var (a0, a1, a2, a3) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        var (b0, b1, b2, b3) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint i = 0; i < length; i += Step / 2)
        {
            var x = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref a, i));
            var y = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref b, i));
            var w = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref weights, i));
            a0 += Avx2.MultiplyAddAdjacent(x, w);
            b0 += Avx2.MultiplyAddAdjacent(y, w);
            w = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref weights, i + pitch));
            a1 += Avx2.MultiplyAddAdjacent(x, w);
            b1 += Avx2.MultiplyAddAdjacent(y, w);
            w = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref weights, i + (2 * pitch)));
            a2 += Avx2.MultiplyAddAdjacent(x, w);
            b2 += Avx2.MultiplyAddAdjacent(y, w);
            w = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref weights, i + (3 * pitch)));
            a3 += Avx2.MultiplyAddAdjacent(x, w);
            b3 += Avx2.MultiplyAddAdjacent(y, w);
        }

        ofA = Across(a0, a1, a2, a3);
        ofB = Across(b0, b1, b2, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Half(Vector512<int> sums) => sums.GetLower() + sums.GetUpper();

    /// <summary>The sum of each vector's elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Across(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        var four = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        return four.GetLower() + four.GetUpper();
    }
}
