using System.Collections.Immutable;
using CimGen.Machines;

namespace CimGen.Bench.Sync;

/// <summary>The experiments of <c>cimgen-bench sync</c>.</summary>
public static class SyncMatrix
{
    /// <summary>Sides of the crossbars.</summary>
    public static ImmutableArray<int> Crossbars { get; } = [32, 64, 128];

    /// <summary>Widths of the bus in bytes.</summary>
    public static ImmutableArray<int> Buses { get; } = [4, 8, 16, 32, 64];

    /// <summary>Widths of the bus at which every feature runs alone.</summary>
    public static ImmutableArray<int> AblationBuses { get; } = [4, 16];

    /// <summary>Cycles of one multiplication: the paper's, and a fast crossbar's.</summary>
    public static ImmutableArray<int> MvmCycles { get; } = [1400, 128];

    /// <summary>
    /// All points of the given layers; those with equal programs up to the bus are neighbours. Machines with one feature run the layers of
    /// table II with the paper's crossbar only.
    /// </summary>
    public static IEnumerable<SyncPoint> Points(IEnumerable<Workload> workloads) =>
        from workload in workloads
        from crossbar in Crossbars
        from variant in Variant.All
        let whole = variant == Variant.Paper || variant == Variant.Everything
        where whole || workload.InTableTwo
        from scheme in Enum.GetValues<SyncScheme>()
        from bus in whole ? Buses : AblationBuses
        from cycles in whole ? MvmCycles : MvmCycles[..1]
        select new SyncPoint(workload, crossbar, bus, scheme, cycles, variant);
}
