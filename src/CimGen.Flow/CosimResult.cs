using System.Collections.Immutable;
using CimGen.Cosim;

namespace CimGen.Flow;

/// <summary>What a co-simulation came to.</summary>
/// <param name="Runs">RTL cycles and outputs, per run.</param>
/// <param name="GoldenStatistics">Counted from the golden model's trace; null when nothing was traced.</param>
/// <param name="RtlStatistics">Counted from the RTL trace; null when nothing was traced.</param>
/// <param name="TraceRecords">Records found equal.</param>
/// <param name="SequentialCycles">Per layer: cycles of the sequential scheme on the same machine (golden model).</param>
public sealed record CosimResult(
    CompiledDesign Design,
    Stimulus Stimulus,
    GoldenResults Golden,
    ImmutableArray<SimulatedRun> Runs,
    TraceStatistics? GoldenStatistics,
    TraceStatistics? RtlStatistics,
    long TraceRecords,
    ImmutableArray<long> SequentialCycles,
    double SimulationSeconds,
    bool ModelCached)
{
    /// <summary>The outputs of the RTL for all images in order.</summary>
    public IEnumerable<sbyte[]> ImageOutputs => Runs.SelectMany(r => r.Output.Chunk(r.Output.Length / Golden.Batch));
}
