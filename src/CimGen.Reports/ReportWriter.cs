using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using CimGen.Core.Tables;
using CimGen.Core.Yaml;
using CimGen.Reports.Bounds;

namespace CimGen.Reports;

/// <summary>The report as files: cycles.csv, cores.csv, bounds.csv, traffic.csv, outputs.csv, summary.json.</summary>
public static class ReportWriter
{
    /// <summary>Where the report lies in the design's folder.</summary>
    public const string Folder = "report";

    /// <summary>The names of all files that a report may have.</summary>
    public static readonly ImmutableArray<string> FileNames = ["bounds.csv", "cores.csv", "cycles.csv", "outputs.csv", "summary.json", "traffic.csv"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <returns>Pairs of file name and text.</returns>
    public static IEnumerable<(string Name, string Text)> Files(CosimReport report)
    {
        yield return ("cycles.csv", Csv(
            ["layer", "name", "cores", "p_v", "cycles_golden", "cycles_rtl", "difference", "mvm_bound", "mvm_bound_reached", "highest_bound", "highest_bound_is", "highest_bound_reached", "speedup", "limit_ratio", "sqnr_db"],
            report.Layers.Select(l => new object[]
            {
                l.Index, l.Name, l.Cores, l.VerticalGroups, l.CyclesGolden, l.CyclesRtl, l.CyclesRtl - l.CyclesGolden, l.Bounds[BoundKind.Mvm],
                Math.Round((double)l.Bounds[BoundKind.Mvm] / l.CyclesRtl, 4), l.Bounds.Highest.Cycles, EnumNames.Of(l.Bounds.Highest.Kind), Math.Round(l.Bounds.Reached(l.CyclesRtl), 4), Round(l.Speedup), Round(l.Speedup / l.VerticalGroups), Math.Round(l.SqnrDecibels, 2),
            })));
        yield return ("cores.csv", Csv(
            ["core", "layers", "mvm", "load_store", "gpeu", "sync_wait", "bus_wait", "control", "idle", "total"],
            report.Cores.Select(c => new object[] { c.Core, c.Layers, c.Mvm, c.LoadStore, c.Gpeu, c.SyncWait, c.BusWait, c.Control, c.Idle, c.Total })));
        yield return ("bounds.csv", Csv(
            ["layer", "name", "bound", "core", "bound_cycles", "cycles_rtl"],
            report.Layers.SelectMany(l => Rows(l.Index, l.Name, l.Bounds, l.CyclesRtl)).Concat(Rows(-1, "run", report.Bounds, report.CyclesPerRun))));
        yield return ("traffic.csv", Csv(
            ["layer", "name", "kind", "values", "bytes"],
            report.Traffic.Select(t => new object[] { t.Layer, t.Name, t.Kind, t.Values, t.Bytes })));
        yield return ("outputs.csv", Csv(
            ["image", "label", "predicted", "cycles_golden", "cycles_rtl", .. report.Outputs.FirstOrDefault()?.Scores.Select((_, i) => $"score{i}") ?? []],
            report.Outputs.Select(o => new object[] { o.Image, o.Label, o.Predicted, o.CyclesGolden, o.CyclesRtl }.Concat(o.Scores.Cast<object>()).ToArray())));
        yield return ("summary.json", Json(report));
    }

    /// <summary>summary.json of a co-simulation that found a difference.</summary>
    /// <param name="mismatch">The diagnostics, in words.</param>
    public static (string Name, string Text) Mismatch(string design, int images, long cyclesGolden, IEnumerable<string> mismatch) => ("summary.json", new JsonObject
    {
        ["design"] = design,
        ["images"] = images,
        ["match"] = false,
        ["cyclesGolden"] = cyclesGolden,
        ["cyclesRtl"] = null,
        ["mismatch"] = new JsonArray([.. mismatch.Select(m => JsonValue.Create(m))]),
    }.ToJsonString(Indented) + "\n");

    private static IEnumerable<object[]> Rows(int layer, string name, ScopeBounds bounds, object cycles) =>
        bounds.All.Select(b => new[] { layer, name, EnumNames.Of(b.Kind), b.Core, b.Cycles, cycles });

    private static object Round(double? value) => value is { } v ? Math.Round(v, 4) : string.Empty;

    private static string Csv(IEnumerable<string> header, IEnumerable<object[]> rows)
    {
        var table = new Table(header);
        foreach (var row in rows)
        {
            table.Add(row);
        }

        return table.Csv();
    }

    private static string Json(CosimReport report)
    {
        var summary = new JsonObject
        {
            ["design"] = report.Design,
            ["images"] = report.Images,
            ["tracedImages"] = report.TracedImages,
            ["traceRecords"] = report.TraceRecords,
            ["match"] = report.Match,
            ["cyclesGolden"] = report.CyclesGolden,
            ["cyclesRtl"] = report.CyclesRtl,
            ["millisecondsPerImage"] = Math.Round(report.MillisecondsPerImage, 6),
            ["accuracy"] = report.Accuracy is { } a ? new JsonObject { ["float"] = a.Float, ["int8"] = a.Int8, ["rtl"] = a.Rtl } : null,
            ["agreement"] = report.Agreement is { } agreement ? Math.Round(agreement, 4) : null,
            ["limitRatio"] = report.LimitRatio is { } ratio ? Math.Round(ratio, 4) : null,
            ["utilisation"] = Math.Round(report.Utilisation, 4),
            ["busBytes"] = new JsonObject(report.BusBytes.Select(b => KeyValuePair.Create<string, JsonNode?>(b.Key, b.Value))),
            ["highestBound"] = new JsonObject
            {
                ["is"] = EnumNames.Of(report.Bounds.Highest.Kind),
                ["cycles"] = report.Bounds.Highest.Cycles,
                ["reached"] = Math.Round(report.Bounds.Highest.Cycles / report.CyclesPerRun, 4),
            },
            ["largestProgramBytes"] = report.LargestProgramBytes,
        };
        if (report.Throughput is { } throughput)
        {
            summary["batch"] = report.Batch;
            summary["latencyCycles"] = Math.Round(throughput.LatencyCycles, 1);
            summary["cyclesPerImage"] = Math.Round(throughput.CyclesPerImage, 1);
            summary["imagesPerSecond"] = Math.Round(throughput.ImagesPerSecond(report.ClockMegahertz), 1);
        }

        if (report.Forecast is { } forecast)
        {
            summary["forecast"] = new JsonObject
            {
                ["cyclesPerImage"] = Math.Round(forecast.CyclesPerImage, 1),
                ["busCyclesPerImage"] = Math.Round(forecast.BusCyclesPerImage, 1),
                ["cyclesWithWholeMaps"] = Math.Round(forecast.CyclesWithWholeMaps, 1),
                ["slowestLayer"] = forecast.SlowestLayer,
                ["slowestCycles"] = Math.Round(forecast.SlowestCycles, 1),
                ["moreCores"] = forecast.MoreCores,
                ["cyclesWithMore"] = Math.Round(forecast.CyclesWithMore, 1),
            };
        }

        if (report.Layers.Any(l => l.Choice is not null))
        {
            summary["choices"] = new JsonArray([.. report.Layers.Where(l => l.Choice is not null).Select(Choice)]);
        }

        return summary.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Choice(LayerReport layer) => new()
    {
        ["layer"] = layer.Index,
        ["name"] = layer.Name,
        ["unit"] = layer.Choice!.Unit,
        ["reason"] = layer.Choice.Reason,
        ["cycles"] = layer.CyclesRtl,
        ["crossbar"] = Predicted(layer.Choice.Crossbar),
        ["gpeu"] = layer.Choice.Gpeu is { } gpeu ? Predicted(gpeu) : null,
    };

    private static JsonObject Predicted(PredictedCycles prediction) => new() { ["cores"] = prediction.Cores, ["predictedCycles"] = prediction.Cycles };
}
