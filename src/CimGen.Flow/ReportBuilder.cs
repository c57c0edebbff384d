using System.Collections.Immutable;
using CimGen.Core.Yaml;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;
using CimGen.Reports;
using CimGen.Reports.Bounds;

namespace CimGen.Flow;

/// <summary>Gathers the figures of a co-simulation.</summary>
public static class ReportBuilder
{
    public static CosimReport Build(CosimResult result, int tracedImages)
    {
        var design = result.Design;
        var bounds = design.Bounds();
        var layers = Layers(result, bounds);
        var withLimit = layers.Where(l => l.Speedup is not null).ToList();
        var traffic = Traffic(result);
        var matrixCores = design.Schedule.Placement.Layers.OfType<MatrixPlacement>().SelectMany(m => m.Places).Select(design.Architecture.CoreAt).ToHashSet();
        var cores = Cores(result);
        var predictions = Predictions.Of(design, result.Stimulus, result.Golden);
        return new CosimReport(
            design.Design.Name,
            Match: true,
            result.Stimulus.Images.Length,
            tracedImages,
            result.TraceRecords,
            result.Golden.Cycles.Sum(),
            result.Runs.Sum(r => r.Cycles),
            design.Architecture.ClockMegahertz,
            Accuracy(result, predictions),
            predictions?.Agreement,
            withLimit.Count == 0 ? null : withLimit.Sum(l => l.Speedup!.Value * l.CyclesRtl / l.VerticalGroups) / withLimit.Sum(l => l.CyclesRtl),
            (double)cores.Where(c => matrixCores.Contains(c.Core)).Sum(c => c.Mvm) / Math.Max(1, cores.Where(c => matrixCores.Contains(c.Core)).Sum(c => c.Total)),
            bounds.Whole,
            traffic.GroupBy(t => t.Kind).ToImmutableSortedDictionary(g => g.Key, g => g.Sum(t => t.Bytes), StringComparer.Ordinal),
            design.LargestProgramBytes,
            layers,
            cores,
            Outputs(result),
            traffic)
        { Batch = result.Golden.Batch, Throughput = result.Golden.Throughput, Forecast = design.Forecast(bounds.Whole) };
    }

    private static ImmutableArray<LayerReport> Layers(CosimResult result, DesignBounds bounds)
    {
        if (result.RtlStatistics is not { } statistics)
        {
            return [];
        }

        var design = result.Design;
        return [.. design.Schedule.Placement.Layers.Select(layer =>
        {
            var cycles = statistics.Cycles(layer.Index);
            var vertical = layer is MatrixPlacement matrix ? matrix.VerticalGroups : 1;
            return new LayerReport(
                layer.Index,
                layer.Layer.Name,
                layer.Places.Length,
                vertical,
                result.GoldenStatistics!.Cycles(layer.Index),
                cycles,
                bounds.Layers[layer.Index],
                vertical > 1 && !result.SequentialCycles.IsEmpty ? (double)result.SequentialCycles[layer.Index] / cycles : null,
                Decibels(result, layer.Layer))
            {
                Choice = layer.Choice is { } choice ? new ChoiceReport(EnumNames.Of(choice.Unit), choice.Reason, Predicted(choice.Crossbar), choice.Vector is { } vector ? Predicted(vector) : null) : null,
            };
        })];
    }

    private static PredictedCycles Predicted(UnitOption option) => new(option.Cores, option.Cycles);

    /// <summary>A copy that mapping has added is as good as what it copies.</summary>
    private static double Decibels(CosimResult result, QuantizedLayer layer)
    {
        var network = result.Design.Network;
        var map = network.Tensors.Any(t => t.Name == layer.Output) ? layer.Output : layer.Inputs[0];
        return result.Golden.Noise?[map].Decibels ?? double.NaN;
    }

    private static ImmutableArray<CoreReport> Cores(CosimResult result)
    {
        var layers = (from layer in result.Design.Schedule.Placement.Layers
                      from place in layer.Places
                      select (Core: result.Design.Architecture.CoreAt(place), layer.Index)).ToLookup(l => l.Core, l => l.Index);
        return
        [
            .. result.Golden.Cores.Select((c, i) => new CoreReport(
                i, string.Join(' ', layers[i]), c.Mvm, c.LoadStore, c.Gpeu, c.SyncWait, c.BusWait, c.Control, c.Idle)),
        ];
    }

    private static ImmutableArray<TrafficReport> Traffic(CosimResult result)
    {
        if (result.RtlStatistics is not { } s)
        {
            return [];
        }

        var images = s.Runs * result.Golden.Batch;
        return [.. from layer in result.Design.Schedule.Placement.Layers
                   from kind in Enum.GetValues<TrafficKind>()
                   where s.Bytes[layer.Index, (int)kind] > 0
                   select new TrafficReport(layer.Index, layer.Layer.Name, Name(kind), s.Values[layer.Index, (int)kind] / images, s.Bytes[layer.Index, (int)kind] / images)];
    }

    private static string Name(TrafficKind kind) => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];

    private static Accuracy? Accuracy(CosimResult result, Predictions? predictions)
    {
        var labels = result.Stimulus.Labels;
        return predictions is null || labels.IsEmpty || !result.Design.Float.HasClasses
            ? null
            : new Accuracy(
                Predictions.Share(predictions.Float, labels),
                Predictions.Share(predictions.Int8, labels),
                Predictions.Share([.. result.ImageOutputs.Select(o => Predictions.Largest(o, result.Design.Float))], labels));
    }

    private static ImmutableArray<OutputReport> Outputs(CosimResult result)
    {
        var network = result.Design.Float;
        return
        [
            .. result.ImageOutputs.Select((output, image) => new OutputReport(
                image,
                result.Stimulus.Labels.IsEmpty ? -1 : result.Stimulus.Labels[image],
                Predictions.Largest(output, network),
                result.Golden.Cycles[image / result.Golden.Batch],
                result.Runs[image / result.Golden.Batch].Cycles,
                [.. network.InModelOrder(output).Select(v => (int)v)])),
        ];
    }
}
