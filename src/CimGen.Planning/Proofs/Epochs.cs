using System.Numerics;

namespace CimGen.Planning.Proofs;

/// <summary>
/// What a core has seen of every core: the last epoch that is certainly over; 0 for none. A sparse vector clock that never changes: chunks
/// of cores that nobody has seen take no memory, and vectors share the chunks in which they agree. So a snapshot costs nothing, and a join
/// only visits chunks that differ.
/// </summary>
internal sealed class Epochs
{
    private const int ChunkBits = 6;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly int[]?[] _chunks;

    private Epochs(int[]?[] chunks) => _chunks = chunks;

    public int this[int core] => _chunks[core >> ChunkBits] is { } chunk ? chunk[core & (ChunkSize - 1)] : 0;

    /// <summary>Nothing was seen of any core.</summary>
    public static Epochs None(int cores) => new(new int[]?[((cores - 1) >> ChunkBits) + 1]);

    /// <summary>The later epochs of both, and at least that epoch of one core.</summary>
    public Epochs Join(Epochs other, int core, int epoch)
    {
        int[]?[]? joined = null;
        for (var i = 0; i < _chunks.Length; i++)
        {
            var chunk = Later(_chunks[i], other._chunks[i]);
            if (i == core >> ChunkBits && (chunk?[core & (ChunkSize - 1)] ?? 0) < epoch)
            {
                chunk = ReferenceEquals(chunk, _chunks[i]) || ReferenceEquals(chunk, other._chunks[i]) ? Copy(chunk) : chunk!;
                chunk[core & (ChunkSize - 1)] = epoch;
            }

            if (!ReferenceEquals(chunk, _chunks[i]))
            {
                (joined ??= [.. _chunks])[i] = chunk;
            }
        }

        return joined is null ? this : new Epochs(joined);
    }

    /// <summary>The same, with at most that epoch of one core.</summary>
    public Epochs Limit(int core, int epoch)
    {
        if (this[core] <= epoch)
        {
            return this;
        }

        int[]?[] chunks = [.. _chunks];
        var chunk = Copy(chunks[core >> ChunkBits]);
        chunk[core & (ChunkSize - 1)] = epoch;
        chunks[core >> ChunkBits] = chunk;
        return new Epochs(chunks);
    }

    private static int[] Copy(int[]? chunk) => chunk is null ? new int[ChunkSize] : [.. chunk];

    /// <summary>The later epochs of both; one of the two when it holds them already, so that it stays shared.</summary>
    private static int[]? Later(int[]? one, int[]? other)
    {
        if (ReferenceEquals(one, other) || other is null)
        {
            return one;
        }

        if (one is null)
        {
            return other;
        }

        var oneHolds = true;
        var otherHolds = true;
        for (var i = 0; i < ChunkSize && (oneHolds || otherHolds); i += Vector<int>.Count)
        {
            var (a, b) = (new Vector<int>(one, i), new Vector<int>(other, i));
            oneHolds &= Vector.GreaterThanOrEqualAll(a, b);
            otherHolds &= Vector.GreaterThanOrEqualAll(b, a);
        }

        return oneHolds ? one : otherHolds ? other : Maximum(one, other);
    }

    private static int[] Maximum(int[] one, int[] other)
    {
        var later = new int[ChunkSize];
        for (var i = 0; i < ChunkSize; i += Vector<int>.Count)
        {
            Vector.Max(new Vector<int>(one, i), new Vector<int>(other, i)).CopyTo(later, i);
        }

        return later;
    }
}
