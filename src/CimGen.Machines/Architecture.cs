namespace CimGen.Machines;

/// <summary>A checked architecture spec: every field within its range. docs/architecture-spec.md describes the fields.</summary>
/// <param name="Cores">Number of cores in the tile, 1..1024.</param>
/// <param name="Compute">What each core computes with.</param>
/// <param name="Controller">What issues commands to the units of each core.</param>
/// <param name="ClockMegahertz">Only for reporting times.</param>
public sealed record Architecture(
    string Name,
    int Cores,
    ComputeUnitSpec Compute,
    ControllerSpec Controller,
    Bus Bus,
    SharedMemory Memory,
    Sync Sync,
    double ClockMegahertz,
    IfmDelivery Ifm = IfmDelivery.Unicast,
    PartialSumPath PartialSums = PartialSumPath.Memory,
    DepthwiseUnit Depthwise = DepthwiseUnit.Auto,
    DataflowKind Dataflow = DataflowKind.Layers,
    FeatureMapKind FeatureMaps = FeatureMapKind.Whole)
{
    /// <summary>
    /// Partial sums travel over links. Not in the sequential scheme, where a core is done with all vectors before the next one begins:
    /// only memory holds so many.
    /// </summary>
    public bool Forwards => PartialSums == PartialSumPath.Forward && Sync.Scheme != SyncScheme.Sequential;

    /// <summary>Feature maps between layers hold the rows that somebody still reads; only where layers hand on rows.</summary>
    public bool Rolls => FeatureMaps != FeatureMapKind.Whole && Dataflow == DataflowKind.Rows;

    /// <summary>
    /// K: words of <c>bus.width_bytes</c> that a link between two cores holds. Two vectors: one that the receiver works on while the next
    /// one arrives. A ring in which every core sends a vector before it receives one needs more than one.
    /// </summary>
    public int LinkWords => 2 * Compute.OutputBytes / Bus.WidthBytes;
}
