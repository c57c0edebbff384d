using System.Collections.Immutable;
using CimGen.Mapping;

namespace CimGen.Scheduling;

/// <summary>When the cores of a layer may begin, what they do in which order, and whom they tell.</summary>
/// <param name="Predecessors">
/// Layers whose completion this one waits for: they write its inputs, or use memory that it overwrites. A layer on the same single core is
/// not among them, as the core's program has the order.
/// </param>
/// <param name="Successors">Layers that have this one among their predecessors.</param>
/// <param name="StartCounter">Counter on each starting core that the predecessors call; -1 when it need not wait.</param>
/// <param name="StartCount">Value of the start counter at which the layer may begin.</param>
/// <param name="Start">The cores that wait for the start; the others wait for one of these anyway.</param>
/// <param name="Orders">For a layer with weights: the order of each tile. Empty otherwise.</param>
public sealed record LayerSchedule(
    LayerMapping Mapping,
    ImmutableArray<int> Predecessors,
    ImmutableArray<int> Successors,
    int StartCounter,
    int StartCount,
    CoreRange Start,
    ImmutableArray<WorkOrder> Orders)
{
    /// <summary>Counter on a core of this layer that its predecessor in the HG calls.</summary>
    public const int PartialSumCounter = 0;

    /// <summary>Cores that store parts of the output. When all of them are done, so is the layer.</summary>
    public IEnumerable<int> FinishingCores => Mapping is MatrixMapping matrix
        ? matrix.Tiles.Where((_, i) => Orders[i].Finishes).Select(t => t.Core)
        : Enumerable.Range(Mapping.FirstCore, Mapping.CoreCount);
}

/// <summary>Cores First, First + Stride, ...</summary>
public readonly record struct CoreRange(int First, int Stride, int Count)
{
    public IEnumerable<int> Cores
    {
        get
        {
            var (first, stride) = (First, Stride);
            return Enumerable.Range(0, Count).Select(i => first + (i * stride));
        }
    }

    public bool Contains(int core) => core >= First && (core - First) % Stride == 0 && (core - First) / Stride < Count;
}
