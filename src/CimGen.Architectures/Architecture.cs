namespace CimGen.Architectures;

/// <summary>A checked architecture spec: every field within its range. docs/architecture-spec.md describes the fields.</summary>
/// <param name="Cores">Number of cores in the tile, 1..1024.</param>
/// <param name="InstructionMemoryBytes">Per core, a multiple of 8.</param>
/// <param name="ClockMegahertz">Only for reporting times.</param>
public sealed record Architecture(
    string Name,
    int Cores,
    Crossbar Crossbar,
    UnitMode Units,
    Bus Bus,
    SharedMemory Memory,
    Sync Sync,
    int InstructionMemoryBytes,
    double ClockMegahertz);

/// <summary>The array that multiplies.</summary>
/// <param name="Rows">Inputs (bytes), a power of two.</param>
/// <param name="Columns">Outputs (32-bit sums), a power of two.</param>
/// <param name="MvmCycles">Cycles of one MVM of the behavioural implementation.</param>
/// <param name="MacLanes">Multipliers of the emulated implementation; divides <paramref name="Columns"/>.</param>
public sealed record Crossbar(int Rows, int Columns, CrossbarImplementation Implementation, int MvmCycles, int MacLanes);

public enum CrossbarImplementation
{
    /// <summary>All products at once after <see cref="Crossbar.MvmCycles"/>; stands for the analog macro in simulation.</summary>
    Behavioural,

    /// <summary>Synthesizable: row after row through <see cref="Crossbar.MacLanes"/> multipliers.</summary>
    Emulated,
}

/// <summary>Whether load/store unit, crossbar and GPEU of a core run at the same time.</summary>
public enum UnitMode
{
    Blocking,
    Overlapped,
}

/// <param name="WidthBytes">Bytes that one beat carries: 4, 8, 16, 32 or 64.</param>
public sealed record Bus(int WidthBytes);

/// <param name="SizeBytes">A multiple of the bus width.</param>
/// <param name="LatencyCycles">From the address of a read to its data, at least 1.</param>
public sealed record SharedMemory(int SizeBytes, int LatencyCycles);

/// <param name="Counters">Counters per core, 1..16.</param>
public sealed record Sync(SyncScheme Scheme, SyncTransport Transport, int Counters);

/// <summary>The order in which the cores of one HG work on its output vectors (Pelke et al., VLSI-SoC 2023).</summary>
public enum SyncScheme
{
    Sequential,
    Linear,
    Cyclic,
}

/// <summary>How a CALL reaches its counter.</summary>
public enum SyncTransport
{
    /// <summary>As a 4-byte write over the bus.</summary>
    Bus,

    /// <summary>Over a wire of its own.</summary>
    Dedicated,
}
