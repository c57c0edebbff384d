using System.Collections.Immutable;

namespace CimGen.Planning.Dataflow;

/// <summary>What a core does for an output vector, besides its part of the product.</summary>
public enum VectorRole
{
    /// <summary>Adds the bias; passes the partial sum on.</summary>
    First,

    /// <summary>Adds to the partial sum of its predecessor; passes it on.</summary>
    Middle,

    /// <summary>Adds to the partial sum of its predecessor, requantizes, stores the output.</summary>
    Last,

    /// <summary>The only core: adds the bias, requantizes, stores the output.</summary>
    Only,
}

/// <summary>Vectors base + First, base + First + Step, ..., Count of them, one after another, in one role.</summary>
public sealed record VectorSegment(VectorRole Role, int First, int Count, int Step = 1);

/// <summary>Segments done Repeats times, the base moving by <paramref name="VectorsPerRepeat"/> each time.</summary>
public sealed record WorkPhase(int Base, int Repeats, int VectorsPerRepeat, ImmutableArray<VectorSegment> Segments)
{
    /// <summary>Vectors of one repeat.</summary>
    public int Count => Segments.Sum(s => s.Count);
}

/// <summary>The order in which one core works on the output vectors of its layer.</summary>
public sealed record WorkOrder(ImmutableArray<WorkPhase> Phases)
{
    /// <summary>All vectors in order, with their roles. Only for tests, proofs and reports: as long as the feature map.</summary>
    public IEnumerable<(int Vector, VectorRole Role)> Vectors() =>
        from phase in Phases
        from repeat in Enumerable.Range(0, phase.Repeats)
        from segment in phase.Segments
        from i in Enumerable.Range(0, segment.Count)
        select (phase.Base + (repeat * phase.VectorsPerRepeat) + segment.First + (i * segment.Step), segment.Role);

    /// <summary>Vectors of the order.</summary>
    public int Count => Phases.Sum(p => p.Count * p.Repeats);

    /// <summary>The n-th vector of the order.</summary>
    public int VectorAt(int n)
    {
        foreach (var phase in Phases)
        {
            if (n >= phase.Count * phase.Repeats)
            {
                n -= phase.Count * phase.Repeats;
                continue;
            }

            var origin = phase.Base + (n / phase.Count * phase.VectorsPerRepeat);
            n %= phase.Count;
            foreach (var segment in phase.Segments)
            {
                if (n < segment.Count)
                {
                    return origin + segment.First + (n * segment.Step);
                }

                n -= segment.Count;
            }
        }

        return -1;
    }

    public bool Has(VectorRole role) => Phases.Any(p => p.Segments.Any(s => s.Role == role));

    /// <summary>The core stores parts of the output.</summary>
    public bool Finishes => Has(VectorRole.Last) || Has(VectorRole.Only);
}
