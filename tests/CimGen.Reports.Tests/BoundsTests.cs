using CimGen.Cosim;
using CimGen.Crossbars.Golden;
using CimGen.Crossbars.Model;
using CimGen.Flow;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Golden;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Reports.Bounds;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Reports.Tests;

/// <summary>Bounds against the golden model.</summary>
public sealed class BoundsTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(150);

    [Fact]
    public void NoDesignIsFasterThanItsBounds() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        var design = Compiled.From(network, TestMachines.RandomFor(network, random));
        var bounds = Bounds(design.Architecture, design.Image, design.Schedule.Layers.Length);
        var (cycles, statistics) = Measure(design.Architecture, design.Image, design.Schedule.Layers.Length, stallSeed: (uint)random.Next(3));

        Assert.All(bounds.Whole.All, b => Assert.InRange(b.Cycles, 0, cycles));
        Assert.All(bounds.Layers.Index(), l => Assert.All(l.Item.All, b => Assert.InRange(b.Cycles, 0, statistics.Cycles(l.Index))));
    }));

    /// <summary>A lone core never waits for the bus.</summary>
    [Theory]
    [InlineData(UnitMode.Blocking)]
    [InlineData(UnitMode.Overlapped)]
    public void ALoneCoreTakesExactlyThePipelineBound(UnitMode units)
    {
        var network = NetworkBuilder.Single(6, new Window(2, 2), new FeatureShape(2, 7, 5));
        var design = Compiled.From(network, TestMachines.Square(8, 1, units: units));
        var bounds = Bounds(design.Architecture, design.Image, 1);
        var (cycles, _) = Measure(design.Architecture, design.Image, 1, stallSeed: 0);

        Assert.Equal(cycles, bounds.Whole[BoundKind.Pipeline]);
        Assert.Equal(units == UnitMode.Blocking, bounds.Whole[BoundKind.Program] == cycles);
    }

    [Fact]
    public void UnitsAndChannelsAreCountedFromTheMicrocode()
    {
        // P_V = 2, P_H = 1, O_V = 4; crossbars of 8x8, a bus of 8 bytes.
        var network = NetworkBuilder.Single(8, new Window(1, 1), new FeatureShape(16, 2, 2));
        var design = Compiled.From(network, TestMachines.Square(8, 2, SyncScheme.Linear));

        var bounds = Bounds(design.Architecture, design.Image, 1).Layers[0];

        // 4 inputs of 1 beat for each core, 4 partial sums of 4 beats written and read, 4 outputs of 1 beat, 4 CALLs.
        Assert.Equal(4 * design.Architecture.Crossbar.MvmCycles, bounds[BoundKind.Mvm]);
        Assert.Equal((2 * 4 * 1) + (4 * 4), bounds[BoundKind.ReadChannel]);
        Assert.Equal((4 * 4) + (4 * 1) + 4, bounds[BoundKind.WriteChannel]);
        Assert.Equal(bounds[BoundKind.ReadChannel], bounds[BoundKind.MemoryPort]);
        Assert.Equal(bounds.All.Max(b => b.Cycles), bounds.Highest.Cycles);
    }

    private static DesignBounds Bounds(Architecture architecture, MachineImage image, int layers) => DesignBounds.Of(
        architecture,
        image,
        new GoldenMachine(architecture, image, CrossbarUnit.Create, idealTransport: true).Run(0, null, long.MaxValue),
        layers);

    private static (long Cycles, TraceStatistics Statistics) Measure(Architecture architecture, MachineImage image, int layers, uint stallSeed)
    {
        var statistics = new TraceStatistics(image, layers);
        var run = new GoldenMachine(architecture, image, CrossbarUnit.Create, stallSeed).Run(0, statistics, GoldenResults.CycleLimit);
        Assert.True(run.Ok);
        return (run.Cycles, statistics);
    }
}
