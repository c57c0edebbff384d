using System.Collections.Immutable;
using System.Text.Json;
using CimGen.Reports.Bounds;

namespace CimGen.Reports.Tests;

public class ReportWriterTests
{
    private static readonly CosimReport Report = new(
        "tiny",
        Match: true,
        Images: 2,
        TracedImages: 1,
        TraceRecords: 1234,
        CyclesGolden: 3000,
        CyclesRtl: 3000,
        ClockMegahertz: 100,
        new Accuracy(1, 0.5, 0.5),
        0.75,
        LimitRatio: 0.987654,
        Utilisation: 0.25,
        Limits(mvm: 700, pipeline: 1200),
        new Dictionary<string, long> { ["call"] = 8, ["bias"] = 4 }.ToImmutableSortedDictionary(),
        LargestProgramBytes: 96,
        [new LayerReport(0, "conv, first", 2, 2, 1400, 1400, Limits(mvm: 700, pipeline: 1050), 1.9, 40.126), new LayerReport(1, "pool", 1, 1, 100, 100, Limits(mvm: 0, pipeline: 100), null, 41)
        {
            Choice = new ChoiceReport("gpeu", "fewer cycles", new PredictedCycles(2, 300), new PredictedCycles(4, 90)),
        }],
        [new CoreReport(0, "0 1", 700, 100, 100, 50, 25, 25, 0)],
        [new OutputReport(0, 7, 3, 1500, 1500, [-5, 127]), new OutputReport(1, 1, 1, 1500, 1500, [3, 4])],
        [new TrafficReport(0, "conv, first", "call", 2, 8)]);

    private static ScopeBounds Limits(long mvm, long pipeline) => new(
        [.. Enum.GetValues<BoundKind>().Select(k => new Bound(k, k == BoundKind.Mvm ? mvm : k == BoundKind.Pipeline ? pipeline : 1))]);

    private static readonly Dictionary<string, string> Files = ReportWriter.Files(Report).ToDictionary(f => f.Name, f => f.Text);

