using System.Collections.Immutable;
using CimGen.Reports.Bounds;

namespace CimGen.Reports;

/// <summary>What a co-simulation showed, ready to be printed or written. Cycles of layers are those of the last traced run.</summary>
/// <param name="Match">RTL, golden model and integer reference agree.</param>
/// <param name="Images">Images simulated.</param>
/// <param name="TracedImages">Images whose traces were compared event by event.</param>
/// <param name="CyclesGolden">Over all images.</param>
/// <param name="CyclesRtl">Over all images.</param>
/// <param name="ClockMegahertz">Turns cycles into times.</param>
/// <param name="Accuracy">Null without labels.</param>
/// <param name="Agreement">Share of images for which float and quantized network have the same largest output; null with a single output.</param>
/// <param name="LimitRatio">Of all layers with P_V > 1: time that the limit S = P_V allows / time taken; null without such layers.</param>
/// <param name="Utilisation">MVM busy cycles / all cycles of the cores that have weights.</param>
/// <param name="Bounds">Of a run as a whole.</param>
/// <param name="BusBytes">By kind, per image, counted from the RTL trace.</param>
public sealed record CosimReport(
    string Design,
    bool Match,
    int Images,
    int TracedImages,
    long TraceRecords,
    long CyclesGolden,
    long CyclesRtl,
    double ClockMegahertz,
    Accuracy? Accuracy,
    double? Agreement,
    double? LimitRatio,
    double Utilisation,
    ScopeBounds Bounds,
    ImmutableSortedDictionary<string, long> BusBytes,
    int LargestProgramBytes,
    ImmutableArray<LayerReport> Layers,
    ImmutableArray<CoreReport> Cores,
    ImmutableArray<OutputReport> Outputs,
    ImmutableArray<TrafficReport> Traffic)
{
    /// <summary>Images of a run, which are in the machine at the same time.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>How fast images come out; null where that was not measured.</summary>
    public Throughput? Throughput { get; init; }

    /// <summary>What limits the pipeline; null where one layer works after another.</summary>
    public ForecastReport? Forecast { get; init; }

    /// <summary>Cycles of a run, on average.</summary>
    public double CyclesPerRun => CyclesRtl * (double)Batch / Images;

    /// <summary>Cycles of a run by its images, on average.</summary>
    public double CyclesPerImage => CyclesRtl / (double)Images;

    /// <summary>Time of an image at the clock of the architecture, on average.</summary>
    public double MillisecondsPerImage => CyclesPerImage / ClockMegahertz / 1000;
}

/// <summary>Shares of images classified correctly, 0..1.</summary>
public sealed record Accuracy(double Float, double Int8, double Rtl);

/// <param name="Bounds">What the layer cannot go below, in cycles.</param>
/// <param name="Speedup">Sequential cycles / cycles; null when P_V is 1.</param>
/// <param name="SqnrDecibels">Signal to quantization noise of the layer's output; infinite when it is exact.</param>
public sealed record LayerReport(
    int Index, string Name, int Cores, int VerticalGroups, long CyclesGolden, long CyclesRtl, ScopeBounds Bounds, double? Speedup, double SqnrDecibels)
{
    /// <summary>Of a layer that crossbars and the GPEU can compute; null otherwise.</summary>
    public ChoiceReport? Choice { get; init; }
}

/// <summary>What computes a layer, and what was predicted of both ways.</summary>
/// <param name="Unit">As the architecture spec spells it.</param>
/// <param name="Gpeu">Null where the GPEU cannot.</param>
public sealed record ChoiceReport(string Unit, string Reason, PredictedCycles Crossbar, PredictedCycles? Gpeu);

/// <summary>A prediction for some cores.</summary>
public sealed record PredictedCycles(long Cores, long Cycles);

/// <summary>Where the cycles of a core went, over all images.</summary>
public sealed record CoreReport(int Core, string Layers, long Mvm, long LoadStore, long Gpeu, long SyncWait, long BusWait, long Control, long Idle)
{
    public long Total => Mvm + LoadStore + Gpeu + SyncWait + BusWait + Control + Idle;
}

/// <param name="Label">-1 without labels.</param>
public sealed record OutputReport(int Image, int Label, int Predicted, long CyclesGolden, long CyclesRtl, ImmutableArray<int> Scores);

/// <summary>Traffic of a layer of one kind, per image.</summary>
public sealed record TrafficReport(int Layer, string Name, string Kind, long Values, long Bytes);
