namespace CimGen.Reports.Bounds;

/// <summary>What alone keeps a design from being faster.</summary>
public enum BoundKind
{
    /// <summary>The crossbar of the busiest core: its multiplications, one after another.</summary>
    Mvm,

    /// <summary>The GPEU of the busiest core.</summary>
    Gpeu,

    /// <summary>The load/store unit of the busiest core: from issue to completion of its transfers, with the memory's latency.</summary>
    LoadStore,

    /// <summary>The program of the busiest core, as if no other core were there: what keeps its controller, and blocking units with it.</summary>
    Program,

    /// <summary>The beats of the bus's read channel.</summary>
    ReadChannel,

    /// <summary>The beats of the bus's write channel, CALLs among them.</summary>
    WriteChannel,

    /// <summary>The busier port of the shared memory.</summary>
    MemoryPort,

    /// <summary>All cores together on a bus without waiting: how the pipeline of the cores fills and drains.</summary>
    Pipeline,
}

/// <summary>A number of cycles that a design cannot go below.</summary>
/// <param name="Core">The core that sets it; -1 when it is something that all cores share.</param>
public sealed record Bound(BoundKind Kind, long Cycles, int Core = -1);
