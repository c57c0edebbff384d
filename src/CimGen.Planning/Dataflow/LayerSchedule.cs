using System.Collections.Immutable;
using System.Globalization;
using CimGen.Machines;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>When the tasks of a layer may begin, what they do in which order, and whom they tell. A layer has one task on each of its places.</summary>
/// <param name="Inputs">
/// The channels that it waits for: from layers that write its inputs, or use memory that it overwrites. A layer on the same single core is
/// not among them, as the core's program has the order.
/// </param>
/// <param name="Successors">Layers that wait for a channel from this one.</param>
/// <param name="Start">How its tasks wait for the channels.</param>
/// <param name="Orders">For a layer with weights: the order of each block. Empty otherwise.</param>
public sealed record LayerSchedule(
    LayerPlacement Placement,
    ImmutableArray<Channel> Inputs,
    ImmutableArray<int> Successors,
    StartBarrier Start,
    ImmutableArray<WorkOrder> Orders)
{
    /// <summary>Counter on a core of this layer that its predecessor in the HG calls.</summary>
    public const int PartialSumCounter = 0;

    /// <summary>How the rows come and go, where layers hand them on; null where a layer waits for others to be complete.</summary>
    public RowFlow? Rows { get; init; }

    /// <summary>Places that store parts of the output. When all of them are done, so is the layer.</summary>
    public ImmutableArray<Place> FinishingPlaces { get; } = Finishing(Placement, Orders);

    internal static ImmutableArray<Place> Finishing(LayerPlacement placement, ImmutableArray<WorkOrder> orders) => placement is MatrixPlacement matrix
        ? [.. matrix.Blocks.Where((_, i) => orders[i].Finishes).Select(b => b.Place)]
        : placement.Places;

    /// <summary>Stable text for the stage dump.</summary>
    internal string Dump()
    {
        var after = string.Join(' ', Inputs.Select(c => c.Producer).Distinct());
        var begin = Start.IsNone ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" start when c{Start.Counter} >= {Start.Count}");
        return string.Create(
            CultureInfo.InvariantCulture, $"layer {Placement.Index} {Placement.Layer.Name} after [{after}]{begin}{(Start.IsCollected ? $" at core {Start.Places[0]} for all" : "")}\n") + Rows?.Dump();
    }
}
