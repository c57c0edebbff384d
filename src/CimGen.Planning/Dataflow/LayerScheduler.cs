using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>One layer after another: a layer begins when those are complete that it waits for.</summary>
internal static class LayerScheduler
{
    public static Result<Schedule> Run(NetworkPlacement placement, MemoryPlan memory, Architecture architecture)
    {
        var bag = new DiagnosticBag();
        var channels = Channels(placement, memory);
        var free = new Dictionary<Place, int>();
        var counted = placement.Layers.OfType<MatrixPlacement>().Where(m => m.VerticalGroups > 1 && !architecture.Forwards).ToHashSet();
        foreach (var block in counted.SelectMany(m => m.Blocks))
        {
            free[block.Place] = LayerSchedule.PartialSumCounter + 1;
        }

        var layers = new List<LayerSchedule>();
        var successors = channels.SelectMany(c => c).ToLookup(c => c.Producer, c => c.Consumer);
        foreach (var layer in placement.Layers)
        {
            var orders = Orders(placement, layer, architecture.Sync.Scheme);
            var inputs = channels[layer.Index].Select(c => c with { Producers = layers[c.Producer].FinishingPlaces }).ToImmutableArray();
            var places = StartingPlaces(layer, architecture.Sync.Scheme);
            var start = StartBarrier.Of(inputs.IsEmpty ? -1 : TakeCounter(places, free), inputs.Sum(c => c.Calls), places);
            if (start.Counter >= architecture.Sync.Counters)
            {
                bag.Add(SchedulingDiagnostics.TooFewCounters(layer.Layer.Location, layer.Layer.Name, start.Counter + 1, architecture.Sync.Counters));
            }

            var partialSums = counted.Contains(layer) && architecture.Sync.Scheme != SyncScheme.Sequential
                ? orders.Max(o => o.Phases.Sum(p => (long)p.Repeats * p.Count))
                : 0;
            if (partialSums > Sync.CounterMax)
            {
                var rows = ((MatrixPlacement)layer).Blocks.Where(b => b.HorizontalGroup == 0).Sum(b => (long)b.Rows);
                bag.Add(SchedulingDiagnostics.PartialSumsOverflow(layer.Layer.Location, layer.Layer.Name, partialSums, rows, architecture.Compute));
            }
            else if (start.Count > Sync.CounterMax)
            {
                bag.Add(SchedulingDiagnostics.StartOverflow(layer.Layer.Location, layer.Layer.Name, start.Count));
            }

            layers.Add(new LayerSchedule(layer, inputs, [.. successors[layer.Index].Distinct()], start, orders));
        }

        return Result.From(new Schedule(
            placement, memory, architecture.Sync.Scheme, [.. layers], architecture.Forwards, architecture.Ifm == IfmDelivery.Multicast), bag);
    }

    /// <summary>Whether both layers have one core, the same.</summary>
    private static bool OnOneCore(LayerPlacement one, LayerPlacement other) => one.Places is [var a] && other.Places is [var b] && a == b;

    /// <summary>All places; but in the sequential scheme the first of each HG, for which the others wait.</summary>
    private static ImmutableArray<Place> StartingPlaces(LayerPlacement layer, SyncScheme scheme) => layer is MatrixPlacement matrix && scheme == SyncScheme.Sequential
        ? [.. matrix.Blocks.Where(b => b.VerticalGroup == 0).Select(b => b.Place)]
        : layer.Places;

    /// <summary>One index for all of the places, so that a loop can call them.</summary>
    private static int TakeCounter(ImmutableArray<Place> places, Dictionary<Place, int> free)
    {
        var counter = places.Max(p => free.GetValueOrDefault(p));
        foreach (var place in places)
        {
            free[place] = counter + 1;
        }

        return counter;
    }

    private static ImmutableArray<WorkOrder> Orders(NetworkPlacement placement, LayerPlacement layer, SyncScheme scheme)
    {
        if (layer is not MatrixPlacement matrix)
        {
            return [];
        }

        var output = placement.Network.Tensor(layer.Layer.Output).Shape;
        return [.. matrix.Blocks.Select(b => WorkOrderBuilder.Build(scheme, b.VerticalGroup, matrix.VerticalGroups, output.Height * output.Width))];
    }

    /// <summary>
    /// Who must be complete before a layer begins, as channels of one token: the writers of its inputs, and everyone who used bytes that it
    /// overwrites. Left out are those that another predecessor has waited for already, and those that one core's program orders.
    /// </summary>
    private static ImmutableArray<Channel>[] Channels(NetworkPlacement placement, MemoryPlan memory)
    {
        var count = placement.Layers.Length;
        var direct = new ImmutableArray<Channel>[count];
        var all = new HashSet<int>[count];
        var reads = placement.Layers.Select(l => l.Layer.Inputs.Select(i => MemoryUse.Of(placement.Network.Tensor(i), memory)).ToArray()).ToArray();
        var writes = placement.Layers.Select(l => Written(l, placement, memory).ToArray()).ToArray();
        for (var i = 0; i < count; i++)
        {
            var writers = Enumerable.Range(0, i).Where(j => writes[j].Any(w => reads[i].Any(w.Meets))).ToHashSet();
            var users = Enumerable.Range(0, i).Where(j => writes[i].Any(w => reads[j].Any(w.Meets) || writes[j].Any(w.Meets)));
            var needed = writers.Union(users).ToHashSet();
            var inProgram = Enumerable.Range(0, i).Where(j => OnOneCore(placement.Layers[j], placement.Layers[i])).ToHashSet();
            var before = needed.Union(inProgram).ToArray();
            direct[i] = [.. needed.Except(inProgram).Where(j => !before.Any(k => k != j && all[k].Contains(j))).Order().Select(j =>
                new Channel(writers.Contains(j) ? ChannelKind.Data : ChannelKind.Room, j, i, [], Tokens: 1, Capacity: 1))];
            all[i] = [.. before, .. before.SelectMany(j => all[j])];
        }

        return direct;
    }

    private static IEnumerable<MemoryUse> Written(LayerPlacement layer, NetworkPlacement placement, MemoryPlan memory)
    {
        yield return MemoryUse.Of(placement.Network.Tensor(layer.Layer.Output), memory);
        if (layer is MatrixPlacement { VerticalGroups: > 1 } matrix)
        {
            for (var h = 0; h < matrix.HorizontalGroups; h++)
            {
                if (memory.Find(MemoryPlan.PartialSumName(layer.Index, h)) is { } sums)
                {
                    yield return new MemoryUse(sums, null);
                }
            }
        }
    }
}
