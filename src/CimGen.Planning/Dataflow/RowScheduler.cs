using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>
/// All layers at once: a row of a layer begins when the rows are there that it reads. As in CLSA-CIM (R. Pelke et al., DATE 2024), with rows for pixels. With several
/// images in a run, or feature maps that roll, a row also waits until those that it overwrites are read.
/// </summary>
/// <remarks>
/// Nobody waits in a circle. With whole maps rows of an image wait for earlier layers of this image, and for any layer of the image before only; maps that
/// roll are as large as <see cref="RollingBuffers"/> has tried out.
/// </remarks>
internal sealed class RowScheduler
{
    private readonly NetworkPlacement _placement;
    private readonly MemoryPlan _memory;
    private readonly Architecture _architecture;
    private readonly int _batch;
    private readonly RowNeeds _needs;
    private readonly DiagnosticBag _bag = new();

    private RowScheduler(NetworkPlacement placement, MemoryPlan memory, Architecture architecture, int batch)
    {
        (_placement, _memory, _architecture, _batch) = (placement, memory, architecture, batch);
        _needs = new RowNeeds(placement.Network);
    }

    /// <param name="batch">Images of a run.</param>
    public static Result<Schedule> Run(NetworkPlacement placement, MemoryPlan memory, Architecture architecture, int batch) =>
        architecture.Sync.Scheme == SyncScheme.Linear
            ? new RowScheduler(placement, memory, architecture, batch).Run()
            : SchedulingDiagnostics.RowsNeedLinear(placement.Network.Layers[0].Location, architecture.Sync.Scheme);

    private Result<Schedule> Run()
    {
        var orders = _placement.Layers.Select(Orders).ToArray();
        var chains = _placement.Layers.Zip(orders, LayerSchedule.Finishing).ToArray();
        var layers = _placement.Layers.Select((l, i) => Scheduled(l, orders[i], chains)).ToImmutableArray();
        return Result.From(
            new Schedule(_placement, _memory, _architecture.Sync.Scheme, layers, _architecture.Forwards, _architecture.Ifm == IfmDelivery.Multicast) { Batch = _batch }, _bag);
    }

    private LayerSchedule Scheduled(LayerPlacement layer, ImmutableArray<WorkOrder> orders, ImmutableArray<Place>[] chains)
    {
        var counted = CountsPartialSums(layer);
        var counter = counted ? LayerSchedule.PartialSumCounter + 1 : 0;
        var chain = chains[layer.Index];
        var inputs = Awaited(layer, chain).Select(a => new RowInput(Channel(a), counter++, a.Needed, a.Places)).ToImmutableArray();
        var rows = new RowFlow(inputs, chain, chain.Length > 1 ? counter++ : -1, layer.Replicas.Rows);
        Check(layer, orders, rows, counter);
        var after = inputs.Where(i => i.Channel.Kind == ChannelKind.Data).Select(i => i.Channel).ToImmutableArray();
        return new LayerSchedule(layer, after, [.. _needs.Readers(layer.Index)], StartBarrier.Of(-1, 0, layer.Places), orders) { Rows = rows };

        Channel Channel(in Wait wait)
        {
            var tokens = RowsOf(_placement.Layers[wait.For]);
            var links = chains[wait.For];
            var parts = links.Length / _placement.Layers[wait.For].Replicas.Rows;
            return new Channel(wait.Kind, wait.For, layer.Index, [.. links.Where((_, i) => i % parts == parts - 1)], tokens, wait.Capacity);
        }
    }

    /// <summary>What a layer waits for.</summary>
    private IEnumerable<Wait> Awaited(LayerPlacement layer, ImmutableArray<Place> chain)
    {
        foreach (var writer in _needs.Writers(layer.Index).Select(w => _placement.Layers[w]))
        {
            yield return new Wait(ChannelKind.Data, writer.Index, _needs.Rows(writer.Layer, layer.Layer), layer.Places, _memory.Features[writer.Layer.Output].Rows);
        }

        var rows = _memory.Features[layer.Layer.Output].Rows;
        foreach (var reader in _needs.Readers(layer.Index).Where(_ => !IsForEachImage(layer.Layer.Output)).Select(r => _placement.Layers[r]))
        {
            var room = _needs.Room(layer.Layer, reader.Layer, rows);
            if (_batch > 1 || room[^1] > 0)
            {
                yield return new Wait(ChannelKind.Room, reader.Index, room, chain, rows);
            }
        }

        // Elsewhere the rows that come in are written when those that they overwrite are read, and with them the partial sums.
        if (_batch > 1 && CountsPartialSums(layer) && layer.Layer.Inputs.All(IsForEachImage))
        {
            var all = RowsOf(layer);
            yield return new Wait(ChannelKind.Room, layer.Index, [.. Enumerable.Range(1 - all, all)], [.. layer.Places.Except(chain)], all);
        }
    }

    private bool IsForEachImage(string map) => _memory.Features[map].ImagePitch > 0;

    private bool CountsPartialSums(LayerPlacement layer) => layer is MatrixPlacement { VerticalGroups: > 1 } && !_architecture.Forwards;

    private int RowsOf(LayerPlacement layer) => _placement.Network.Tensor(layer.Layer.Output).Shape.Height;

    /// <summary>The rows of the block's replica, one after another.</summary>
    private ImmutableArray<WorkOrder> Orders(LayerPlacement layer)
    {
        var output = _placement.Network.Tensor(layer.Layer.Output).Shape;
        return layer is MatrixPlacement matrix
            ? [.. matrix.Blocks.Select(b => WorkOrderBuilder.Rows(b.VerticalGroup, matrix.VerticalGroups, matrix.Replicas.Positions(output.Height, output.Width, b.Replica)))]
            : [];
    }

    private void Check(LayerPlacement layer, ImmutableArray<WorkOrder> orders, RowFlow rows, int counters)
    {
        var (at, name) = (layer.Layer.Location, layer.Layer.Name);
        if (counters > _architecture.Sync.Counters)
        {
            _bag.Add(SchedulingDiagnostics.TooFewCounters(at, name, counters, _architecture.Sync.Counters));
        }

        if (CountsPartialSums(layer) && _batch * orders.Max(o => o.Phases.Sum(p => (long)p.Repeats * p.Count)) is var sums and > Sync.CounterMax)
        {
            _bag.Add(SchedulingDiagnostics.PartialSumsOverflow(at, name, sums, ((MatrixPlacement)layer).Blocks.Where(b => b is { HorizontalGroup: 0, Replica: 0 }).Sum(b => (long)b.Rows), _architecture.Compute));
        }

        if (_batch * (long)rows.Inputs.Select(i => i.Channel.Tokens).Append(RowsOf(layer)).Max() is var tokens and > Sync.CounterMax)
        {
            _bag.Add(SchedulingDiagnostics.RowsOverflow(at, name, tokens));
        }
    }

    /// <param name="For">Index of the layer whose rows are awaited.</param>
    /// <param name="Capacity">Rows that there is room for.</param>
    private readonly record struct Wait(ChannelKind Kind, int For, ImmutableArray<int> Needed, ImmutableArray<Place> Places, int Capacity);
}
