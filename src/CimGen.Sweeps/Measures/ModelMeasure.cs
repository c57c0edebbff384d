using System.Collections.Immutable;
using System.Diagnostics;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Flow;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>
/// How long the Verilator model of a machine takes to make and to run, and what tracing and comparing add. One simulation runs the same image
/// several times: first with its trace compared, then with its trace read and dropped, then bare, so that all shares come from one model, one loading
/// and one stretch of time.
/// </summary>
internal sealed class ModelMeasure : DesignMeasure
{
    /// <summary>Of each kind; the quickest counts, as other programs only ever make a run slower.</summary>
    private const int Runs = 2;

    private const double Mega = 1e6;
    private const double KilobytesPerMegabyte = 1024;

    public override string Name => "model";

    public override ImmutableArray<string> Columns =>
    [
        "cores", "verilation_s", "verilation_processor_s", "verilation_mb", "source_mb", "compilation_s", "compilation_processor_s", "loading_cycles", "loading_s", "cycles", "cycles_per_s",
        "mvms_per_s", "events_per_s", "tracing", "comparing", "golden_model", "loaded_mb", "peak_mb",
    ];

    public override bool RunsAlone => true;

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench)
    {
        var image = design.Network.Stimulus;
        var repeated = image with { Images = [.. Enumerable.Repeat(image.Images[0], 3 * Runs)] };
        return design.Compile().Then(bench.Prove).Then(compiled => GoldenResults.Run(compiled, repeated, stallSeed: 0).Then(golden => bench.Within(point, folder =>
            PointDesign.Write(folder, compiled, golden)
                .Then(_ => BuildCost.OfMake(folder, "verilate"))
                .Then(verilation => BuildCost.OfMake(folder, "model", $"JOBS={bench.Jobs}").Then(compilation => Simulate(folder, compiled, golden, verilation, compilation))))));
    }

    private static Result<Measured> Simulate(string folder, CompiledDesign design, GoldenResults golden, BuildCost verilation, BuildCost compilation)
    {
        var model = new VerilatorModel(Path.Combine(folder, "build", "Vcim_top"), Cached: false);
        return Cosim.Simulation.Start(model, folder, new SimulationOptions(golden.Inputs.Length, TracedRuns: 2 * Runs)).Then(simulation =>
        {
            using (simulation)
            {
                var at = new SourceLocation(design.Design.Path);
                var statistics = new TraceStatistics(design.Image, design.Schedule.Layers.Length);
                var comparer = new TraceComparer(simulation.Trace, design.Image, (core, _, _) => $"core {core}", goldenStatistics: null, rtlStatistics: statistics);
                var comparing = Compare(design, golden, comparer);
                var code = simulation.Wait();
                var runs = simulation.Results();
                return comparer.Divergence is { } divergence ? CosimDiagnostics.TraceDiffers(at, divergence, string.Empty, waves: false)
                    : code != 0 || runs.Length != golden.Inputs.Length ? CosimDiagnostics.SimulationFailed(at, Waiting.Text(simulation.Messages, design.Image), runs.Length, traced: true)
                    : Result.Success(Values(design.Architecture.Cores, runs, simulation.Loading()!, statistics, comparer.Equal, comparing, SourceBytes(folder), verilation, compilation));
            }
        });
    }

    /// <summary>Compares the first runs; processor seconds from the first event on.</summary>
    private static double Compare(CompiledDesign design, GoldenResults golden, TraceComparer comparer)
    {
        var machine = design.Golden();
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        for (var run = 0; run < Runs; run++)
        {
            machine.WriteInput(golden.Inputs[run]);
            machine.Run(run, comparer, GoldenResults.CycleLimit);
        }

        self.Refresh();
        return (self.TotalProcessorTime - before).TotalSeconds;
    }

    private static long SourceBytes(string folder) =>
        new DirectoryInfo(Path.Combine(folder, "build")).EnumerateFiles().Where(f => f.Extension is ".cpp" or ".h").Sum(f => f.Length);

    private static Measured Values(
        int cores, ImmutableArray<SimulatedRun> runs, SimulationCost loading, TraceStatistics statistics, long equal, double comparing, long sourceBytes, BuildCost verilation, BuildCost compilation)
    {
        double Quickest(int kind) => runs.Skip(kind * Runs).Take(Runs).Min(r => r.Cost.Seconds);
        var (compared, traced, bare) = (Quickest(0), Quickest(1), Quickest(2));
        return new Measured(
            (long)cores,
            Math.Round(verilation.Seconds, 1),
            Math.Round(verilation.ProcessorSeconds, 1),
            Megabytes(verilation.PeakKilobytes),
            Math.Round(sourceBytes / Mega, 1),
            Math.Round(compilation.Seconds, 1),
            Math.Round(compilation.ProcessorSeconds, 1),
            loading.Cycles,
            Math.Round(loading.Seconds, 1),
            runs[0].Cycles,
            (long)(runs[0].Cycles / bare),
            (long)(statistics.Mvms.Cast<long>().Sum() / Runs / bare),
            (long)(equal / Runs / compared),
            traced / bare - 1,
            compared / bare - 1,
            comparing / Runs / compared,
            Megabytes(loading.PeakKilobytes),
            Megabytes(runs[^1].Cost.PeakKilobytes));
    }

    private static long Megabytes(long kilobytes) => (long)Math.Round(kilobytes / KilobytesPerMegabyte);
}
