using System.Collections.Immutable;
using CimGen.Mapping;

namespace CimGen.Scheduling;

/// <summary>When the cores of a layer may begin, what they do in which order, and whom they tell.</summary>
/// <param name="Predecessors">Layers that must be complete before this one may begin: they write its inputs, or use memory that it overwrites.</param>
/// <param name="Successors">Layers that have this one among their predecessors.</param>
/// <param name="StartCounter">Counter on each of the layer's cores that the predecessors call; -1 when it need not wait.</param>
/// <param name="StartCount">Value of the start counter at which the layer may begin.</param>
/// <param name="Orders">For a layer with weights: the order of each tile. Empty otherwise.</param>
public sealed record LayerSchedule(
    LayerMapping Mapping,
    ImmutableArray<int> Predecessors,
    ImmutableArray<int> Successors,
    int StartCounter,
    int StartCount,
    ImmutableArray<WorkOrder> Orders)
{
    /// <summary>Counter on a core of this layer that its predecessor in the HG calls.</summary>
    public const int PartialSumCounter = 0;

    /// <summary>Cores that store parts of the output. When all of them are done, so is the layer.</summary>
    public IEnumerable<int> FinishingCores => Mapping is MatrixMapping matrix
        ? matrix.Tiles.Where((_, i) => Orders[i].Finishes).Select(t => t.Core)
        : Enumerable.Range(Mapping.FirstCore, Mapping.CoreCount);
}
