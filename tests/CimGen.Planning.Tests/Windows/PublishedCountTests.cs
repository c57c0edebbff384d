using CimGen.Networks;
using CimGen.Planning.Windows;
using CimGen.Tests.Shared;

namespace CimGen.Planning.Tests.Windows;

/// <summary>Counts of MVMs of whole networks, against those that were published.</summary>
public sealed class PublishedCountTests
{
    /// <summary>Rhe et al., DATE 2022, on 512 x 512; the last number is what the mapper finds.</summary>
    [Theory]
    [InlineData("resnet18-windows", 20_041, 4_294, 3_292)]
    [InlineData("vgg13-windows", 243_736, 77_102, 57_603)]
    public void CyclesOfWindows(string network, long im2col, long vwSdk, long ours)
    {
        var size = new CrossbarSize(512, 512);
        var layers = Layers(network);
        Assert.Equal(im2col, layers.Sum(l => ParallelWindow.Im2Col(l, size).Cycles));
        Assert.Equal(vwSdk, layers.Sum(l => ParallelWindow.Fewest(l, size).Cycles));
        Assert.Equal(ours, layers.Sum(l => WindowMapper.Map(l, size).Mvms));
    }

    /// <summary>Pelke et al., DATE 2024, on 256 x 256: least crossbars, and MVMs of one layer after another.</summary>
    [Theory]
    [InlineData("networks/tiny-yolov3", 142, 232_882)]
    [InlineData("mapping/tiny-yolov4", 117, 113_061)]
    [InlineData("mapping/vgg16", 233, 137_788)]
    [InlineData("mapping/vgg19", 314, 141_904)]
    [InlineData("mapping/resnet50", 390, 58_310)]
    [InlineData("mapping/resnet101", 679, 68_306)]
    [InlineData("mapping/resnet152", 936, 85_358)]
    public void CrossbarsAndPositionsOfNetworks(string network, long crossbars, long positions)
    {
        var layers = ConvolutionShape.Of(NetworkReader.Read(Repository.File($"examples/{network}.yaml")).Value!);
        Assert.Equal(crossbars, layers.Sum(l => l.Crossbars(new CrossbarSize(256, 256))));
        Assert.Equal(positions, layers.Sum(l => l.Positions));
    }

    private static IReadOnlyList<ConvolutionShape> Layers(string network) => ConvolutionShape.Of(NetworkReader.Read(Repository.File($"examples/mapping/{network}.yaml")).Value!);
}
