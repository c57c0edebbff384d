using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Microcode.Build;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Placement;
using CimGen.Tests.Shared;

namespace CimGen.Planning.Tests;

public class PipelineForecastTests
{
    private static readonly Window Padded = new(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1);

    /// <summary>The second layer has as many positions as the first and loads more for each; the third has a quarter of them. Each is on one core.</summary>
    private static QuantizedNetwork Network => new NetworkBuilder(new FeatureShape(4, 16, 16))
        .Convolution("first", "input", 8, new Window(3, 3, 2, 2, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1))
        .Convolution("second", "first", 8, Padded)
        .Convolution("third", "second", 8, new Window(3, 3, 2, 2, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1)).Build();

    [Fact]
    public void MoreCoresAreTheFewestThatHelp()
    {
        var forecast = Of(cores: 3);

        Assert.Equal(1, forecast.Slowest);
        Assert.InRange(forecast.SlowestCycles, 1, forecast.CyclesPerImage);
        Assert.Equal(1, forecast.MoreCores);
        Assert.True(forecast.CyclesWithMore < 0.98 * forecast.CyclesPerImage);
        Assert.InRange(Of(cores: 4).CyclesPerImage, 0.99 * forecast.CyclesWithMore, 1.01 * forecast.CyclesWithMore);
    }

    /// <summary>Three layers that take as long as each other have to become faster, all of them.</summary>
    [Fact]
    public void MoreCoresAreNoMoreThanNeeded()
    {
        var builder = new NetworkBuilder(new FeatureShape(8, 12, 12)).Convolution("a", "input", 8, new Window(1, 1)).Convolution("b", "a", 8, new Window(1, 1)).Convolution("c", "b", 8, new Window(1, 1));

        Assert.Equal(3, Of(cores: 3, network: builder.Build()).MoreCores);
        Assert.Equal(3, Of(cores: 5, network: builder.Convolution("d", "c", 8, new Window(1, 1, 3, 3)).Convolution("e", "d", 8, new Window(1, 1)).Build()).MoreCores);
    }

    [Fact]
    public void SmallMapsAreNamedAsTheLimit()
    {
        var (whole, smallest) = (Of(cores: 3), Of(cores: 3, FeatureMapKind.Smallest));

        Assert.Equal(whole.CyclesPerImage, whole.CyclesWithWholeMaps);
        Assert.Equal(whole.CyclesWithWholeMaps, smallest.CyclesWithWholeMaps);
        Assert.True(smallest.CyclesPerImage >= smallest.CyclesWithWholeMaps);
    }

    /// <summary>When each position has a core, no further one helps.</summary>
    [Fact]
    public void EnoughCoresAreEnough() => Assert.Equal(0, Of(cores: 400).MoreCores);

    private static PipelineForecast Of(int cores, FeatureMapKind maps = FeatureMapKind.Whole, QuantizedNetwork? network = null)
    {
        var machine = TestMachines.Square(80, cores, SyncScheme.Linear) with { Dataflow = DataflowKind.Rows, FeatureMaps = maps };
        var placement = NetworkPlacer.Run(network ?? Network, machine, new CrossbarPlanner(), new MicrocodeVectors()).Value!;
        return PipelineForecast.Of(Scheduler.Run(placement, machine).Value!, machine, new CrossbarPlanner(), new MicrocodeVectors());
    }
}
