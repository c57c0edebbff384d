using CimGen.Core.Diagnostics;
using CimGen.Cosim;
using CimGen.Flow.Designs;
using CimGen.Machines;
using CimGen.Reports;

namespace CimGen.Flow.Tests;

/// <summary>What a build says about the worth of its integers, and before it has any.</summary>
public sealed class PrecisionTests : IDisposable
{
    private readonly string _folder = Workspace.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A warning is no error: the design is there.</summary>
    [Fact]
    public void ALayerThatLosesItsSignalIsNamedByABuild()
    {
        var result = Build(Lossy());

        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("CIM0404", Severity.Warning), (warning.Code, warning.Severity));
        Assert.Matches(@"network\.yaml\(5,5\): warning CIM0404: feature map 'back' is .*small differences of large terms; train", warning.ToString());
        Assert.True(File.Exists(Path.Combine(_folder, "out", "manifest.json")));
    }

    /// <summary>The shipped examples are good, and so are random weights.</summary>
    [Fact]
    public void ExamplesHaveNoWarning()
    {
        foreach (var design in (DesignFile[])[Workspace.Digits, Workspace.Fpga, Example("icebreaker"), Example("hx8k"), Example("ulx3s")])
        {
            Assert.Empty(Build(design with { Cosim = design.Cosim with { Images = Math.Min(4, design.Cosim.Images) } }).Diagnostics);
        }
    }

    /// <summary>Calibration of a network that does not fit would be for nothing: its file, no image file at all, is not even read.</summary>
    [Fact]
    public void CoresAreCountedBeforeCalibration()
    {
        var design = Workspace.Digits with { Calibration = Workspace.Digits.Network, Architecture = Workspace.Digits.Architecture with { Cores = 5 } };
        Assert.Equal("CIM0501", Assert.Single(Build(design).Diagnostics).Code);
        Assert.Equal("CIM0308", Assert.Single(Build(design with { Architecture = Workspace.Digits.Architecture }).Diagnostics).Code);

        var small = design with { Architecture = Workspace.Digits.Architecture with { Memory = new SharedMemory(1024, 2) } };
        Assert.Equal("CIM0601", Assert.Single(Build(small).Diagnostics).Code);

        // Who stops before the mapping asks for no cores.
        Assert.True(new DesignCompiler(Stage.Network).Run(design with { Calibration = Workspace.Digits.Calibration }).Diagnostics.IsEmpty);
    }

    /// <summary>A copy that mapping adds for a border is as good as its source; a map without any error is exact. Neither has NaN decibels.</summary>
    [Fact]
    public void EveryLayerOfTheReportHasASignal()
    {
        const string Layers = "  - { type: conv, kernels: 3, kernel: 1 }\n  - { type: max-pool, kernel: 3, padding: 1, name: pool }\n";
        var report = Report(Design("input: [3, 4, 4]", Layers));

        Assert.Equal(["conv0", "pool:border", "pool"], report.Layers.Select(l => l.Name));
        Assert.All(report.Layers, l => Assert.InRange(l.SqnrDecibels, 25, 60));
        Assert.Equal(report.Layers[0].SqnrDecibels, report.Layers[1].SqnrDecibels);

        WriteArray("zero.npy", [2, 1, 1, 3], new float[6]);
        var dead = Report(Design("input: [3, 4, 4]", "  - { type: conv, kernels: 2, kernel: 1, weights: zero.npy }\n"));
        Assert.Equal(double.PositiveInfinity, Assert.Single(dead.Layers).SqnrDecibels);
        Assert.Contains(",Infinity\n", ReportWriter.Files(dead).First(f => f.Name == "cycles.csv").Text, StringComparison.Ordinal);
    }

    private static DesignFile Example(string name) => Workspace.Required(DesignFileReader.Read(Repository.File($"examples/{name}/design.yaml")));

    private Result<BuiltDesign> Build(DesignFile design) => DesignBuild.Run(design, Path.Combine(_folder, "out"), null, Stage.Golden, Workspace.Quiet);

    /// <summary>1000 is added and taken away again.</summary>
    private DesignFile Lossy()
    {
        WriteArray("one.npy", [2, 1, 1, 2], [1, 0, 0, 1]);
        WriteArray("up.npy", [2], [1000, 1000]);
        WriteArray("down.npy", [2], [-1000, -1000]);
        return Design(
            "input: [2, 3, 3]",
            "  - { type: conv, name: up, kernels: 2, kernel: 1, weights: one.npy, bias: up.npy }\n" +
            "  - { type: conv, name: back, kernels: 2, kernel: 1, weights: one.npy, bias: down.npy }\n");
    }

    private DesignFile Design(string input, string layers)
    {
        var network = Path.Combine(_folder, "network.yaml");
        File.WriteAllText(network, $"name: n\n{input}\nlayers:\n{layers}");
        return Workspace.Fpga with { Path = Path.Combine(_folder, "design.yaml"), Network = network, Calibration = null, Images = null, ExpectedScores = null };
    }

    /// <summary>The report of a run whose RTL is the golden model.</summary>
    private static CosimReport Report(DesignFile design)
    {
        var compiled = Workspace.Required(new DesignCompiler(Stage.Compare).Run(design));
        var stimulus = Stimulus.Random(compiled.Float.Shapes[compiled.Float.Inputs[0]], 2, 1);
        var golden = Workspace.Required(GoldenResults.Run(compiled, stimulus, 0));
        var statistics = new TraceStatistics(compiled.Image, compiled.Schedule.Layers.Length);
        compiled.Golden().Run(0, statistics, GoldenResults.CycleLimit);
        var runs = golden.Outputs.Select((o, i) => new SimulatedRun(i, golden.Cycles[i], [.. o], new SimulationCost(0, 0, 0)));
        return ReportBuilder.Build(new CosimResult(compiled, stimulus, golden, [.. runs], statistics, statistics, 1, [], 1, false), 1);
    }

    private void WriteArray(string name, int[] shape, float[] values)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}\n";
        using var file = new BinaryWriter(File.Create(Path.Combine(_folder, name)));
        file.Write([0x93, .. "NUMPY"u8, 1, 0]);
        file.Write((ushort)header.Length);
        file.Write([.. header.Select(c => (byte)c)]);
        Array.ForEach(values, file.Write);
    }
}
