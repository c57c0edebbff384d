using System.Collections.Immutable;
using CimGen.Crossbars.Build;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;
using CimGen.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests;

public sealed class MatrixPlacementTests
{
    private static string Message(QuantizedNetwork network, Architecture architecture) => Assert.Single(NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Diagnostics).Message;

    /// <summary>A dense layer without its weights, as it is known before calibration.</summary>
    private static QuantizedNetwork Outline(int channels, int kernels)
    {
        var shapes = new Dictionary<string, FeatureShape> { ["x"] = new(channels, 1, 1), ["conv"] = new(kernels, 1, 1) };
        var layer = new Convolution("conv", "x", "conv", new Window(1, 1), kernels, [], [], ActivationRange.Unbounded, new("n"));
        return NetworkOutline.Of(new Network("n", ["x"], [new("conv")], shapes.ToImmutableDictionary(), [layer]));
    }

    /// <summary>Cores of the paper's Table II: layer, then 32x32, 64x64, 128x128.</summary>
    [Theory]
    [InlineData(128, 128, 16, 4, 1)]
    [InlineData(128, 256, 32, 8, 2)]
    [InlineData(256, 256, 64, 16, 4)]
    [InlineData(256, 512, 128, 32, 8)]
    [InlineData(512, 512, 256, 64, 16)]
    [InlineData(512, 1024, 512, 128, 32)]
    [InlineData(1024, 1024, 1024, 256, 64)]
    public void CoresOfTableTwo(int channels, int kernels, params int[] cores)
    {
        var network = NetworkBuilder.Single(kernels, new Window(1, 1), new FeatureShape(channels, 1, 1));
        var used = new[] { 32, 64, 128 }.Select(side => NetworkPlacer.Run(network, TestMachines.Square(side, 1024), new CrossbarPlanner()).Value!.Layers[0].Places.Length);

        Assert.Equal(cores, used);
    }

    [Fact]
    public void BlocksCoverEveryWeightOnce() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var groups = random.Next(3) == 0 ? random.Next(1, 30) : 1;
        var (kernels, channels) = (groups * random.Next(1, 70 / groups), groups * random.Next(1, 40 / groups));
        var window = new Window(random.Next(1, 4), random.Next(1, 4));
        var side = 4 << random.Next(4);
        var network = new NetworkBuilder(new FeatureShape(channels, 3, 3), seed).Convolution("conv", "input", kernels, window, groups: groups).Build();

        var mapping = (MatrixPlacement)NetworkPlacer.Run(network, TestMachines.Square(side, 4096), new CrossbarPlanner()).Value!.Layers[0];

        var positions = window.KernelY * window.KernelX;
        var covered = new int[positions * channels, kernels];
        foreach (var block in mapping.Blocks)
        {
            Assert.Equal(new Place(0, (block.HorizontalGroup * mapping.VerticalGroups) + block.VerticalGroup), block.Place);
            Assert.Same(block, mapping.BlockAt(block.HorizontalGroup, block.VerticalGroup));
            Assert.InRange(block.Rows, 1, side);
            Assert.InRange(block.Kernels, 1, side);
            Assert.Equal(block.VerticalGroup * side, block.FirstRow);
            for (var r = 0; r < block.Rows; r++)
            {
                var (position, channel) = Math.DivRem(block.FirstRow + r, block.Channels);
                for (var k = 0; k < block.Kernels; k++)
                {
                    covered[(position * channels) + block.FirstChannel + channel, block.FirstKernel + k]++;
                }
            }
        }

        // Each weight once; where a kernel meets channels of other groups, cells of zeros at most.
        for (var row = 0; row < positions * channels; row++)
        {
            for (var k = 0; k < kernels; k++)
            {
                var own = row % channels / (channels / groups) == k / (kernels / groups);
                Assert.InRange(covered[row, k], own ? 1 : 0, 1);
            }
        }

