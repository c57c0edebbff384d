using CimGen.Core.Tools;
using CimGen.Cosim;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>A simulator that knows X and has no C++ host: the generated testbench in Icarus gives the golden outputs, cycles and trace.</summary>
public sealed class IcarusTests
{
    private const int Images = 2;

    public static TheoryData<string> Machines => ["paper", "emulated", "tree", "all", "several maps"];

    [Theory]
    [MemberData(nameof(Machines))]
    public void OutputsCyclesAndTraceAreTheGoldenOnes(string machine)
    {
        var folder = Workspace.NewFolder();
        var built = Workspace.Build(Design(machine), folder);

        Assert.EndsWith($"{Images} images, 0 different\n", Make(folder), StringComparison.Ordinal);

        using var trace = File.OpenRead(Path.Combine(folder, "icarus.trace"));
        var comparer = new TraceComparer(new TraceReader(trace, Assert.Fail), built.Design.Image, (core, _, _) => $"core {core}");
        var golden = built.Design.Golden();
        for (var image = 0; image < Images; image++)
        {
            golden.WriteInput(built.Golden.Inputs[image]);
            golden.Run(image, comparer, GoldenResults.CycleLimit);
        }

        comparer.Finish();
        Assert.Null(comparer.Divergence);
        Assert.True(comparer.Equal > 1000);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AWrongWeightIsSeen()
    {
        var folder = Workspace.NewFolder();
        Workspace.Build(Design("paper"), folder);
        var weights = Path.Combine(folder, "weights", "core_0000.hex");
        File.WriteAllLines(weights, File.ReadAllLines(weights).Select(l => l == "00000000" ? l : "7f7f7f7f"));

        Assert.EndsWith($"{Images} images, {Images} different\n", Make(folder), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The line is read to its end, so that the next image has its own.</summary>
    [Theory]
    [InlineData("00")]
    [InlineData("0000")]
    public void ALineThatIsTooLongIsSeen(string surplus)
    {
        var folder = Workspace.NewFolder();
        Workspace.Build(Design("paper"), folder);
        var outputs = Path.Combine(folder, "golden", "outputs.hex");
        var lines = File.ReadAllLines(outputs);
        File.WriteAllLines(outputs, [lines[0] + surplus, .. lines[1..]]);

        Assert.EndsWith($"{Images} images, 1 different\n", Make(folder), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static Designs.DesignFile Design(string machine)
    {
        var design = Workspace.Fpga.With(SyncScheme.Cyclic, machine == "tree" ? SyncTransport.Tree : SyncTransport.Bus, UnitMode.Blocking, Images);
        var architecture = design.Architecture;
        return (machine == "several maps" ? design.WithSeveralMaps() : design) with
        {
            Architecture = machine switch
            {
                "emulated" => architecture,
                "all" => architecture.WithUnits(UnitMode.Overlapped) with
                {
                    Compute = Behavioural(),
                    Ifm = IfmDelivery.Multicast,
                    PartialSums = PartialSumPath.Forward,
                    Sync = architecture.Sync with { Transport = SyncTransport.Dedicated },
                },

                // Idle cores: nodes of the tree that never carry a CALL must not pass X on.
                "tree" => architecture with { Compute = Behavioural(), Cores = 32 },
                _ => architecture with { Compute = Behavioural() },
            },
        };

        Crossbar Behavioural() => architecture.Crossbar with { Implementation = CrossbarImplementation.Behavioural, MvmCycles = 20 };
    }

    private static string Make(string folder) =>
        Tool.Run(new ToolStart("make", "-s", "-C", folder, "icarus", $"ARGS=+trace=icarus.trace +trace_runs={Images}")).Required().Output;
}
