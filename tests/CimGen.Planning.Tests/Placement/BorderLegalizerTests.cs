using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;
using CimGen.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests;

public sealed class BorderLegalizerTests
{
    private static readonly Window Padded = new(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1);

    [Theory]
    [InlineData(-128, false)]
    [InlineData(-127, true)]
    [InlineData(0, true)]
    public void PaddedMaxPoolingGetsACopyUnlessTheZeroPointIsTheLowestValue(int zeroPoint, bool copied)
    {
        var network = new NetworkBuilder(new FeatureShape(2, 4, 4), inputZeroPoint: zeroPoint)
            .MaxPooling("pool", "input", Padded).Convolution("conv", "input", 3, Padded).Build();

        var legal = BorderLegalizer.Run(network);

        Assert.Equal(copied ? 3 : 2, legal.Layers.Length);
        Assert.Equal(-128, legal.Tensor(legal.Layers.OfType<QuantizedMaxPooling>().Single().Inputs[0]).ZeroPoint);
        Assert.Equal(zeroPoint, legal.Tensor(legal.Layers.OfType<QuantizedConvolution>().Single().Inputs[0]).ZeroPoint);
    }

    [Fact]
    public void PoolingWithoutPaddingStaysAsItIs()
    {
        var network = new NetworkBuilder(new FeatureShape(2, 4, 4)).MaxPooling("pool", "input", new Window(2, 2)).Build();

        Assert.Same(network.Layers[0], BorderLegalizer.Run(network).Layers.Single());
    }

    [Fact]
    public void ResultsStayTheSame() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        var legal = BorderLegalizer.Run(network);
        var image = RandomNetworks.Image(random, network.Tensor(network.Inputs[0]).Shape);

        Assert.Equal(IntegerReference.Run(network, image)[network.Outputs[0]], IntegerReference.Run(legal, image)[legal.Outputs[0]]);
    }));
}
