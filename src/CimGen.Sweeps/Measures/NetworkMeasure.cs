using System.Collections.Immutable;
using System.Diagnostics;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Flow.Kinds;
using CimGen.Machines.Specs;
using CimGen.Networks;
using CimGen.Networks.Execution;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>
/// How long <c>cimgen build</c> takes for a network, and its memory: from a run of its own, and stage by stage within this program. Besides, how fast
/// the integer reference is, and the golden model's run of one image.
/// </summary>
internal sealed class NetworkMeasure : DesignMeasure
{
    /// <summary>As many as a design without calibration images has.</summary>
    private const int CalibrationImages = 8;

    /// <summary>Of the integer reference; the quickest counts.</summary>
    private const int Runs = 3;

    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const double Giga = 1e9;
    private const double KilobytesPerMegabyte = 1024;

    public override string Name => "network";

    public override ImmutableArray<string> Columns =>
    [
        "parameters", "macs", "cores", "build_s", "build_processor_s", "build_mb", "read_s", "calibrate_s", "compile_s", "prove_s", "golden_s", "write_s",
        "reference_gmacs", "cycles",
    ];

    public override bool RunsAlone => true;

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench) =>
        bench.Within(point, folder => Build(folder, design).Then(build => Stages(Path.Combine(folder, "stages"), design, build)));

    /// <summary>The command, for a design that names this network and machine.</summary>
    private static Result<BuildCost> Build(string folder, PointDesign design)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "design.yaml");
        File.WriteAllText(Path.Combine(folder, "architecture.yaml"), ArchitectureText.Dump(KindRegistry.Default.Spec, design.Architecture));
        File.WriteAllText(file, $"name: network\nnetwork: {Path.GetFullPath(design.Network.Path)}\narchitecture: architecture.yaml\ncosim: {{ images: 1, traced_images: 1 }}\n");
        return BuildCost.Of(Path.Combine(AppContext.BaseDirectory, "cimgen"), "build", file, "--out", Path.Combine(folder, "built"));
    }

    private static Result<Measured> Stages(string folder, PointDesign design, BuildCost build)
    {
        var (network, stimulus) = (design.Network, design.Network.Stimulus);
        var images = Stimulus.Random(network.Float.InputShapes, CalibrationImages, Seed).Images;
        var read = Seconds(() => NetworkReader.Read(network.Path));
        var calibrate = Seconds(() => Quantizer.Run(network.Float, images));
        var reference = Enumerable.Range(0, Runs).Min(_ => Seconds(() => IntegerReference.Run(network.Network, network.Input)));
        var watch = Stopwatch.StartNew();
        return design.Compile().Then(compiled =>
        {
            var compile = Lap(watch);
            var proof = new Workbench(folder, 1, new SilentProgress()).Prove(compiled);
            var prove = Lap(watch);
            return proof.Then(_ => GoldenResults.Run(compiled, stimulus, stallSeed: 0)).Then(golden =>
            {
                watch.Restart();
                return PointDesign.Write(folder, compiled, golden).Then(_ =>
                {
                    var write = Lap(watch);
                    var matrices = network.Network.Layers.OfType<QuantizedConvolution>().ToList();
                    var macs = matrices.Sum(l => (long)l.Weights.Length * (network.Network.Tensor(l.Output).Shape is var s ? s.Height * s.Width : 0));
                    return Result.Success(new Measured(
                        matrices.Sum(l => (long)l.Weights.Length + l.Bias.Length),
                        macs,
                        (long)compiled.Schedule.Placement.CoresUsed,
                        Rounded(build.Seconds),
                        Rounded(build.ProcessorSeconds),
                        (long)Math.Round(build.PeakKilobytes / KilobytesPerMegabyte),
                        Rounded(read),
                        Rounded(calibrate),
                        Rounded(compile),
                        Rounded(prove),
                        Rounded(golden.Seconds),
                        Rounded(write),
                        Math.Round(macs / reference / Giga, 1),
                        golden.Cycles[0]));
                });
            });
        });
    }

    private static double Seconds<T>(Func<T> work)
    {
        var watch = Stopwatch.StartNew();
        _ = work();
        return watch.Elapsed.TotalSeconds;
    }

    private static double Lap(Stopwatch watch)
    {
        var seconds = watch.Elapsed.TotalSeconds;
        watch.Restart();
        return seconds;
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 2);

    /// <summary>A stage says nothing.</summary>
    private sealed class SilentProgress : IProgressReport
    {
        public T During<T>(string what, Func<IProgress<Progress>, T> work) => work(new Progress<Progress>());
    }
}
