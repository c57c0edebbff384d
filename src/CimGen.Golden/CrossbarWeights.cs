using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CimGen.Golden;

/// <summary>
/// The weights of one crossbar, widened to 16 bits and ordered for the multiply-add of neighbouring pairs:
/// [block of 16 columns][pair of rows][column][row of the pair].
/// </summary>
internal sealed class CrossbarWeights
{
    private const int Block = 16;

    private readonly short[] _weights;
    private readonly int _pairs;
    private readonly int _blocks;

    /// <param name="weights">[R][C] row-major; empty for all zero.</param>
    public CrossbarWeights(ImmutableArray<sbyte> weights, int rows, int columns)
    {
        _pairs = (rows + 1) / 2;
        _blocks = weights.IsDefaultOrEmpty ? 0 : (columns + Block - 1) / Block;
        _weights = new short[_blocks * _pairs * Block * 2];
        for (var i = 0; i < (_blocks == 0 ? 0 : rows * columns); i++)
        {
            var (row, column) = (i / columns, i % columns);
            var at = ((((column / Block) * _pairs) + (row / 2)) * Block) + (column % Block);
            _weights[(2 * at) + (row & 1)] = weights[i];
        }
    }

    /// <summary>Columns that <see cref="Multiply"/> writes: whole blocks.</summary>
    public static int PaddedColumns(int columns) => (columns + Block - 1) / Block * Block;

    /// <param name="inputs">R values.</param>
    /// <param name="pairs">Room for R values of 16 bits, R rounded up to an even number.</param>
    /// <param name="sums">C sums, rounded up to whole blocks.</param>
    public void Multiply(ReadOnlySpan<sbyte> inputs, Span<short> pairs, Span<int> sums)
    {
        if (_blocks == 0)
        {
            sums.Clear();
            return;
        }

        VectorMath.Widen(inputs, pairs);
        var broadcast = MemoryMarshal.Cast<short, int>(pairs)[.._pairs];
        for (var block = 0; block < _blocks; block++)
        {
            var weights = _weights.AsSpan(block * _pairs * Block * 2, _pairs * Block * 2);
            var target = sums.Slice(block * Block, Block);
            if (Avx512BW.IsSupported)
            {
                MultiplyAvx512(broadcast, weights, target);
            }
            else if (Avx2.IsSupported)
            {
                MultiplyAvx2(broadcast, weights, target);
            }
            else
            {
                MultiplyScalar(pairs, weights, target);
            }
        }
    }

    private static void MultiplyAvx512(ReadOnlySpan<int> pairs, ReadOnlySpan<short> weights, Span<int> sums)
    {
        ref var first = ref MemoryMarshal.GetReference(weights);
        var even = Vector512<int>.Zero;
        var odd = Vector512<int>.Zero;
        var at = 0;
        for (; at + 1 < pairs.Length; at += 2)
        {
            even += Avx512BW.MultiplyAddAdjacent(Vector512.Create(pairs[at]).AsInt16(), Vector512.LoadUnsafe(ref first, (nuint)(at * 32)));
            odd += Avx512BW.MultiplyAddAdjacent(Vector512.Create(pairs[at + 1]).AsInt16(), Vector512.LoadUnsafe(ref first, (nuint)((at * 32) + 32)));
        }

        if (at < pairs.Length)
        {
            even += Avx512BW.MultiplyAddAdjacent(Vector512.Create(pairs[at]).AsInt16(), Vector512.LoadUnsafe(ref first, (nuint)(at * 32)));
        }

        (even + odd).CopyTo(sums);
    }

    private static void MultiplyAvx2(ReadOnlySpan<int> pairs, ReadOnlySpan<short> weights, Span<int> sums)
    {
        ref var first = ref MemoryMarshal.GetReference(weights);
        var low = Vector256<int>.Zero;
        var high = Vector256<int>.Zero;
        for (var at = 0; at < pairs.Length; at++)
        {
            var pair = Vector256.Create(pairs[at]).AsInt16();
            low += Avx2.MultiplyAddAdjacent(pair, Vector256.LoadUnsafe(ref first, (nuint)(at * 32)));
            high += Avx2.MultiplyAddAdjacent(pair, Vector256.LoadUnsafe(ref first, (nuint)((at * 32) + 16)));
        }

        low.CopyTo(sums);
        high.CopyTo(sums[8..]);
    }

    private static void MultiplyScalar(ReadOnlySpan<short> inputs, ReadOnlySpan<short> weights, Span<int> sums)
    {
        sums.Clear();
        for (var at = 0; at < weights.Length; at++)
        {
            sums[(at % 32) / 2] += inputs[(at / 32 * 2) + (at & 1)] * weights[at];
        }
    }
}
