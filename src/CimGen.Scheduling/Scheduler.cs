using System.Collections.Immutable;
using CimGen.Architectures;
using CimGen.Core.Diagnostics;
using CimGen.Mapping;

namespace CimGen.Scheduling;

/// <summary>Mapping to schedule: orders of work, which layer waits for which, counters.</summary>
public static class Scheduler
{
    public static Result<Schedule> Run(NetworkMapping mapping, Architecture architecture) =>
        MemoryPlanner.Run(mapping, architecture).Then(memory => Run(mapping, memory, architecture));

    private static Result<Schedule> Run(NetworkMapping mapping, MemoryPlan memory, Architecture architecture)
    {
        var bag = new DiagnosticBag();
        var predecessors = Predecessors(mapping, memory);
        var freeCounter = new int[architecture.Cores];
        var counted = mapping.Layers.OfType<MatrixMapping>().Where(m => m.VerticalGroups > 1 && !architecture.Forwards);
        foreach (var tile in counted.SelectMany(m => m.Tiles))
        {
            freeCounter[tile.Core] = LayerSchedule.PartialSumCounter + 1;
        }

        var layers = new List<LayerSchedule>();
        foreach (var layer in mapping.Layers)
        {
            var before = predecessors[layer.Index];
            var start = StartingCores(layer, architecture.Sync.Scheme);
            var counter = before.IsEmpty ? -1 : TakeCounter(start, freeCounter);
            var count = before.Sum(p => layers[p].FinishingCores.Count());
            var orders = Orders(mapping, layer, architecture.Sync.Scheme);
            if (counter >= architecture.Sync.Counters)
            {
                bag.Add(SchedulingDiagnostics.TooFewCounters(layer.Layer.Location, layer.Layer.Name, counter + 1, architecture.Sync.Counters));
            }

            var partialSums = counted.Contains(layer) && architecture.Sync.Scheme != SyncScheme.Sequential
                ? orders.Max(o => o.Phases.Sum(p => (long)p.Repeats * p.Count))
                : 0;
            if (partialSums > Sync.CounterMaximum)
            {
                var rows = ((MatrixMapping)layer).Tiles.Where(t => t.HorizontalGroup == 0).Sum(t => (long)t.Rows);
                bag.Add(SchedulingDiagnostics.PartialSumsOverflow(layer.Layer.Location, layer.Layer.Name, partialSums, rows));
            }
            else if (count > Sync.CounterMaximum)
            {
                bag.Add(SchedulingDiagnostics.StartOverflow(layer.Layer.Location, layer.Layer.Name, count));
            }

            var after = Enumerable.Range(0, mapping.Layers.Length).Where(i => predecessors[i].Contains(layer.Index));
            layers.Add(new LayerSchedule(layer, before, [.. after], counter, count, start, orders));
        }

        return Result.From(new Schedule(
            mapping, memory, architecture.Sync.Scheme, [.. layers], architecture.Forwards, architecture.Ifm == IfmDelivery.Multicast), bag);
    }

    /// <summary>Whether both layers have one core, the same.</summary>
    private static bool OnOneCore(LayerMapping one, LayerMapping other) =>
        one.CoreCount == 1 && other.CoreCount == 1 && one.FirstCore == other.FirstCore;

    /// <summary>All cores; but in the sequential scheme the first of each HG, for which the others wait.</summary>
    private static CoreRange StartingCores(LayerMapping layer, SyncScheme scheme) => layer is MatrixMapping matrix && scheme == SyncScheme.Sequential
        ? new CoreRange(matrix.FirstCore, matrix.VerticalGroups, matrix.HorizontalGroups)
        : new CoreRange(layer.FirstCore, 1, layer.CoreCount);

    /// <summary>One index for all of the cores, so that a loop can call them.</summary>
    private static int TakeCounter(CoreRange range, int[] free)
    {
        var counter = range.Cores.Max(c => free[c]);
        foreach (var core in range.Cores)
        {
            free[core] = counter + 1;
        }

        return counter;
    }

    private static ImmutableArray<WorkOrder> Orders(NetworkMapping mapping, LayerMapping layer, SyncScheme scheme)
    {
        if (layer is not MatrixMapping matrix)
        {
            return [];
        }

        var output = mapping.Network.Tensor(layer.Layer.Output).Shape;
        return [.. matrix.Tiles.Select(t => WorkOrderBuilder.Build(scheme, t.VerticalGroup, matrix.VerticalGroups, output.Height * output.Width))];
    }

    /// <summary>
    /// Who must be complete before a layer begins: the writers of its inputs, and everyone who used bytes that it overwrites.
    /// Left out are those that another predecessor has waited for already, and those that one core's program orders.
    /// </summary>
    private static ImmutableArray<int>[] Predecessors(NetworkMapping mapping, MemoryPlan memory)
    {
        var count = mapping.Layers.Length;
        var direct = new ImmutableArray<int>[count];
        var all = new HashSet<int>[count];
        var reads = mapping.Layers.Select(l => l.Layer.Inputs.Select(i => memory.Buffer(MemoryPlan.FeatureName(i))).ToArray()).ToArray();
        var writes = mapping.Layers.Select(l => Written(l, memory).ToArray()).ToArray();
        for (var i = 0; i < count; i++)
        {
            var needed = Enumerable.Range(0, i).Where(j =>
                writes[j].Any(w => reads[i].Any(w.SharesBytesWith)) ||
                writes[i].Any(w => reads[j].Any(w.SharesBytesWith) || writes[j].Any(w.SharesBytesWith))).ToHashSet();
            var inProgram = Enumerable.Range(0, i).Where(j => OnOneCore(mapping.Layers[j], mapping.Layers[i])).ToHashSet();
            var before = needed.Union(inProgram).ToArray();
            direct[i] = [.. needed.Except(inProgram).Where(j => !before.Any(k => k != j && all[k].Contains(j))).Order()];
            all[i] = [.. before, .. before.SelectMany(j => all[j])];
        }

        return direct;
    }

    private static IEnumerable<MemoryBuffer> Written(LayerMapping layer, MemoryPlan memory)
    {
        yield return memory.Buffer(MemoryPlan.FeatureName(layer.Layer.Output));
        if (layer is MatrixMapping { VerticalGroups: > 1 } matrix)
        {
            for (var h = 0; h < matrix.HorizontalGroups; h++)
            {
                if (memory.Find(MemoryPlan.PartialSumName(layer.Index, h)) is { } sums)
                {
                    yield return sums;
                }
            }
        }
    }
}
