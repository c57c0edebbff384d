using CimGen.Networks.Images;
using static CimGen.Networks.Tests.ImportedModel;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>Models that take an image of uint8 and prepare it themselves, as those of Keras and of PyTorch behind a Transpose.</summary>
public sealed class ByteInputTests
{
    private readonly Random _random = new(5);

    [Theory]
    [InlineData("cast first")]
    [InlineData("transposed first")]
    public void BytesAreRealNumbersThatAreWhole(string form)
    {
        var input = Pixels(3, 4, 5);
        AssertEqual(input.Each((_, v) => (v / 127.5) - 1), Prepared(form), input);
    }

    [Fact]
    public void ACastBetweenFloatsIsNothing()
    {
        var input = NaiveMap.Random(_random, 2, 3, 3);
        var network = AssertEqual(input.Each((_, v) => Math.Max(0, v)), new OnnxModel(1, 2, 3, 3).Node("Cast", "x a", Int("to", 11)).Node("Relu", "a b").Node("Cast", "b y", Int("to", 1)), input);
        Assert.Single(network.Layers);
        Assert.Empty(network.ByteInputs);
    }

    /// <summary>A pixel reaches the network as it is, and what is scaled is rounded.</summary>
    [Fact]
    public void ImagesOfSuchAnInputAreNotDivided()
    {
        var network = Read(Prepared("cast first"));
        Assert.Equal("x", Assert.Single(network.ByteInputs));
        var format = InputFormat.Pixels.For(network, 0);
        Assert.All(Enumerable.Range(0, 256), p => Assert.Equal(p, format.Real(p, 0)));
        Assert.Equal(128, (format with { High = 1, Scale = new ChannelValues(255) }).Real(0.5, 0));
        Assert.Equal(1, InputFormat.Pixels.For(Read(new OnnxModel(1, 3, 4, 5).Node("Relu", "x y")), 0).Real(255, 0));
    }

    private static OnnxModel Prepared(string form)
    {
        var model = form == "cast first"
            ? new OnnxModel(1, 4, 5, 3).Node("Cast", "x a", Int("to", 1)).Weights("s", [], 127.5f).Weights("o", [], 1).Node("Div", "a s b").Node("Sub", "b o c").Node("Transpose", "c y", Ints("perm", 0, 3, 1, 2))
            : new OnnxModel(1, 4, 5, 3).Node("Transpose", "x t", Ints("perm", 0, 3, 1, 2)).Node("Cast", "t a", Int("to", 1)).Weights("s", [], 1 / 127.5f).Weights("o", [], 1).Node("Mul", "a s b").Node("Sub", "b o y");
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = 2;
        return model;
    }

    private NaiveMap Pixels(int channels, int height, int width) => NaiveMap.Make(channels, height, width, (_, _, _) => _random.Next(256));
}
