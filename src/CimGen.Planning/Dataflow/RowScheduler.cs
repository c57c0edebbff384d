using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>
/// All layers at once: a row of a layer begins when the rows are there that it reads. As in CLSA-CIM (R. Pelke et al., DATE 2024), with rows for pixels. All feature maps
/// have memory of their own, so that nobody waits for room and no wait can close a cycle.
/// </summary>
internal static class RowScheduler
{
    public static Result<Schedule> Run(NetworkPlacement placement, MemoryPlan memory, Architecture architecture)
    {
        var bag = new DiagnosticBag();
        if (architecture.Sync.Scheme != SyncScheme.Linear)
        {
            return SchedulingDiagnostics.RowsNeedLinear(placement.Network.Layers[0].Location, architecture.Sync.Scheme);
        }

        var layers = new List<LayerSchedule>();
        foreach (var layer in placement.Layers)
        {
            var orders = Orders(placement, layer);
            var counted = layer is MatrixPlacement { VerticalGroups: > 1 } && !architecture.Forwards;
            var counter = counted ? LayerSchedule.PartialSumCounter + 1 : 0;
            var chain = LayerSchedule.Finishing(layer, orders);
            var inputs = Writers(placement, memory, layer).Select(w =>
                new RowInput(Channel(layers[w.Index], layer.Index, placement.Network.Tensor(w.Layer.Output).Shape.Height), counter++, Needed(placement.Network, w, layer))).ToImmutableArray();
            var rows = new RowFlow(inputs, chain, chain.Length > 1 ? counter++ : -1, layer.Replicas);
            Check(layer, orders, counted, rows, counter, architecture, bag);
            layers.Add(new LayerSchedule(layer, [.. inputs.Select(i => i.Channel)], [], StartBarrier.Of(-1, 0, layer.Places), orders) { Rows = rows });
        }

        var successors = layers.SelectMany(l => l.Inputs).ToLookup(c => c.Producer, c => c.Consumer);
        return Result.From(
            new Schedule(
                placement,
                memory,
                architecture.Sync.Scheme,
                [.. layers.Select(l => l with { Successors = [.. successors[l.Placement.Index]] })],
                architecture.Forwards,
                architecture.Ifm == IfmDelivery.Multicast),
            bag);
    }

    private static void Check(LayerPlacement layer, ImmutableArray<WorkOrder> orders, bool counted, RowFlow rows, int counters, Architecture architecture, DiagnosticBag bag)
    {
        var (at, name) = (layer.Layer.Location, layer.Layer.Name);
        if (counters > architecture.Sync.Counters)
        {
            bag.Add(SchedulingDiagnostics.TooFewCounters(at, name, counters, architecture.Sync.Counters));
        }

        if (counted && orders.Max(o => o.Phases.Sum(p => (long)p.Repeats * p.Count)) is var sums and > Sync.CounterMax)
        {
            bag.Add(SchedulingDiagnostics.PartialSumsOverflow(at, name, sums, ((MatrixPlacement)layer).Blocks.Where(b => b is { HorizontalGroup: 0, Replica: 0 }).Sum(b => (long)b.Rows), architecture.Compute));
        }

        if (rows.Inputs.Select(i => i.Channel.Tokens).DefaultIfEmpty().Max() is var tokens and > Sync.CounterMax)
        {
            bag.Add(SchedulingDiagnostics.RowsOverflow(at, name, tokens));
        }
    }

    /// <summary>The rows of the block's replica, one after another.</summary>
    private static ImmutableArray<WorkOrder> Orders(NetworkPlacement placement, LayerPlacement layer)
    {
        var output = placement.Network.Tensor(layer.Layer.Output).Shape;
        return layer is MatrixPlacement matrix
            ? [.. matrix.Blocks.Select(b => WorkOrderBuilder.Rows(b.VerticalGroup, matrix.VerticalGroups, PositionRuns.Rows(output.Height, output.Width, b.Replica, matrix.Replicas)))]
            : [];
    }

    private static Channel Channel(LayerSchedule producer, int consumer, int rows) =>
        new(ChannelKind.Data, producer.Placement.Index, consumer, [.. producer.Rows!.Chain.Where((_, i) => producer.Rows.IsLast(i))], rows, rows);

    /// <summary>The layers before this one that write something of what it reads.</summary>
    private static IEnumerable<LayerPlacement> Writers(NetworkPlacement placement, MemoryPlan memory, LayerPlacement layer)
    {
        var reads = layer.Layer.Inputs.Select(i => MemoryUse.Of(placement.Network.Tensor(i), memory)).ToArray();
        return placement.Layers.Take(layer.Index).Where(w => reads.Any(MemoryUse.Of(placement.Network.Tensor(w.Layer.Output), memory).Meets));
    }

    /// <summary>How many rows of a writer have to be there for each row of a reader.</summary>
    private static ImmutableArray<int> Needed(QuantizedNetwork network, LayerPlacement writer, LayerPlacement reader)
    {
        var written = network.Tensor(writer.Layer.Output);
        var output = network.Tensor(reader.Layer.Output).Shape;
        var inputs = reader.Layer.Inputs.Select(network.Tensor).Where(i => i.Holder == written.Holder).ToArray();
        var needed = new int[output.Height];
        for (var row = 0; row < output.Height; row++)
        {
            var before = row == 0 ? 0 : needed[row - 1];
            needed[row] = Math.Max(before, inputs.Max(i => Written(written, InHolder(i, LastRow(reader.Layer, i.Shape, output, row)))));
        }

        return [.. needed];
    }

    /// <summary>The last row of an input that a row of the output is made of; below 0 for none.</summary>
    private static int LastRow(QuantizedLayer layer, FeatureShape input, FeatureShape output, int row)
    {
        Window? window = layer switch
        {
            QuantizedConvolution convolution => convolution.Window,
            QuantizedMaxPooling pooling => pooling.Window,
            QuantizedAveragePooling pooling => pooling.Window,
            _ => null,
        };
        return window is { } w ? Math.Min(input.Height - 1, (row * w.StrideY) - w.PadTop + w.SpanY - 1)
            : input.Height == output.Height ? row
            : input.Height - 1;
    }

    private static int InHolder(QuantizedTensor map, int row) => map.Part is { } part && row >= 0 ? part.Top + (part.StepY * row) : row;

    /// <summary>Rows of a map with which all is written down to a row of its holder.</summary>
    private static int Written(QuantizedTensor map, int last)
    {
        var (top, step) = map.Part is { } part ? (part.Top, part.StepY) : (0, 1);
        return last < top ? 0 : Math.Min(map.Shape.Height, ((last - top) / step) + 1);
    }
}
