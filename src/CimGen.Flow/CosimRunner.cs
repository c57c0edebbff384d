using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Machines;
using CimGen.Networks.Graph;

namespace CimGen.Flow;

/// <summary>Builds the model, simulates, and holds RTL against golden model: traces, outputs and cycle counts.</summary>
/// <param name="optimize">False for a model that is sooner built and slower: for short simulations.</param>
public sealed class CosimRunner(string folder, string cache, int jobs, IProgressReport progress, bool optimize = true)
{
    /// <summary>What --waves adds to the folder.</summary>
    public const string WaveFile = "divergence.vcd";

    /// <summary>Cycles before and behind a divergence that --waves shows.</summary>
    private const int WaveMargin = 200;

    public Result<CosimResult> Run(CompiledDesign design, Stimulus stimulus, GoldenResults golden, SimulationOptions options, bool wavesOnDivergence)
    {
        var model = progress.During("building the Verilator model", _ => VerilatorModel.Build(folder, cache, waves: false, jobs, optimize));
        return model.Then(m => Simulate(m, design, stimulus, golden, options, wavesOnDivergence));
    }

    private Result<CosimResult> Simulate(
        VerilatorModel model, CompiledDesign design, Stimulus stimulus, GoldenResults golden, SimulationOptions options, bool wavesOnDivergence)
    {
        var at = new SourceLocation(design.Design.Path);
        var (goldenStatistics, rtlStatistics) = (NewStatistics(design), NewStatistics(design));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        IProgress<Progress>? report = null;
        var started = Cosim.Simulation.Start(model, folder, options, beat => report?.Report(Describe(beat, options.Images, RunName(golden))));
        if (!started.Ok)
        {
            return new Result<CosimResult>(null, started.Diagnostics);
        }

        using var simulation = started.Value;
        var comparer = new TraceComparer(simulation.Trace, design.Image, (core, layer, done) => Describe(design, core, layer, done), goldenStatistics, rtlStatistics, RunName(golden));
        var code = progress.During("simulating", p =>
        {
            report = p;
            CompareTraces(design, golden, options, comparer);
            return comparer.Divergence is null ? simulation.Wait() : simulation.Stop();
        });
        watch.Stop();
        var runs = simulation.Results();
        var hung = code == (int)ExitCode.ToolFailure ? Waiting.Text(simulation.Messages, design.Image) : "";
        if (comparer.Divergence is { } divergence)
        {
            var bag = new DiagnosticBag();
            bag.Add(CosimDiagnostics.TraceDiffers(at, divergence, hung, wavesOnDivergence));
            if (wavesOnDivergence)
            {
                bag.AddRange(DumpWaves(divergence, options));
            }

            return Result.From<CosimResult>(null, bag);
        }

        // Two assertions in one cycle end the simulation at once, with the exit code of a good one.
        if (code == (int)ExitCode.ToolFailure || runs.Length != golden.Inputs.Length)
        {
            return CosimDiagnostics.SimulationFailed(at, Waiting.Text(simulation.Messages, design.Image), runs.Length, traced: runs.Length < options.TracedRuns);
        }

        return Check(design, golden, runs) is { } different
            ? different
            : Result.Success(new CosimResult(
                design,
                stimulus,
                golden,
                runs,
                options.TracedRuns > 0 ? goldenStatistics : null,
                options.TracedRuns > 0 ? rtlStatistics : null,
                comparer.Equal,
                Sequential(design, golden),
                watch.Elapsed.TotalSeconds,
                model.Cached));
    }

    private static TraceStatistics NewStatistics(CompiledDesign design) => new(design.Image, design.Schedule.Layers.Length);

    private static void CompareTraces(CompiledDesign design, GoldenResults golden, SimulationOptions options, TraceComparer comparer)
    {
        if (options.TracedRuns == 0)
        {
            return;
        }

        var machine = design.Golden(options.StallSeed);
        for (var i = 0; i < Math.Min(options.TracedRuns, golden.Inputs.Length) && comparer.Divergence is null; i++)
        {
            machine.WriteInput(golden.Inputs[i]);
            machine.Run(i, comparer, GoldenResults.CycleLimit);
        }

        comparer.Finish();
    }

