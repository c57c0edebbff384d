using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Reports;
using CimGen.Simulation;

namespace CimGen.Flow;

/// <summary>What the golden model makes of the stimulus, run by run. A run has one image, or as many as a batch.</summary>
/// <param name="Inputs">Quantized images of a run, one after another: the values of all inputs, HWC each.</param>
/// <param name="Outputs">Of a run, image by image: the values of all outputs, HWC each.</param>
/// <param name="Cycles">Per run.</param>
/// <param name="Cores">Where each core's cycles went, summed over the runs.</param>
/// <param name="Seconds">Time that the golden model took.</param>
public sealed record GoldenResults(
    ImmutableArray<sbyte[]> Inputs,
    ImmutableArray<sbyte[]> Outputs,
    ImmutableArray<long> Cycles,
    ImmutableArray<CoreCycles> Cores,
    double Seconds)
{
    /// <summary>Images of a run.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Of all images in order: the cycle of its run in which the last output is stored.</summary>
    public ImmutableArray<long> Completed { get; init; } = [];

    /// <summary>How fast images come out; null for results that did not come from images.</summary>
    public Throughput? Throughput => Completed.IsEmpty ? null : Throughput.Of(Completed, Cycles, Batch);

    /// <summary>The outputs of all images in order.</summary>
    public IEnumerable<sbyte[]> ImageOutputs => Outputs.SelectMany(o => o.Chunk(o.Length / Batch));

    /// <summary>Of the first images: what quantization costs each feature map; null for results that did not come from images.</summary>
    public QuantizationNoise? Noise { get; init; }

    /// <summary>A run that takes longer than this in the golden model is taken for endless.</summary>
    public const long CycleLimit = 2_000_000_000;

    /// <summary>Runs all images, which are whole batches, and holds every layer's outputs against the integer reference.</summary>
    public static Result<GoldenResults> Run(CompiledDesign design, Stimulus stimulus, uint stallSeed, IProgress<Progress>? progress = null)
    {
        var (at, batch) = (new SourceLocation(design.Design.Path), design.Schedule.Batch);
        var machine = design.Golden(stallSeed);
        var monitor = new LayerMonitor(design);
        var noise = new QuantizationNoise(design.Network);
        var inputs = ImmutableArray.CreateBuilder<sbyte[]>();
        var outputs = ImmutableArray.CreateBuilder<sbyte[]>();
        var cycles = ImmutableArray.CreateBuilder<long>();
        var cores = Enumerable.Repeat(new CoreCycles(0, 0, 0, 0, 0, 0, 0), design.Architecture.Cores).ToArray();
        var watch = new System.Diagnostics.Stopwatch();
        var done = 0;
        var completed = ImmutableArray.CreateBuilder<long>();
        foreach (var images in stimulus.Images.Chunk(batch))
        {
            var each = images.Select(i => Quantizer.ToIntegers(design.Network, i)).ToArray();
            var values = MapBundle.Join(each);
            monitor.Reset();
            watch.Start();
            machine.WriteInput(values);
            var run = machine.Run(inputs.Count, null, CycleLimit, monitor);
            watch.Stop();
            if (!run.Ok)
            {
                return CosimDiagnostics.GoldenFailed(at, Explain(run));
            }

            var output = machine.ReadOutput();
            foreach (var (place, image) in images.Index())
            {
                var reference = IntegerReference.Run(design.Network, each[place]);
                if (monitor.Compare(done, place, reference) is { } difference)
                {
                    return difference;
                }

                var length = output.Length / batch;
                if (!output.AsSpan(place * length, length).SequenceEqual(design.Network.OutputsOf(reference)))
                {
                    return CosimDiagnostics.OutputDiffers(at, $"image {done}: the host reads other outputs than the microcode has stored");
                }

                if (done++ < QuantizationNoise.Images)
                {
                    noise.Add(FloatExecutor.Run(design.Float, image), reference);
                }
            }

            for (var c = 0; c < cores.Length; c++)
            {
                cores[c] = Add(cores[c], run.Cores[c]);
            }

            inputs.Add(values);
            outputs.Add(output);
            cycles.Add(run.Cycles);
            completed.AddRange(monitor.Completed);
            progress?.Report(new Progress((double)done / stimulus.Images.Length, $"image {done} of {stimulus.Images.Length}"));
        }

        return Result.Success(new GoldenResults(
            inputs.ToImmutable(), outputs.ToImmutable(), cycles.ToImmutable(), [.. cores], watch.Elapsed.TotalSeconds)
        { Noise = noise, Batch = batch, Completed = completed.ToImmutable() });
    }

    /// <summary>Faults, or what every core waits for.</summary>
    public static string Explain(RunSummary run)
    {
        var faults = run.Faults.Take(4).Select(f => $"{f.Kind} in core {f.Core} at cycle {f.Cycle}, pc {f.ProgramCounter} '{f.Instruction}'");
        var stuck = run.Stuck.Take(8).Select(s => $"core {s.Core} at pc {s.ProgramCounter} '{s.Instruction}' {Wanted(s)}");
        return $"{run.Outcome} after {run.Cycles} cycles: {string.Join("; ", faults.Concat(stuck))}";
    }

    private static string Wanted(StuckCore core) => core.Reason switch
    {
        StuckReason.Counter => $"sees {core.Value} in counter {core.Counter} and wants {core.Wanted}",
        StuckReason.LoadStore => "waits for its load/store unit",
        StuckReason.Link => "waits for a neighbour to send or to receive",
        _ => "goes on",
    };

    private static CoreCycles Add(CoreCycles a, CoreCycles b) => new(
        a.Mvm + b.Mvm, a.Gpeu + b.Gpeu, a.LoadStore + b.LoadStore, a.BusWait + b.BusWait, a.SyncWait + b.SyncWait, a.Control + b.Control, a.Idle + b.Idle);
}
