using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;

namespace CimGen.Networks.Tests;

/// <summary>A layer that loses its signal is named, with the reason that the test has made; good ones are not.</summary>
public class PrecisionCheckTests
{
    private static readonly FeatureShape Input = new(8, 6, 6);

    [Fact]
    public void AGoodNetworkHasNoWarning()
    {
        Assert.Empty(Run(Network(Dense("a", "x", Weights(1, 64)), Dense("y", "a", Weights(2, 64))), Images(1), Images(2)));

        // Nothing but zeros is exact.
        Assert.Empty(Run(Network(Dense("a", "x", new float[64]), Dense("y", "a", Weights(2, 64))), Images(1), Images(2)));
    }

    [Theory]
    [InlineData(1 / 255f, 1)]
    [InlineData(1, 1 / 255f)]
    public void CalibrationWithAnotherScaleIsNamed(float calibration, float run)
    {
        var warning = Warned("CIM0403", Network(Dense("y", "x", Weights(1, 64))), Scaled(Images(1), calibration), Scaled(Images(2), run));
        Assert.Matches(@"^n\(1,1\): warning CIM0403: feature map 'x' is -?[0-9.]+ dB above its quantization noise: its values lie in .*, and calibration found .*; calibrate with images like those that are run$", warning);
        Assert.EndsWith(
            "as without it they are random",
            Warned("CIM0403", Network(Dense("y", "x", Weights(1, 64))), Scaled(Images(1), calibration), Scaled(Images(2), run), calibrated: false),
            StringComparison.Ordinal);
    }

    /// <summary>The inputs are alike, only a layer inside sees other values.</summary>
    [Fact]
    public void AMapThatLeavesItsCalibratedRangeIsNamed()
    {
        // Positive where channel 0 is bright, which no calibration image is.
        var weights = new float[64];
        (weights[0], weights[1]) = (1, -0.1f);
        var images = Images(2);
        foreach (var image in images)
        {
            image[0] = 1;
        }

        var calibration = Images(1);
        foreach (var image in calibration)
        {
            for (var i = 0; i < image.Length; i += 8)
            {
                image[i] *= 0.02f;
            }
        }

        var warning = Warned("CIM0403", Network(Dense("y", "x", weights)), calibration, images);
        Assert.Contains("feature map 'y' is ", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void ADominatingChannelIsNamed()
    {
        // Channel 3 becomes 10,000 times as large as the others, and the next layer does not look at it.
        var scale = Enumerable.Repeat(1f, 8).ToArray();
        scale[3] = 10_000;
        var weights = Weights(2, 64);
        for (var k = 0; k < 8; k++)
        {
            weights[(k * 8) + 3] = 0;
        }

        var warning = Warned(
            "CIM0404", Network(new Affine("a", "x", "a", [.. scale], [.. new float[8]], ActivationRange.Unbounded, Here), Dense("y", "a", weights)), Images(1), Images(2));
        Assert.Matches("feature map 'y' is .* dB above its quantization noise, its inputs are better: channel 3 of its input 'a' reaches .*; scale that channel down where it is made", warning);
    }

    [Fact]
    public void WeightsOfVeryDifferentSizeAreNamed()
    {
        // The large weight meets a channel that is 0: it only makes the others coarse.
        var weights = Enumerable.Range(0, 64).Select(i => i % 8 == 0 ? 1000f : 1f - (0.2f * (i % 8))).ToArray();
        var images = Images(1).Concat(Images(2)).ToArray();
        foreach (var image in images)
        {
            for (var i = 0; i < image.Length; i += 8)
            {
                image[i] = 0;
            }
        }

        var warning = Warned("CIM0404", Network(Dense("y", "x", weights)), images, images);
        Assert.Matches("the weights of kernel 0 reach 1e.03, half of them no more than .*; train with weight decay", warning);
    }

    [Fact]
    public void SmallDifferencesOfLargeTermsAreNamed()
    {
        // 1000 + x - 1000: eight bits of the sum keep nothing of x.
        var shift = Enumerable.Repeat(1000f, 8).ToArray();
        var warning = Warned(
            "CIM0404",
            Network(
                new Affine("a", "x", "a", [.. Ones], [.. shift], ActivationRange.Unbounded, Here),
                new Affine("y", "a", "y", [.. Ones], [.. shift.Select(s => -s)], ActivationRange.Unbounded, Here)),
            Images(1),
            Images(2));
        Assert.Contains("small differences of large terms; train it", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void NoiseThatGrowsFromLayerToLayerIsNamedAtTheOutput()
    {
        // Neighbours differ little, and so do their differences.
        var weights = new float[64];
        for (var k = 0; k < 7; k++)
        {
            (weights[(k * 8) + k], weights[(k * 8) + k + 1]) = (1, -1);
        }

        var images = Images(1);
        foreach (var image in images)
        {
            for (var i = 0; i < image.Length; i++)
            {
                image[i] = i % 8 == 0 ? 0.3f : image[i - 1] + 0.001f + (0.0045f * image[i]);
            }
        }

        var warning = Warned("CIM0405", Network(Dense("a", "x", weights), Dense("y", "a", weights)), images, images);
        Assert.Matches(@"the output 'y' is [3-9]\.\d dB above its quantization noise: noise grows from layer to layer, most in 'a' \(\d\d\.\d to 1\d\.\d dB\); train", warning);
    }

    private static SourceLocation Here => new("n", 1, 1);

    private static float[] Ones => [.. Enumerable.Repeat(1f, 8)];

    private static string Warned(string code, Network network, float[][] calibration, float[][] images, bool calibrated = true)
    {
        var warning = Assert.Single(Run(network, calibration, images, calibrated));
        Assert.Equal((code, Severity.Warning), (warning.Code, warning.Severity));
        return warning.ToString();
    }

    private static ImmutableArray<Diagnostic> Run(Network network, float[][] calibration, float[][] images, bool calibrated = true)
    {
        var quantized = Quantizer.Run(network, calibration).Value!;
        var noise = new QuantizationNoise(quantized);
        foreach (var image in images)
        {
            noise.Add(FloatExecutor.Run(network, image), IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor("x"), image)));
        }

        return new PrecisionCheck(network, quantized, noise, images[0], calibrated).Run();
    }

    private static Network Network(params Layer[] layers) => new(
        "n", ["x"], [new("y")], layers.Select(l => l.Output).Prepend("x").ToImmutableDictionary(name => name, _ => Input), [.. layers]);

    private static Convolution Dense(string name, string input, float[] weights) =>
        new(name, input, name, new Window(1, 1), 8, [.. weights], [.. new float[8]], ActivationRange.Unbounded, Here);

    private static float[] Weights(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private static float[][] Images(int seed) => [.. Enumerable.Range(0, 4).Select(i => Array.ConvertAll(Weights((seed * 9) + i, (int)Input.Count), Math.Abs))];

    private static float[][] Scaled(float[][] images, float factor) => [.. images.Select(i => Array.ConvertAll(i, v => v * factor))];
}
