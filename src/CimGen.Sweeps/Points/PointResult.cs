using System.Collections.Immutable;

namespace CimGen.Sweeps.Points;

/// <summary>What a point came to.</summary>
/// <param name="Values">By the measure's columns; empty when the network does not fit any machine.</param>
/// <param name="Seconds">What its steps took, by name.</param>
/// <param name="Needed">Cores that the network needs.</param>
public sealed record PointResult(ImmutableArray<object> Values, ImmutableSortedDictionary<string, double> Seconds, int Needed)
{
    /// <summary>The network fits.</summary>
    public bool Fits => !Values.IsEmpty;

    /// <summary>Of a network that fits no machine.</summary>
    public static PointResult TooLarge(int needed) => new([], ImmutableSortedDictionary<string, double>.Empty, needed);
}