        if (groups == 1)
        {
            Assert.Equal((((positions * channels) + side - 1) / side) * ((kernels + side - 1) / side), mapping.Places.Length);
        }
    }));

    /// <summary>A diagonal takes the blocks that it crosses, and no core for the others.</summary>
    [Theory]
    [InlineData(20, 8, 8, 3)]
    [InlineData(20, 16, 8, 3)]
    [InlineData(20, 8, 32, 3)]
    [InlineData(20_000, 128, 128, 157)]
    public void ADepthwiseLayerLiesOnTheDiagonal(int channels, int rows, int columns, int cores)
    {
        var network = new NetworkBuilder(new FeatureShape(channels, 2, 2)).Scaling("scale", "input").Build();
        var square = TestMachines.Square(8, 200);

        var mapping = (MatrixPlacement)NetworkPlacer.Run(network, square with { Compute = square.Crossbar with { Rows = rows, Columns = columns } }, new CrossbarPlanner()).Value!.Layers[0];

        Assert.Equal((1, cores, cores), (mapping.VerticalGroups, mapping.HorizontalGroups, mapping.Places.Length));
        Assert.Equal(Enumerable.Range(0, channels), mapping.Blocks.SelectMany(t => Enumerable.Range(t.FirstChannel, t.Channels)));
        Assert.All(mapping.Blocks, t => Assert.Equal((0, t.FirstKernel, t.Kernels, t.Kernels), (t.FirstRow, t.FirstChannel, t.Channels, t.Rows)));
        Assert.All(mapping.Blocks, t => Assert.InRange(t.Rows, 1, Math.Min(rows, columns)));
    }

    /// <summary>More than 1024 cores cannot be had: the message says which crossbars are large enough, and they are.</summary>
    [Fact]
    public void AdviceForTooFewCoresWorks()
    {
        var network = NetworkBuilder.Single(2048, new Window(1, 1), new FeatureShape(2048, 1, 1));
        Assert.EndsWith("has 16; use more cores or larger crossbars", Message(network, TestMachines.Square(64, 16)), StringComparison.Ordinal);
        Assert.EndsWith(
            "the architecture has 1024; an architecture has at most 1024, so use crossbars of 64x64, with which it needs 1024", Message(network, TestMachines.Square(8, 1024)), StringComparison.Ordinal);
        Assert.True(NetworkPlacer.Run(network, TestMachines.Square(64, 1024), new CrossbarPlanner()).Ok);
        Assert.EndsWith("use a smaller network or a part of it", Message(Outline(60_000, 60_000), TestMachines.Square(8, 1024)), StringComparison.Ordinal);
    }

    /// <summary>The need is known from sizes: nothing is made for each of a billion tiles.</summary>
    [Fact]
    public void NeedsAreCountedIn64Bits()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("needs 268435456 cores ('conv' 268435456 = 16384 x 16384)", Message(Outline(65_536, 65_536), TestMachines.Square(4, 4)), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 22);
    }

    [Fact]
    public void NoCoreHoldsBlocksOfTwoLayers()
    {
        var mapping = NetworkPlacer.Run(Samples.Network, TestMachines.Square(8, 64), new CrossbarPlanner()).Value!;

        var cores = mapping.Layers.OfType<MatrixPlacement>().SelectMany(m => m.Blocks).Select(t => t.Place.Core).ToArray();

        Assert.Equal(Enumerable.Range(0, cores.Length), cores);
    }

    [Fact]
    public void WeightsTravelByReference()
    {
        var network = Samples.Network;

        var mapping = NetworkPlacer.Run(network, TestMachines.Square(8, 64), new CrossbarPlanner()).Value!;

        Assert.All(mapping.Layers.OfType<MatrixPlacement>(), m => Assert.Contains(m.Convolution, network.Layers));
    }

    [Fact]
    public void TooFewCoresAreReportedOnceWithTheNeedOfEachLayer()
    {
        var result = NetworkPlacer.Run(Samples.Network, TestMachines.Square(8, 4), new CrossbarPlanner());

        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Null(result.Value);
        Assert.Equal(
            "network.yaml(1,1): error CIM0501: the network needs 10 cores ('first' 4 = 4 x 1; 'last' 6 = 6 x 1), the architecture has 4; " +
            "use more cores or larger crossbars",
            diagnostic.ToString());
    }

    [Fact]
    public void DumpIsStable() =>
        Baseline.Matches("20-mapping.txt", NetworkPlacer.Run(Samples.Network, TestMachines.Square(8, 16), new CrossbarPlanner()).Value!.Dump());
}
