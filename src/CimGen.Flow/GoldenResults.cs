using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Networks.Execution;
using CimGen.Networks.Quantization;
using CimGen.Simulation;

namespace CimGen.Flow;

/// <summary>What the golden model makes of the stimulus.</summary>
/// <param name="Inputs">Quantized images: the values of all inputs, HWC each.</param>
/// <param name="Outputs">Per image the values of all outputs, HWC each.</param>
/// <param name="Cycles">Per image.</param>
/// <param name="Cores">Where each core's cycles went, summed over the images.</param>
/// <param name="Seconds">Time that the golden model took.</param>
public sealed record GoldenResults(
    ImmutableArray<sbyte[]> Inputs,
    ImmutableArray<sbyte[]> Outputs,
    ImmutableArray<long> Cycles,
    ImmutableArray<CoreCycles> Cores,
    double Seconds)
{
    /// <summary>Of the first images: what quantization costs each feature map; null for results that did not come from images.</summary>
    public QuantizationNoise? Noise { get; init; }

    /// <summary>A run that takes longer than this in the golden model is taken for endless.</summary>
    public const long CycleLimit = 2_000_000_000;

    /// <summary>Runs all images and holds every layer's outputs against the integer reference.</summary>
    public static Result<GoldenResults> Run(CompiledDesign design, Stimulus stimulus, uint stallSeed, IProgress<Progress>? progress = null)
    {
        var at = new SourceLocation(design.Design.Path);
        var machine = design.Golden(stallSeed);
        var monitor = new LayerMonitor(design);
        var noise = new QuantizationNoise(design.Network);
        var inputs = ImmutableArray.CreateBuilder<sbyte[]>();
        var outputs = ImmutableArray.CreateBuilder<sbyte[]>();
        var cycles = ImmutableArray.CreateBuilder<long>();
        var cores = Enumerable.Repeat(new CoreCycles(0, 0, 0, 0, 0, 0, 0), design.Architecture.Cores).ToArray();
        var watch = new System.Diagnostics.Stopwatch();
        foreach (var image in stimulus.Images)
        {
            var values = Quantizer.ToIntegers(design.Network, image);
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
            var reference = IntegerReference.Run(design.Network, values);
            if (monitor.Compare(inputs.Count, reference) is { } difference)
            {
                return difference;
            }

            if (!output.AsSpan().SequenceEqual(design.Network.OutputsOf(reference)))
            {
                return CosimDiagnostics.OutputDiffers(at, $"image {inputs.Count}: the host reads other outputs than the microcode has stored");
            }

            if (inputs.Count < QuantizationNoise.Images)
            {
                noise.Add(FloatExecutor.Run(design.Float, image), reference);
            }

            for (var c = 0; c < cores.Length; c++)
            {
                cores[c] = Add(cores[c], run.Cores[c]);
            }

            inputs.Add(values);
            outputs.Add(output);
            cycles.Add(run.Cycles);
            progress?.Report(new Progress((double)inputs.Count / stimulus.Images.Length, $"image {inputs.Count} of {stimulus.Images.Length}"));
        }

        return Result.Success(new GoldenResults(
            inputs.ToImmutable(), outputs.ToImmutable(), cycles.ToImmutable(), [.. cores], watch.Elapsed.TotalSeconds)
        { Noise = noise });
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
