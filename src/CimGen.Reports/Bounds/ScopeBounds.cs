using System.Collections.Immutable;

namespace CimGen.Reports.Bounds;

/// <summary>The bounds of a layer or of a whole run. Those of a layer hold from its first load of an input to its last operation.</summary>
/// <param name="All">In the order of <see cref="BoundKind"/>; layers have no <see cref="BoundKind.Pipeline"/>.</param>
public sealed record ScopeBounds(ImmutableArray<Bound> All)
{
    /// <summary>The bound that decides; of equal ones the first.</summary>
    public Bound Highest => All.MaxBy(b => b.Cycles)!;

    /// <summary>The bound of a kind, in cycles.</summary>
    public long this[BoundKind kind] => All[(int)kind].Cycles;

    /// <summary>How much of the measured time the highest bound explains: 1 when the design is as fast as it can be.</summary>
    public double Reached(long cycles) => (double)Highest.Cycles / cycles;
}
