using System.Collections.Immutable;
using System.Diagnostics;
using CimGen.Bench.Sync;
using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Flow;
using CimGen.Golden;
using CimGen.Machines;
using CimGen.Rtl.Folders;

namespace CimGen.Bench.Cosim;

/// <summary>
/// Measures the co-simulation of a machine. One simulation runs the same image several times: first with its trace compared, then with its
/// trace read and dropped, then bare, so that all shares come from one model, one loading and one stretch of time.
/// </summary>
/// <param name="folder">For designs and models.</param>
/// <param name="jobs">Compilers at once.</param>
public sealed class CosimBench(string folder, int jobs)
{
    /// <summary>Of each kind; the quickest counts, as other programs only ever make a run slower.</summary>
    private const int Runs = 2;

    private const int Crossbar = 32;

    /// <summary>The paper's machine and the one with all features.</summary>
    public static ImmutableArray<Variant> Variants => [Variant.Paper, Variant.Everything];

    /// <summary>Layers that need 16, 64, 256 and 1024 cores.</summary>
    public static ImmutableArray<Workload> Workloads => [.. Workload.All.Where(w => w.InTableTwo && int.IsOddInteger(w.Number))];

    /// <summary>Cores of the model.</summary>
    public static int Cores(LoadedLayer layer, Variant variant)
    {
        var (vertical, horizontal) = SyncRunner.Shape(layer, Point(layer.Workload, variant));
        return vertical * horizontal;
    }

    /// <exception cref="ToolException">A tool is missing or fails, or RTL and golden model differ.</exception>
    public Result<ModelCost> Measure(LoadedLayer layer, Variant variant)
    {
        var repeated = layer.Stimulus with { Images = [.. Enumerable.Repeat(layer.Stimulus.Images[0], 3 * Runs)] };
        return new SyncRunner(layer).Compile(Point(layer.Workload, variant), Cores(layer, variant)).Then(design =>
            GoldenResults.Run(design, repeated, stallSeed: 0).Then(golden =>
                SyncRunner.Files(design, golden).Then(files =>
                {
                    var place = Path.Combine(folder, "design");
                    return DesignFolder.Write(place, files) is { } problem ? problem : Result.Success(Measure(place, variant, design, golden));
                })));
    }

    /// <summary>The widest bus and the fast crossbar make for the most events per cycle.</summary>
    private static SyncPoint Point(Workload workload, Variant variant) =>
        new(workload, Crossbar, SyncMatrix.Buses[^1], SyncScheme.Linear, SyncMatrix.MvmCycles[^1], variant);

    private ModelCost Measure(string place, Variant variant, CompiledDesign design, GoldenResults golden)
    {
        // Older files would make the model look up to date.
        var build = Path.Combine(place, "build");
        if (Directory.Exists(build))
        {
            Directory.Delete(build, recursive: true);
        }

        var verilation = BuildCost.OfMake(place, "verilate");
        var compilation = BuildCost.OfMake(place, "model", $"JOBS={jobs}");
        var source = new DirectoryInfo(build).EnumerateFiles("*.cpp").Concat(new DirectoryInfo(build).EnumerateFiles("*.h")).Sum(f => f.Length);

        var model = new VerilatorModel(Path.Combine(place, "build", "Vcim_top"), Cached: false);
        using var simulation = new Simulation(model, place, new SimulationOptions(golden.Inputs.Length, TracedRuns: 2 * Runs));
        var statistics = new TraceStatistics(design.Image, layers: 1);
        var comparer = new TraceComparer(simulation.Trace, design.Image, (core, _, _) => $"core {core}", goldenStatistics: null, rtlStatistics: statistics);
        var comparing = Compare(design, golden, comparer);
        var code = simulation.Wait();
        if (comparer.Divergence is { } divergence)
        {
            throw new ToolException($"{variant.Name}, {design.Architecture.Cores} cores: {divergence}");
        }

        var runs = simulation.Results();
        if (code != 0 || runs.Length != golden.Inputs.Length)
        {
            throw new ToolException($"{variant.Name}, {design.Architecture.Cores} cores: the simulation ended with code {code}: {string.Join("; ", simulation.Messages.TakeLast(3))}");
        }

        double Quickest(int kind) => runs.Skip(kind * Runs).Take(Runs).Min(r => r.Cost.Seconds);
        return new ModelCost(
            variant.Name,
            design.Architecture.Cores,
            verilation,
            source,
            compilation,
            simulation.Loading()!,
            runs[0].Cycles,
            statistics.Mvms.Cast<long>().Sum() / Runs,
            comparer.Equal / Runs,
            Quickest(2),
            Quickest(1),
            Quickest(0),
            comparing / Runs,
            runs[^1].Cost.PeakKilobytes);
    }

    /// <summary>Compares the first runs; processor seconds from the first event on.</summary>
    private static double Compare(CompiledDesign design, GoldenResults golden, TraceComparer comparer)
    {
        var machine = new GoldenMachine(design.Architecture, design.Image);
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
}
