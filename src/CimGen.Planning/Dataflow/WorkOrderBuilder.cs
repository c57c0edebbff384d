using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>The schemes of Pelke et al., VLSI-SoC 2023: who works on which output vector when.</summary>
public static class WorkOrderBuilder
{
    /// <param name="core">v: position of the core in its HG, 0..cores-1.</param>
    /// <param name="cores">P_V.</param>
    /// <param name="vectors">O_V.</param>
    public static WorkOrder Build(SyncScheme scheme, int core, int cores, int vectors)
    {
        if (cores == 1)
        {
            return Straight(VectorRole.Only, vectors);
        }

        return scheme == SyncScheme.Cyclic ? Cyclic(core, cores, vectors) : Straight(Role(core, cores), vectors);
    }

    /// <summary>The linear scheme row by row.</summary>
    /// <param name="core">v: position of the core in its HG, 0..cores-1.</param>
    /// <param name="cores">P_V.</param>
    /// <param name="rows">A run is a row.</param>
    public static WorkOrder Rows(int core, int cores, PositionRuns rows) =>
        new([new WorkPhase(rows.First, rows.Count, rows.Distance, [new VectorSegment(cores == 1 ? VectorRole.Only : Role(core, cores), 0, rows.Length, rows.Step)])]);

    private static WorkOrder Straight(VectorRole role, int vectors) =>
        new([new WorkPhase(0, 1, vectors, [new VectorSegment(role, 0, vectors)])]);

    private static VectorRole Role(int core, int cores) =>
        core == 0 ? VectorRole.First : core == cores - 1 ? VectorRole.Last : VectorRole.Middle;

    /// <summary>
    /// Groups of P_V vectors; in each, core v begins at vector v, so that vector j goes through cores j, j-1, .., 0, P_V-1, .., j+1.
    /// </summary>
    /// <remarks>
    /// linear, P_V = 3       ->  cyclic
    /// core 0: 0f 1f 2f 3f ..    core 0: 0f 1m 2l | 3f ..
    /// core 1:    0m 1m 2m ..    core 1: 1f 2m 0l | 4f ..
    /// core 2:       0l 1l ..    core 2: 2f 0m 1l | 5f ..
    /// The rest of less than P_V vectors would leave cores idle in a ring. It takes the same links in a pipeline from core P_V-1 to
    /// core 0, as in the linear scheme, and comes first: the cores leave it one after another, in the order in which the ring needs
    /// them, instead of all asking for the bus at once.
    /// </remarks>
    private static WorkOrder Cyclic(int core, int cores, int vectors)
    {
        var groups = vectors / cores;
        var rest = vectors % cores;
        var phases = ImmutableArray.CreateBuilder<WorkPhase>();
        if (rest > 0)
        {
            phases.Add(new WorkPhase(0, 1, cores, [new VectorSegment(Role(cores - 1 - core, cores), 0, rest)]));
        }

        if (groups > 0)
        {
            phases.Add(new WorkPhase(rest, groups, cores, Segments(core, cores)));
        }

        return new WorkOrder(phases.ToImmutable());
    }

    private static ImmutableArray<VectorSegment> Segments(int core, int cores)
    {
        var segments = ImmutableArray.CreateBuilder<VectorSegment>();
        for (var i = 0; i < cores; i++)
        {
            var vector = (core + i) % cores;

            // Vector j is at core j first and at core j + 1 last.
            var role = i == 0 ? VectorRole.First : i == cores - 1 ? VectorRole.Last : VectorRole.Middle;
            if (segments.Count > 0 && segments[^1] is { } last && last.Role == role && last.First + last.Count == vector)
            {
                segments[^1] = last with { Count = last.Count + 1 };
            }
            else
            {
                segments.Add(new VectorSegment(role, vector, 1));
            }
        }

        return segments.ToImmutable();
    }
}
