using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CimGen.Crossbars.Model;
using CimGen.Machines.Images;
using CimGen.Simulation;

namespace CimGen.Crossbars.Golden;

/// <summary>
/// One crossbar. Its weights are widened to 16 bits and ordered for the multiply-add of neighbouring pairs:
/// [block of 16 columns][pair of rows][column][row of the pair].
/// </summary>
public sealed class CrossbarUnit : IComputeUnit
{
    private const int Block = 16;

    private readonly ImmutableArray<sbyte> _cells;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _pairCount;
    private readonly int _blocks;

    /// <summary>The inputs in 16 bits, their number rounded up to an even one.</summary>
    private readonly short[] _pairs;

    /// <summary>Null until something is computed: bounds run without values.</summary>
    private short[]? _weights;

    /// <param name="weights">[R][C] row-major; empty for all zero.</param>
    /// <param name="latency">Cycles of one operation, whatever the values.</param>
    public CrossbarUnit(ImmutableArray<sbyte> weights, int rows, int columns, int latency)
    {
        (_cells, _rows, _columns) = (weights, rows, columns);
        LeastLatency = latency;
        ResultLength = (columns + Block - 1) / Block * Block;
        _pairCount = (rows + 1) / 2;
        _blocks = weights.IsDefaultOrEmpty ? 0 : ResultLength / Block;
        _pairs = new short[_blocks == 0 ? 0 : 2 * _pairCount];
    }

    /// <inheritdoc/>
    public int ResultLength { get; }

    /// <inheritdoc/>
    public int LeastLatency { get; }

    /// <summary>The crossbar of a core.</summary>
    public static CrossbarUnit Create(Machines.Architecture architecture, CoreImage core) =>
        new(core.Weights, architecture.Crossbar.Rows, architecture.Crossbar.Columns, architecture.Crossbar.Latency(architecture.Bus));

    /// <inheritdoc/>
    public int Latency(ReadOnlySpan<sbyte> inputs) => LeastLatency;

    /// <inheritdoc/>
    public void Compute(ReadOnlySpan<sbyte> inputs, Span<int> sums)
    {
        if (_blocks == 0)
        {
            sums.Clear();
            return;
        }

        _weights ??= InOrder();
        Widen(inputs, _pairs);
        var broadcast = MemoryMarshal.Cast<short, int>(_pairs.AsSpan());
        for (var block = 0; block < _blocks; block++)
        {
            var weights = _weights.AsSpan(block * _pairCount * Block * 2, _pairCount * Block * 2);
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
                MultiplyScalar(_pairs, weights, target);
            }
        }
    }

    private short[] InOrder()
    {
        var weights = new short[_blocks * _pairCount * Block * 2];
        for (var row = 0; row < _rows; row++)
        {
            for (var block = 0; block < _blocks; block++)
            {
                var source = _cells.AsSpan().Slice((row * _columns) + (block * Block), Math.Min(Block, _columns - (block * Block)));
                var target = weights.AsSpan(((block * _pairCount) + (row / 2)) * Block * 2, Block * 2)[(row & 1)..];
                for (var column = 0; column < source.Length; column++)
                {
                    target[2 * column] = source[column];
                }
            }
        }

        return weights;
    }

    private static void Widen(ReadOnlySpan<sbyte> source, Span<short> target)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target[..source.Length]);
        var i = 0;
        for (; i + 16 <= source.Length; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            low.StoreUnsafe(ref to, (nuint)i);
            high.StoreUnsafe(ref to, (nuint)(i + 8));
        }

        for (; i < source.Length; i++)
        {
            target[i] = source[i];
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
