using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CimGen.Networks.Execution;

/// <summary>The innermost product of <see cref="FloatConvolution"/>: a few windows by a block of kernels, all sums in registers.</summary>
internal static class FloatTile
{
    /// <summary>Windows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>Kernels of a tile: two vectors of the width that the machine has.</summary>
    public static readonly int Kernels = Vector512.IsHardwareAccelerated ? 2 * Vector512<float>.Count : 2 * Vector256<float>.Count;

    /// <summary>sums[row][kernel] += windows[row][term] * kernels[term][kernel], term by term.</summary>
    /// <param name="windows">The first term of each row, <paramref name="pitch"/> values from row to row.</param>
    public static void Multiply(ReadOnlySpan<float> windows, int pitch, ReadOnlySpan<float> kernels, Span<float> sums)
    {
        var terms = kernels.Length / Kernels;
        ArgumentOutOfRangeException.ThrowIfLessThan(windows.Length, ((Rows - 1) * pitch) + terms);
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, Rows * Kernels);
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply512(ref MemoryMarshal.GetReference(windows), (nuint)pitch, ref MemoryMarshal.GetReference(kernels), (nuint)terms, ref MemoryMarshal.GetReference(sums));
        }
        else
        {
            Multiply256(ref MemoryMarshal.GetReference(windows), (nuint)pitch, ref MemoryMarshal.GetReference(kernels), (nuint)terms, ref MemoryMarshal.GetReference(sums));
        }
    }

    /// <summary>sums[i] += a[i] * b[i], rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> sums)
    {
        ref var x = ref MemoryMarshal.GetReference(a[..sums.Length]);
        ref var y = ref MemoryMarshal.GetReference(b[..sums.Length]);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var i = 0;
        for (; i + Vector256<float>.Count <= sums.Length; i += Vector256<float>.Count)
        {
            Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.LoadUnsafe(ref y, (nuint)i), Vector256.LoadUnsafe(ref sum, (nuint)i)).StoreUnsafe(ref sum, (nuint)i);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] = MathF.FusedMultiplyAdd(a[i], b[i], sums[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply512(ref float windows, nuint pitch, ref float kernels, nuint terms, ref float sums)
    {
        var (a0, b0) = (Vector512.LoadUnsafe(ref sums), Vector512.LoadUnsafe(ref sums, 16));
        var (a1, b1) = (Vector512.LoadUnsafe(ref sums, 32), Vector512.LoadUnsafe(ref sums, 48));
        var (a2, b2) = (Vector512.LoadUnsafe(ref sums, 64), Vector512.LoadUnsafe(ref sums, 80));
        var (a3, b3) = (Vector512.LoadUnsafe(ref sums, 96), Vector512.LoadUnsafe(ref sums, 112));
        ref var row1 = ref Unsafe.Add(ref windows, pitch);
        ref var row2 = ref Unsafe.Add(ref row1, pitch);
        ref var row3 = ref Unsafe.Add(ref row2, pitch);
        for (nuint i = 0; i < terms; i++)
        {
            var a = Vector512.LoadUnsafe(ref kernels, i * 32);
            var b = Vector512.LoadUnsafe(ref kernels, (i * 32) + 16);
            var x0 = Vector512.Create(Unsafe.Add(ref windows, i));
            a0 = Vector512.FusedMultiplyAdd(x0, a, a0);
            b0 = Vector512.FusedMultiplyAdd(x0, b, b0);
            var x1 = Vector512.Create(Unsafe.Add(ref row1, i));
            a1 = Vector512.FusedMultiplyAdd(x1, a, a1);
            b1 = Vector512.FusedMultiplyAdd(x1, b, b1);
            var x2 = Vector512.Create(Unsafe.Add(ref row2, i));
            a2 = Vector512.FusedMultiplyAdd(x2, a, a2);
            b2 = Vector512.FusedMultiplyAdd(x2, b, b2);
            var x3 = Vector512.Create(Unsafe.Add(ref row3, i));
            a3 = Vector512.FusedMultiplyAdd(x3, a, a3);
            b3 = Vector512.FusedMultiplyAdd(x3, b, b3);
        }

        a0.StoreUnsafe(ref sums);
        b0.StoreUnsafe(ref sums, 16);
        a1.StoreUnsafe(ref sums, 32);
        b1.StoreUnsafe(ref sums, 48);
        a2.StoreUnsafe(ref sums, 64);
        b2.StoreUnsafe(ref sums, 80);
        a3.StoreUnsafe(ref sums, 96);
        b3.StoreUnsafe(ref sums, 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply256(ref float windows, nuint pitch, ref float kernels, nuint terms, ref float sums)
    {
        var (a0, b0) = (Vector256.LoadUnsafe(ref sums), Vector256.LoadUnsafe(ref sums, 8));
        var (a1, b1) = (Vector256.LoadUnsafe(ref sums, 16), Vector256.LoadUnsafe(ref sums, 24));
        var (a2, b2) = (Vector256.LoadUnsafe(ref sums, 32), Vector256.LoadUnsafe(ref sums, 40));
        var (a3, b3) = (Vector256.LoadUnsafe(ref sums, 48), Vector256.LoadUnsafe(ref sums, 56));
        ref var row1 = ref Unsafe.Add(ref windows, pitch);
        ref var row2 = ref Unsafe.Add(ref row1, pitch);
        ref var row3 = ref Unsafe.Add(ref row2, pitch);
        for (nuint i = 0; i < terms; i++)
        {
            var a = Vector256.LoadUnsafe(ref kernels, i * 16);
            var b = Vector256.LoadUnsafe(ref kernels, (i * 16) + 8);
            var x0 = Vector256.Create(Unsafe.Add(ref windows, i));
            a0 = Vector256.FusedMultiplyAdd(x0, a, a0);
            b0 = Vector256.FusedMultiplyAdd(x0, b, b0);
            var x1 = Vector256.Create(Unsafe.Add(ref row1, i));
            a1 = Vector256.FusedMultiplyAdd(x1, a, a1);
            b1 = Vector256.FusedMultiplyAdd(x1, b, b1);
            var x2 = Vector256.Create(Unsafe.Add(ref row2, i));
            a2 = Vector256.FusedMultiplyAdd(x2, a, a2);
            b2 = Vector256.FusedMultiplyAdd(x2, b, b2);
            var x3 = Vector256.Create(Unsafe.Add(ref row3, i));
            a3 = Vector256.FusedMultiplyAdd(x3, a, a3);
            b3 = Vector256.FusedMultiplyAdd(x3, b, b3);
        }

        a0.StoreUnsafe(ref sums);
        b0.StoreUnsafe(ref sums, 8);
        a1.StoreUnsafe(ref sums, 16);
        b1.StoreUnsafe(ref sums, 24);
        a2.StoreUnsafe(ref sums, 32);
        b2.StoreUnsafe(ref sums, 40);
        a3.StoreUnsafe(ref sums, 48);
        b3.StoreUnsafe(ref sums, 56);
    }
}
