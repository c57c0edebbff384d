using CimGen.Networks.Graph;
using CimGen.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Mapping.Tests;

public sealed class MatrixMappingTests
{
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
        var used = new[] { 32, 64, 128 }.Select(side => NetworkMapper.Run(network, Machines.Square(side, 1024)).Value!.Layers[0].CoreCount);

        Assert.Equal(cores, used);
    }

    [Fact]
    public void TilesCoverEveryWeightOnce() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var (kernels, channels) = (random.Next(1, 70), random.Next(1, 40));
        var window = new Window(random.Next(1, 4), random.Next(1, 4));
        var side = 4 << random.Next(4);
        var network = NetworkBuilder.Single(kernels, window, new FeatureShape(channels, 3, 3));

        var mapping = (MatrixMapping)NetworkMapper.Run(network, Machines.Square(side, 4096)).Value!.Layers[0];

        var rows = window.KernelY * window.KernelX * channels;
        var covered = new int[rows, kernels];
        foreach (var tile in mapping.Tiles)
        {
            Assert.Equal(mapping.FirstCore + (tile.HorizontalGroup * mapping.VerticalGroups) + tile.VerticalGroup, tile.Core);
            Assert.Same(tile, mapping.Tile(tile.HorizontalGroup, tile.VerticalGroup));
            Assert.InRange(tile.Rows, 1, side);
            Assert.InRange(tile.Kernels, 1, side);
            Assert.Equal((tile.VerticalGroup * side, tile.HorizontalGroup * side), (tile.FirstRow, tile.FirstKernel));
            for (var r = 0; r < tile.Rows; r++)
            {
                for (var k = 0; k < tile.Kernels; k++)
                {
                    covered[tile.FirstRow + r, tile.FirstKernel + k]++;
                }
            }
        }

        Assert.All(covered.Cast<int>(), times => Assert.Equal(1, times));
        Assert.Equal(((rows + side - 1) / side) * ((kernels + side - 1) / side), mapping.CoreCount);
    }));

    [Fact]
    public void NoCoreHoldsTilesOfTwoLayers()
    {
        var mapping = NetworkMapper.Run(Samples.Network, Machines.Square(8, 64)).Value!;

        var cores = mapping.Layers.OfType<MatrixMapping>().SelectMany(m => m.Tiles).Select(t => t.Core).ToArray();

        Assert.Equal(Enumerable.Range(0, cores.Length), cores);
    }

    [Fact]
    public void WeightsTravelByReference()
    {
        var network = Samples.Network;

        var mapping = NetworkMapper.Run(network, Machines.Square(8, 64)).Value!;

        Assert.All(mapping.Layers.OfType<MatrixMapping>(), m => Assert.Contains(m.Convolution, network.Layers));
    }

    [Fact]
    public void TooFewCoresAreReportedOnceWithTheNeedOfEachLayer()
    {
        var result = NetworkMapper.Run(Samples.Network, Machines.Square(8, 4));

        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Null(result.Value);
        Assert.Equal(
            "network.yaml(1,1): error CIM0501: the network needs 10 cores ('first' 4 = 4 x 1; 'last' 6 = 6 x 1), the architecture has 4; " +
            "use more cores or larger crossbars",
            diagnostic.ToString());
    }

    [Fact]
    public void DumpIsStable() =>
        Baseline.Matches("20-mapping.txt", NetworkMapper.Run(Samples.Network, Machines.Square(8, 16)).Value!.Dump());
}
