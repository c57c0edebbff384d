using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>What holds for networks of both formats once they are read.</summary>
public class NetworkReaderTests
{
    /// <summary>Nothing but the input under another name: a copy, so that hardware has something to do, and an exact one.</summary>
    [Theory]
    [InlineData("Identity")]
    [InlineData("Flatten")]
    [InlineData("Dropout")]
    public void ANetworkWithoutWorkIsAnExactCopy(string type)
    {
        var network = new OnnxModel(1, 2, 3, 4).Node(type, "x y").Read().Value!;

        Assert.NotEqual(network.Inputs[0], network.Outputs[0].Map);
        Assert.IsType<Sum>(Assert.Single(network.Layers));
        var random = new Random(3);
        var image = Enumerable.Range(0, 24).Select(_ => random.NextSingle() - 0.3f).ToArray();
        Assert.Equal(image, FloatExecutor.Run(network, image)[network.Outputs[0].Map]);
        var quantized = Quantizer.Run(network, [image]).Value!;
        var integers = Quantizer.ToIntegers(quantized.Tensor(network.Inputs[0]), image);
        Assert.Equal(integers, IntegerReference.Run(quantized, integers)[network.Outputs[0].Map]);
        Assert.Equal(quantized.Tensor(network.Inputs[0]).Scale, quantized.Tensor(network.Outputs[0].Map).Scale);
    }

    [Fact]
    public void LayersThatNothingReadsAreLeftOut()
    {
        var network = new OnnxModel(1, 1, 4, 4).Weights("w", [1, 1, 3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9)
            .Node("Conv", "x w c").Node("Relu", "c r").Weights("u", [1, 1, 1, 1], 2).Node("Conv", "c u d").Node("Relu", "d e").Node("MaxPool", "r y", Ints("kernel_shape", 2, 2)).Read().Value!;

        // The dead branch is no reader of c either, so that its activation is fused.
        Assert.Equal(["r", "y"], network.Layers.Select(l => l.Output));
        Assert.Equal(["r", "x", "y"], network.Shapes.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Sizes that no single number of the file shows are refused before memory is taken: a few bytes ask for gigabytes.</summary>
    [Fact]
    public void SizesThatFollowFromOthersAreRefusedByBothReaders()
    {
        using var folder = new TemporaryFolder();
        var before = GC.GetAllocatedBytesForCurrentThread();
        string[] layers =
        [
            "input: [1, 65536, 65536]\nlayers:\n  - { type: relu }",
            "input: [1, 1, 1]\nlayers:\n  - { type: conv, kernels: 8, kernel: 1, padding: 4096 }",
            "input: [64, 1, 1]\nlayers:\n  - { type: average-pool, kernel: 4096, padding: [2048, 2048, 2047, 2047] }",
        ];
        Assert.All(layers, l => Assert.False(NetworkReader.Read(folder.Write("n.yaml", System.Text.Encoding.UTF8.GetBytes($"name: n\n{l}\n"))).Ok));
        OnnxModel[] models =
        [
            new OnnxModel(1, 1, 65536, 65536).Node("Relu", "x y"),
            new OnnxModel(1, 1, 1, 1).Weights("w", [8, 1, 1, 1], new float[8]).Node("Conv", "x w y", Ints("pads", 4096, 4096, 4096, 4096)),
            new OnnxModel(1, 64, 1, 1).Node("AveragePool", "x y", Ints("kernel_shape", 4096, 4096), Ints("pads", 2048, 2048, 2047, 2047), Int("count_include_pad", 1)),
        ];
        Assert.All(models, m => Assert.False(m.Read().Ok));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 25);
    }

    /// <summary>One multiplier a channel: no matrix of channels by channels is made.</summary>
    [Fact]
    public void ABatchNormalizationOfManyFeaturesIsSmall()
    {
        const int Features = 50_000;
        var random = new Random(1);
        float[] Values() => [.. Enumerable.Range(0, Features).Select(_ => random.NextSingle() + 0.5f)];
        var (scale, shift, mean, variance) = (Values(), Values(), Values(), Values());
        var model = new OnnxModel(1, Features, 1, 1).Weights("s", [Features], scale).Weights("b", [Features], shift).Weights("m", [Features], mean).Weights("v", [Features], variance)
            .Node("BatchNormalization", "x s b m v n").Node("Relu", "n y");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var network = model.Read().Value!;
        var affine = Assert.IsType<Affine>(Assert.Single(network.Layers));
        Assert.Equal(ActivationRange.Relu, affine.Range);

        var image = Values();
        var exact = FloatExecutor.Run(network, image)["y"];
        for (var c = 0; c < Features; c++)
        {
            Assert.Equal(Math.Max(0, ((image[c] - mean[c]) / Math.Sqrt(variance[c] + 1e-5) * scale[c]) + shift[c]), exact[c], 1e-4);
        }

        var quantized = Quantizer.Run(network, [image]).Value!;
        Assert.Equal(Features, ((QuantizedConvolution)quantized.Layers[0]).Weights.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 25);
    }

    /// <summary>Constants that float32 holds one by one, but not multiplied, stay apart.</summary>
    [Theory]
    [InlineData(1e30f, 1e20f, 1e-20f)]
    [InlineData(1e-30f, 1e-20f, 1e20f)]
    public void FusionNeverLeavesFloat32(float weight, float scale, float pixel)
    {
        var network = new OnnxModel(1, 1, 2, 2).Weights("w", [1, 1, 1, 1], weight).Weights("s", [1], scale).Weights("o", [1], 0).Weights("v", [1], 1)
            .Node("Conv", "x w c").Node("BatchNormalization", "c s o o v y", Number("epsilon", 0)).Read().Value!;

        Assert.Equal(2, network.Layers.Length);
        Assert.All(FloatExecutor.Run(network, [pixel, pixel, pixel, pixel])["y"], v => Assert.Equal(1, v / (weight * pixel * scale), 1e-5));
    }

    /// <summary>A branch from before the constants does not see them.</summary>
    [Fact]
    public void ConstantsOfOneBranchStayThere()
    {
        var network = new OnnxModel(1, 2, 2, 2).Weights("a", [1, 2, 1, 1], 1, 2).Weights("b", [1, 2, 1, 1], 3, -1)
            .Node("Add", "x a p").Node("Add", "p b q").Node("Relu", "q r").Node("Add", "r x y").Read().Value!;

        Assert.Equal([4f, 1f], ((Affine)network.Layers[0]).Shift.ToArray());
        Assert.Equal(2, network.Layers.Length);
        Assert.Equal([5f, 1f, 7f, 3f, -4f, 1f, 4f, 3f], FloatExecutor.Run(network, [0.5f, 0, 1.5f, 1, -4, 0, 0, 1])["y"]);
    }
}
