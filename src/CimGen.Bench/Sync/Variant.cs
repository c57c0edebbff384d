using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Bench.Sync;

/// <summary>A machine with other features than the paper's.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Apply">Puts the features into the paper's machine.</param>
public sealed record Variant(string Name, Func<Architecture, Architecture> Apply)
{
    /// <summary>The machine of Pelke et al.: blocking units, inputs core by core, partial sums in memory, CALLs over the bus.</summary>
    public static Variant Paper { get; } = new("paper", a => a);

    /// <summary>The machine with all features. One counter is enough for a layer on its own, which needs none.</summary>
    public static Variant Everything { get; } = new("all", a => a with
    {
        Controller = a.Microcode with { Units = UnitMode.Overlapped },
        Ifm = IfmDelivery.Multicast,
        PartialSums = PartialSumPath.Forward,
        Sync = a.Sync with { Transport = SyncTransport.Dedicated, Counters = 1 },
    });

    /// <summary>All variants, in the order of the tables: each feature alone, then all together.</summary>
    public static ImmutableArray<Variant> All { get; } =
    [
        Paper,
        new("overlapped", a => a.WithUnits(UnitMode.Overlapped)),
        new("dedicated", a => a with { Sync = a.Sync with { Transport = SyncTransport.Dedicated } }),
        new("tree", a => a with { Sync = a.Sync with { Transport = SyncTransport.Tree } }),
        new("multicast", a => a with { Ifm = IfmDelivery.Multicast }),
        new("forward", a => a with { PartialSums = PartialSumPath.Forward }),
        Everything,
    ];
}