    /// <summary>The manifest of a design folder has them before there is a report.</summary>
    [Fact]
    public void ItsFilesAreKnownBeforehand() => Assert.Equal(ReportWriter.FileNames, Files.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void TheSummaryOfAPipelineHasItsForecast()
    {
        var report = Report with { Batch = 4, Forecast = new ForecastReport(1000.04, 900, 1000.04, "conv, first", 950, 3, 700) };
        var forecast = JsonDocument.Parse(ReportWriter.Files(report).Single(f => f.Name == "summary.json").Text).RootElement.GetProperty("forecast");

        Assert.Equal(
            ["cyclesPerImage 1000", "busCyclesPerImage 900", "cyclesWithWholeMaps 1000", "slowestLayer conv, first", "slowestCycles 950", "moreCores 3", "cyclesWithMore 700"],
            forecast.EnumerateObject().Select(p => $"{p.Name} {p.Value}"));
        Assert.False(report.Forecast.IsOfBus || report.Forecast.IsOfMaps);
        Assert.True((report.Forecast with { BusCyclesPerImage = 1001 }).IsOfBus);
        Assert.True((report.Forecast with { CyclesWithWholeMaps = 900 }).IsOfMaps);
    }

    [Fact]
    public void TheSummaryHasWhatScriptsRelyOn()
    {
        var summary = JsonDocument.Parse(Files["summary.json"]).RootElement;

        Assert.Equal("tiny", summary.GetProperty("design").GetString());
        Assert.Equal(2, summary.GetProperty("images").GetInt32());
        Assert.True(summary.GetProperty("match").GetBoolean());
        Assert.Equal(3000, summary.GetProperty("cyclesGolden").GetInt64());
        Assert.Equal(3000, summary.GetProperty("cyclesRtl").GetInt64());
        Assert.Equal(0.5, summary.GetProperty("accuracy").GetProperty("int8").GetDouble());
        Assert.Equal(0.9877, summary.GetProperty("limitRatio").GetDouble());
        Assert.Equal(0.25, summary.GetProperty("utilisation").GetDouble());
        Assert.Equal(8, summary.GetProperty("busBytes").GetProperty("call").GetInt64());
        Assert.Equal("pipeline", summary.GetProperty("highestBound").GetProperty("is").GetString());
        Assert.Equal(0.8, summary.GetProperty("highestBound").GetProperty("reached").GetDouble());
        Assert.Equal(96, summary.GetProperty("largestProgramBytes").GetInt32());
        Assert.Equal(0.015, summary.GetProperty("millisecondsPerImage").GetDouble());
    }

    [Fact]
    public void TheSummaryHasWhatComputesALayerAndWhy()
    {
        var choice = Assert.Single(JsonDocument.Parse(Files["summary.json"]).RootElement.GetProperty("choices").EnumerateArray().ToList());

        Assert.Equal(("pool", "gpeu", "fewer cycles"), (choice.GetProperty("name").GetString(), choice.GetProperty("unit").GetString(), choice.GetProperty("reason").GetString()));
        Assert.Equal(100, choice.GetProperty("cycles").GetInt64());
        Assert.Equal((2, 300), (choice.GetProperty("crossbar").GetProperty("cores").GetInt32(), choice.GetProperty("crossbar").GetProperty("predictedCycles").GetInt32()));
        Assert.Equal((4, 90), (choice.GetProperty("gpeu").GetProperty("cores").GetInt32(), choice.GetProperty("gpeu").GetProperty("predictedCycles").GetInt32()));
    }

    [Fact]
    public void NoChoiceNoEntry() => Assert.DoesNotContain(
        "choices", ReportWriter.Files(Report with { Layers = Report.Layers[..1] }).First(f => f.Name == "summary.json").Text, StringComparison.Ordinal);

    [Fact]
    public void AMismatchIsASummaryToo()
    {
        var summary = JsonDocument.Parse(ReportWriter.Mismatch("tiny", 2, 3000, ["image 0 differs"]).Text).RootElement;

        Assert.False(summary.GetProperty("match").GetBoolean());
        Assert.Equal("image 0 differs", summary.GetProperty("mismatch")[0].GetString());
    }

    [Fact]
    public void TablesQuoteNamesAndLeaveOutWhatDoesNotExist() => Assert.Equal(
        """
        layer,name,cores,p_v,cycles_golden,cycles_rtl,difference,mvm_bound,mvm_bound_reached,highest_bound,highest_bound_is,highest_bound_reached,speedup,limit_ratio,sqnr_db
        0,"conv, first",2,2,1400,1400,0,700,0.5,1050,pipeline,0.75,1.9,0.95,40.13
        1,pool,1,1,100,100,0,0,0,100,pipeline,1,,,41

        """.ReplaceLineEndings("\n"),
        Files["cycles.csv"]);

    [Fact]
    public void EveryImageHasItsScores() => Assert.Equal(
        "image,label,predicted,cycles_golden,cycles_rtl,score0,score1\n0,7,3,1500,1500,-5,127\n1,1,1,1500,1500,3,4\n", Files["outputs.csv"]);

    [Fact]
    public void BoundsAreListedForEachLayerAndTheRun()
    {
        var lines = Files["bounds.csv"].Split('\n');

        Assert.Equal("layer,name,bound,core,bound_cycles,cycles_rtl", lines[0]);
        Assert.Equal("0,\"conv, first\",mvm,-1,700,1400", lines[1]);
        Assert.Equal("-1,run,pipeline,-1,1200,1500", lines[^2]);
    }

    [Fact]
    public void TrafficNamesLayerAndKind() => Assert.Equal("layer,name,kind,values,bytes\n0,\"conv, first\",call,2,8\n", Files["traffic.csv"]);
}
