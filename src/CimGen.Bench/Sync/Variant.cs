using System.Collections.Immutable;
using CimGen.Architectures;

namespace CimGen.Bench.Sync;

/// <summary>A machine with other features than the paper's.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Apply">Puts the features into the paper's machine.</param>
public sealed record Variant(string Name, Func<Architecture, Architecture> Apply)
{
    /// <summary>The machine of Pelke et al.: blocking units, CALLs over the bus.</summary>
    public static Variant Paper { get; } = new("paper", a => a);

    /// <summary>All variants, in the order of the tables.</summary>
    public static ImmutableArray<Variant> All { get; } = [Paper];
}
