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
    double ClockMegahertz,
    IfmDelivery Ifm = IfmDelivery.Unicast,
    PartialSumPath PartialSums = PartialSumPath.Memory)
{
    public Gpeu Gpeu { get; init; } = new(Gpeu.DefaultLatencyCycles);

    /// <summary>
    /// Partial sums travel over links. Not in the sequential scheme, where a core is done with all vectors before the next one begins:
    /// only memory holds so many.
    /// </summary>
    public bool Forwards => PartialSums == PartialSumPath.Forward && Sync.Scheme != SyncScheme.Sequential;
}
