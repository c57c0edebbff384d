using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>
/// All layers at once: a row of a layer begins when the rows are there that it reads. As in CLSA-CIM (R. Pelke et al., DATE 2024), with rows for pixels. With several
/// images in a run, a row also waits until those of the image before that it overwrites are read.
/// </summary>
/// <remarks>
/// Nobody waits in a circle: rows of an image wait for earlier layers of this image, and for any layer of the image before only.
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
        var inputs = Awaited(layer, chain).Select(a => new RowInput(Channel(a), counter++, a.Needed, a.Places, a.Lag)).ToImmutableArray();
        var rows = new RowFlow(inputs, chain, chain.Length > 1 ? counter++ : -1, layer.Replicas);
        Check(layer, orders, rows, counter);
        var after = inputs.Where(i => i.Lag == 0).Select(i => i.Channel).ToImmutableArray();
        var before = _placement.Layers.Skip(layer.Index + 1).Where(l => Writers(l).Contains(layer)).Select(l => l.Index);
        return new LayerSchedule(layer, after, [.. before], StartBarrier.Of(-1, 0, layer.Places), orders) { Rows = rows };

        Channel Channel(in Wait wait)
        {
            var tokens = RowsOf(_placement.Layers[wait.For]);
            var links = chains[wait.For];
            var parts = links.Length / _placement.Layers[wait.For].Replicas;
            return new Channel(wait.Lag > 0 ? ChannelKind.Room : ChannelKind.Data, wait.For, layer.Index, [.. links.Where((_, i) => i % parts == parts - 1)], tokens, tokens);
        }
    }

    /// <summary>What a layer waits for.</summary>
    private IEnumerable<Wait> Awaited(LayerPlacement layer, ImmutableArray<Place> chain)
    {
        foreach (var writer in Writers(layer))
        {
            yield return new Wait(writer.Index, _needs.Rows(writer.Layer, layer.Layer), layer.Places, Lag: 0);
        }

        if (_batch == 1)
        {
            yield break;
        }

        foreach (var reader in _placement.Layers.Skip(layer.Index + 1).Where(l => !IsForEachImage(layer.Layer.Output) && Writers(l).Contains(layer)))
        {
            yield return new Wait(reader.Index, _needs.Room(layer.Layer, reader.Layer), chain, Lag: 1);
        }

        // Elsewhere the rows that come in are written when those that they overwrite are read, and with them the partial sums.
        if (CountsPartialSums(layer) && layer.Layer.Inputs.All(IsForEachImage))
        {
            yield return new Wait(layer.Index, [.. Enumerable.Range(1, RowsOf(layer))], [.. layer.Places.Except(chain)], Lag: 1);
        }
    }

    private bool IsForEachImage(string map) => _memory.Features[map].ImagePitch > 0;

    private bool CountsPartialSums(LayerPlacement layer) => layer is MatrixPlacement { VerticalGroups: > 1 } && !_architecture.Forwards;

    private int RowsOf(LayerPlacement layer) => _placement.Network.Tensor(layer.Layer.Output).Shape.Height;

    /// <summary>The layers before this one that write something of what it reads.</summary>
    private IEnumerable<LayerPlacement> Writers(LayerPlacement layer)
    {
        var reads = layer.Layer.Inputs.Select(i => MemoryUse.Of(_placement.Network.Tensor(i), _memory)).ToArray();
        return _placement.Layers.Take(layer.Index).Where(w => reads.Any(MemoryUse.Of(_placement.Network.Tensor(w.Layer.Output), _memory).Meets));
    }

    /// <summary>The rows of the block's replica, one after another.</summary>
    private ImmutableArray<WorkOrder> Orders(LayerPlacement layer)
    {
        var output = _placement.Network.Tensor(layer.Layer.Output).Shape;
        return layer is MatrixPlacement matrix
            ? [.. matrix.Blocks.Select(b => WorkOrderBuilder.Rows(b.VerticalGroup, matrix.VerticalGroups, PositionRuns.Rows(output.Height, output.Width, b.Replica, matrix.Replicas)))]
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
    private readonly record struct Wait(int For, ImmutableArray<int> Needed, ImmutableArray<Place> Places, int Lag);
}