    /// <summary>Outputs and cycles of every image.</summary>
    private static Diagnostic? Check(CompiledDesign design, GoldenResults golden, ImmutableArray<SimulatedRun> runs)
    {
        var at = new SourceLocation(design.Design.Path);
        var outputs = design.Network.Outputs;
        var shapes = new MapBundle([.. Enumerable.Repeat(design.Network.OutputShapes.Maps, golden.Batch).SelectMany(m => m)]);
        foreach (var run in runs)
        {
            var expected = golden.Outputs[run.Number];
            var i = run.Output.AsSpan().CommonPrefixLength(expected);
            if (i < expected.Length)
            {
                var (map, place) = shapes.Locate(i);
                var shape = shapes.Maps[map];
                var (channel, x, y) = (place % shape.Channels, place / shape.Channels % shape.Width, place / shape.Channels / shape.Width);
                var output = outputs.Length > 1 ? $"output '{outputs[map % outputs.Length]}'" : "output";
                return CosimDiagnostics.OutputDiffers(at, $"image {(run.Number * golden.Batch) + (map / outputs.Length)}, {output} y {y} x {x} channel {channel}: RTL {run.Output[i]}, golden model {expected[i]}");
            }

            if (run.Cycles != golden.Cycles[run.Number])
            {
                return CosimDiagnostics.OutputDiffers(at, $"{RunName(golden)} {run.Number}: RTL takes {run.Cycles} cycles, the golden model {golden.Cycles[run.Number]}");
            }
        }

        return null;
    }

    /// <summary>
    /// Cycles per layer of the same network on the same machine under the sequential scheme, from the golden model's trace; none where layers work at
    /// the same time, as a layer's cycles are not its own then.
    /// </summary>
    private static ImmutableArray<long> Sequential(CompiledDesign design, GoldenResults golden)
    {
        if (design.Architecture.Dataflow == DataflowKind.Rows)
        {
            return [];
        }

        var architecture = design.Architecture with { Sync = design.Architecture.Sync with { Scheme = SyncScheme.Sequential } };
        var compiled = new DesignCompiler(Stage.Microcode).Compile(design.Design with { Architecture = architecture }, design.Float, design.Network);
        if (!compiled.Ok)
        {
            return [];
        }

        var statistics = new TraceStatistics(compiled.Value.Image, design.Schedule.Layers.Length);
        var machine = compiled.Value.Golden();
        machine.WriteInput(golden.Inputs[0]);
        machine.Run(0, statistics, GoldenResults.CycleLimit);
        return [.. Enumerable.Range(0, design.Schedule.Layers.Length).Select(statistics.Cycles)];
    }

    private IEnumerable<Diagnostic> DumpWaves(Divergence divergence, SimulationOptions options)
    {
        var model = progress.During("building the model with waves", _ => VerilatorModel.Build(folder, cache, waves: true, jobs, optimize));
        if (!model.Ok)
        {
            return model.Diagnostics;
        }

        var window = new WaveWindow(
            Path.Combine(Path.GetFullPath(folder), WaveFile), divergence.Run, Math.Max(0, divergence.Cycle - WaveMargin), divergence.Cycle + WaveMargin);
        var started = Cosim.Simulation.Start(model.Value, folder, options with { Images = divergence.Run + 1, TracedRuns = 0, Waves = window });
        using var simulation = started.Value;
        simulation?.Wait();
        return started.Diagnostics;
    }

    private static string RunName(GoldenResults golden) => golden.Batch > 1 ? "batch" : "image";

    private static Progress Describe(Heartbeat beat, int runs, string run) =>
        new((double)beat.Run / runs, $"{run} {beat.Run + 1} of {runs}, cycle {beat.Cycle} of at most {beat.Limit}");

    private static string Describe(CompiledDesign design, int core, int layer, int done)
    {
        if (layer < 0)
        {
            return "no layer";
        }

        var vector = design.Schedule.OutputVector(layer, design.Architecture.PlaceOf(core), done);
        var width = design.Schedule.Memory.Features[design.Schedule.Placement.Layers[layer].Layer.Output].Width;
        var image = design.Schedule.Batch > 1 ? $" of image {design.Schedule.ImageOf(layer, design.Architecture.PlaceOf(core), done)} of the batch" : "";
        return vector < 0 ? $"layer '{design.LayerNames[layer]}'" : $"layer '{design.LayerNames[layer]}' output y {vector / width} x {vector % width}{image}";
    }
}
