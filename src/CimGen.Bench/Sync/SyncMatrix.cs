using System.Collections.Immutable;
using CimGen.Architectures;

namespace CimGen.Bench.Sync;

/// <summary>The experiments of <c>cimgen-bench sync</c>.</summary>
public static class SyncMatrix
{
    /// <summary>Sides of the crossbars.</summary>
    public static ImmutableArray<int> Crossbars { get; } = [32, 64, 128];

    /// <summary>Widths of the bus in bytes.</summary>
    public static ImmutableArray<int> Buses { get; } = [4, 8, 16, 32, 64];

    /// <summary>Cycles of one multiplication: the paper's, and a fast crossbar's.</summary>
    public static ImmutableArray<int> MvmCycles { get; } = [1400, 128];

    /// <summary>All points of the given layers; those with equal programs up to the bus are neighbours.</summary>
    public static IEnumerable<SyncPoint> Points(IEnumerable<Workload> workloads) =>
        from workload in workloads
        from crossbar in Crossbars
        from variant in Variant.All
        from scheme in Enum.GetValues<SyncScheme>()
        from bus in Buses
        from cycles in MvmCycles
        select new SyncPoint(workload, crossbar, bus, scheme, cycles, variant);
}
