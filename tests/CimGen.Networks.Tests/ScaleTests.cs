using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Networks.Tests;

/// <summary>Scales of any magnitude that float32 holds: only their ratios reach the integers.</summary>
public class ScaleTests
{
    private static readonly SourceLocation At = new("test");
    private static readonly FeatureShape Input = new(3, 6, 6);

    /// <summary>
    /// conv * 2^e -> relu -> pool -> constants -> conv / 2^e is the same network in floating point, as long as nothing leaves float32's normal
    /// range: so are its integers, bit by bit.
    /// </summary>
    [Fact]
    public void AFactorThatTheNextLayerTakesBackChangesNoInteger() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Gen.Choose(0, 1 << 20).ToArbitrary(), Gen.Choose(-100, 100).ToArbitrary(), (seed, exponent) =>
        {
            var images = Images(seed);
            var (plain, scaled) = (Quantize(Chain(seed, 0), images), Quantize(Chain(seed, exponent), images));
            foreach (var image in images)
            {
                var expected = IntegerReference.Run(plain, Quantizer.ToIntegers(plain.Tensor("x"), image));
                var actual = IntegerReference.Run(scaled, Quantizer.ToIntegers(scaled.Tensor("x"), image));
                Assert.All(expected, map => Assert.Equal(map.Value, actual[map.Key]));
            }
        }));

    /// <summary>Any factor on the first layer, up to where float32 has no more than some bits of a weight left, and near its end.</summary>
    [Theory]
    [InlineData(1e-43)]
    [InlineData(1e-40)]
    [InlineData(1e-30)]
    [InlineData(1e-18)]
    [InlineData(1e-12)]
    [InlineData(1e-10)]
    [InlineData(1e-8)]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    [InlineData(1e18)]
    [InlineData(1e30)]
    [InlineData(1e37)]
    public void TheSignalIsAsFarAboveTheNoiseOnAnyScale(double factor)
    {
        var images = Images(5);
        var (plain, scaled) = (Decibels(Single(5, 1), images), Decibels(Single(5, factor), images));

        // Where numbers are subnormal the float network has noise of its own.
        var tolerance = factor > 1e-37 ? 0.1 : 8;
        Assert.InRange(scaled, plain - tolerance, plain + tolerance);
        Assert.InRange(plain, 35, 60);
    }

    /// <summary>Users' networks that became zeros.</summary>
    [Theory]
    [InlineData("down1e-8")]
    [InlineData("down1e-10")]
    public void TheCasesKeepTheirSignal(string name)
    {
        var folder = Repository.File("tests/cases/scales");
        var network = NetworkReader.Read(Path.Combine(folder, $"{name}.onnx")).Value!;
        var images = LabelledImages.Read(Path.Combine(folder, $"{name}.csv"), network.Shapes[network.Inputs[0]], InputFormat.Pixels).Value!.Images;
        Assert.InRange(Decibels(network, [.. images]), 40, 60);
    }

    /// <summary>All inputs scaled, as images in another unit would be.</summary>
    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void ImagesMayHaveAnyScale(float factor)
    {
        var images = Images(9);
        var scaled = images.Select(i => Array.ConvertAll(i, v => v * factor)).ToArray();
        Assert.Equal(Decibels(WithoutBias(Single(9, 1)), images), Decibels(WithoutBias(Single(9, 1)), scaled), 0.1);
    }

    /// <summary>Kernels of one layer share an output scale. Each is as exact as that scale allows, however small, large, constant or empty.</summary>
    [Fact]
    public void EveryKernelIsWithinAStepOfItsOutput()
    {
        float[] factors = [0, 1e-38f, 1e-30f, 1e-9f, 1e-5f, 0.01f, 1, 1, 1, 1, 0, 1e-3f];
        float[] bias = [0, 0.5f, -0.25f, 0, 3, -100, 0, 80, -1e-30f, 1e-9f, 90, 120];
        var random = new Random(4);
        var weights = factors.SelectMany(f => Enumerable.Range(0, 27).Select(_ => f * ((random.NextSingle() * 2) - 1)));
        var network = Network([new Convolution("y", "x", "y", new Window(3, 3), factors.Length, [.. weights], [.. bias], ActivationRange.Unbounded, At)]);
        var images = Images(3);
        var quantized = Quantize(network, images);
        var y = quantized.Tensor("y");
        foreach (var image in images)
        {
            var exact = FloatExecutor.Run(network, image)["y"];
            var integers = IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor("x"), image))["y"];

            // Half a step of rounding, and what eight bits of inputs and weights leave: 27 products of half a step each at most.
            Assert.All(exact.Zip(Quantizer.ToReal(y, integers)), p => Assert.InRange(p.Second, p.First - y.Scale, p.First + y.Scale));
        }
    }

    /// <summary>Against exact arithmetic, for factors far beyond what multiplier and shift hold.</summary>
    [Fact]
    public void RequantizationIsRightForAnyFactor()
    {
        var random = new Random(11);
        for (var i = 0; i < 200_000; i++)
        {
            var factor = Math.ScaleB(1 + random.NextDouble(), random.Next(-300, 200));
            var sum = (int)((random.Next(2) == 0 ? -1 : 1) * Math.ScaleB(random.NextDouble(), random.Next(0, 31)));
            var (multiplier, shift) = Quantizer.FixedPoint(factor);
            var actual = new Requantization([multiplier], [shift], ZeroPoint: 0, Low: -128, High: 127).Of(0, sum);

            // 16 bits of a factor are off by 2^-16, which is less than a hundredth of a step over 8 bits.
            var exact = Math.Clamp(sum * factor, -128, 127);
            Assert.InRange(actual, exact - 0.51, exact + 0.51);
        }
    }

    [Theory]
    [InlineData(1e-30, 1e-28)]
    [InlineData(1e30, 1e-30)]
    [InlineData(1, 1e30)]
    public void SumsTakeInputsOfVeryDifferentScale(double first, double second)
    {
        var network = Network(
            [
                new Affine("a", "x", "a", [.. Values(1, 3, first)], [0, 0, 0], ActivationRange.Unbounded, At),
                new Affine("b", "x", "b", [.. Values(2, 3, second)], [0, 0, 0], ActivationRange.Unbounded, At),
                new Sum("y", ["a", "b"], "y", ActivationRange.Unbounded, At),
            ]);
        Assert.InRange(Decibels(network, Images(1)), 38, 60);
    }

    /// <summary>A map that is 0 for all calibration images still has a scale, from what its layer could give.</summary>
    [Fact]
    public void ADeadMapKeepsItsScaleForOtherImages()
    {
        var network = Network(
            [
                new Convolution("c", "x", "c", new Window(1, 1), 1, [1e-20f, 1e-20f, 1e-20f], [-1.5e-20f], ActivationRange.Relu, At),
                new Affine("y", "c", "y", [1], [0], ActivationRange.Unbounded, At),
            ]);
        var dark = new float[Input.Count];
        var bright = Enumerable.Repeat(0.9f, (int)Input.Count).ToArray();
        var quantized = Quantizer.Run(network, [dark, Array.ConvertAll(bright, v => v / 2)]).Value!;
        var integers = IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor("x"), bright))["y"];
        Assert.All(Quantizer.ToReal(quantized.Tensor("y"), integers), v => Assert.InRange(v, 0, 1.5e-20f));
        Assert.All(IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor("x"), dark))["y"], q => Assert.Equal(quantized.Tensor("y").ZeroPoint, q));
        Assert.Equal(3 * 1e-20 * quantized.Tensor("x").Scale * 255 + 1.5e-20, quantized.Tensor("c").Scale * 255, 1e-25);
    }

    /// <summary>So many products overflow 32 bits with 8-bit weights; with coarser ones they do not.</summary>
    [Fact]
    public void ManyInputsTakeCoarserWeights()
    {
        const int Count = 200_000;
        var network = new Network(
            "n",
            ["x"],
            [new("y")],
            new Dictionary<string, FeatureShape> { ["x"] = new(Count, 1, 1), ["y"] = new(1, 1, 1) }.ToImmutableDictionary(),
            [new Convolution("y", "x", "y", new Window(1, 1), 1, [.. Enumerable.Repeat(1e-5f, Count)], [0], ActivationRange.Unbounded, At)]);
        var random = new Random(1);
        var images = Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, Count).Select(_ => random.NextSingle() * (i + 1)).ToArray()).ToArray();

        var weight = ((QuantizedConvolution)Quantize(network, images).Layers[0]).Weights[0];
        Assert.InRange(weight, 38, 42);
        Assert.InRange(Decibels(network, images), 38, 90);
    }

    private static Network Chain(int seed, int exponent)
    {
        var (up, down) = (Math.ScaleB(1, exponent), Math.ScaleB(1, -exponent));
        return Network(
            [
                new Convolution("c", "x", "c", new Window(3, 3, 1, 1, 1, 1, 1, 1), 4, [.. Values(seed, 4 * 27, up)], [.. Values(seed + 1, 4, up)], ActivationRange.Relu, At),
                new MaxPooling("m", "c", "m", new Window(2, 2), ActivationRange.Unbounded, At),
                new Affine("a", "m", "a", [.. Values(seed + 2, 4, 1)], [.. Values(seed + 3, 4, up)], ActivationRange.Unbounded, At),
                new Sum("s", ["a", "m"], "s", ActivationRange.Relu, At),
                new AveragePooling("p", "s", "p", new Window(2, 2), ActivationRange.Unbounded, At),
                new Convolution("y", "p", "y", new Window(2, 2), 5, [.. Values(seed + 4, 5 * 16, down)], [.. Values(seed + 5, 5, 1)], ActivationRange.Unbounded, At),
            ]);
    }

    private static Network Single(int seed, double factor) => Network(
        [new Convolution("y", "x", "y", new Window(3, 3), 4, [.. Values(seed, 4 * 27, factor)], [.. Values(seed + 1, 4, factor)], ActivationRange.Unbounded, At)]);

    private static Network WithoutBias(Network network) =>
        network with { Layers = [((Convolution)network.Layers[0]) with { Bias = [0, 0, 0, 0] }] };

    /// <summary>Shapes follow from the layers.</summary>
    private static Network Network(ImmutableArray<Layer> layers)
    {
        var shapes = new Dictionary<string, FeatureShape> { ["x"] = Input };
        foreach (var layer in layers)
        {
            var from = shapes[layer.Inputs[0]];
            var window = layer switch
            {
                Convolution c => c.Window,
                MaxPooling p => p.Window,
                AveragePooling p => p.Window,
                _ => new Window(1, 1),
            };
            shapes[layer.Output] = new FeatureShape((layer as Convolution)?.Kernels ?? from.Channels, window.OutputHeight(from.Height), window.OutputWidth(from.Width));
        }

        return new Network("n", ["x"], [new("y")], shapes.ToImmutableDictionary(), layers);
    }

    private static QuantizedNetwork Quantize(Network network, float[][] images)
    {
        var result = Quantizer.Run(network, images);
        Assert.Empty(result.Diagnostics);
        return result.Value!;
    }

    private static double Decibels(Network network, float[][] images)
    {
        var quantized = Quantize(network, images);
        var noise = new QuantizationNoise(quantized);
        foreach (var image in images)
        {
            noise.Add(FloatExecutor.Run(network, image), IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor(network.Inputs[0]), image)));
        }

        return noise[network.Outputs[0].Map].Decibels;
    }

    private static float[][] Images(int seed) =>
        [.. Enumerable.Range(0, 4).Select(i => Array.ConvertAll(Values((seed * 7) + i, (int)Input.Count, 1), Math.Abs))];

    /// <summary>Uniform in -factor..factor, away from 0.</summary>
    private static float[] Values(int seed, int count, double factor)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((float)((random.NextDouble() * 0.9) + 0.1) * factor) * (random.Next(2) == 0 ? -1 : 1))];
    }
}
