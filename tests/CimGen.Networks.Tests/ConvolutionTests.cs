using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Networks.Tests;

/// <summary>The convolutions in blocks against loops over single products.</summary>
public class ConvolutionTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300);
    private static readonly SourceLocation Nowhere = new("test");

    /// <summary>To the last bit, so that calibration does not depend on the width of the machine's vectors.</summary>
    [Fact]
    public void FloatSumsAreRoundedFromLeftToRight() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var (from, window, groups, kernels) = Shape(random);
        var weights = Floats(random, kernels * window.KernelY * window.KernelX * (from.Channels / groups));
        var to = new FeatureShape(kernels, window.OutputHeight(from.Height), window.OutputWidth(from.Width));
        var layer = new Convolution("c", "x", "y", window, kernels, [.. weights], [.. Floats(random, kernels)], ActivationRange.Unbounded, Nowhere) { Groups = groups };
        var map = Floats(random, (int)from.Count);
        var output = Enumerable.Repeat(float.NaN, (int)to.Count).ToArray();
        new FloatConvolution(layer, from, to).Run(map, output);
        var oneWindow = to.Height * to.Width == 1 && groups == 1;
        for (var i = 0; i < output.Length; i++)
        {
            var (k, x, y) = (i % kernels, i / kernels % to.Width, i / kernels / to.Width);
            var terms = Terms(from, window, groups, kernels, k, y, x).Select(t => (weights[t.Weight], t.Value < 0 ? 0 : map[t.Value])).ToList();
            Assert.Equal(oneWindow ? layer.Bias[k] + InSixteenSums(terms) : terms.Aggregate(layer.Bias[k], (sum, t) => MathF.FusedMultiplyAdd(t.Item2, t.Item1, sum)), output[i]);
        }
    }));

    [Fact]
    public void IntegerSumsAreExact() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var (from, window, groups, kernels) = Shape(random);
        var extremes = random.Next(3) == 0;
        var weights = Bytes(random, kernels * window.KernelY * window.KernelX * (from.Channels / groups), extremes);
        var map = Bytes(random, (int)from.Count, extremes);
        var padding = (sbyte)random.Next(-128, 128);
        var to = new FeatureShape(kernels, window.OutputHeight(from.Height), window.OutputWidth(from.Width));
        var bias = Enumerable.Range(0, kernels).Select(_ => random.Next(-1 << 28, 1 << 28)).ToImmutableArray();
        var layer = new QuantizedConvolution("c", "x", "y", window, kernels, [.. weights], bias, new Requantization([], [], 0, -128, 127), Nowhere) { Groups = groups };
        var convolution = new IntegerConvolution(layer, from, to, padding);
        var sums = new int[convolution.Block * kernels];
        for (var first = 0; first < to.Height * to.Width; first += convolution.Block)
        {
            var count = Math.Min(convolution.Block, (to.Height * to.Width) - first);
            convolution.Sums(map, first, count, sums);
            for (var i = 0; i < count * kernels; i++)
            {
                var (k, x, y) = (i % kernels, (first + (i / kernels)) % to.Width, (first + (i / kernels)) / to.Width);
                Assert.Equal(bias[k] + Terms(from, window, groups, kernels, k, y, x).Sum(t => weights[t.Weight] * (t.Value < 0 ? padding : map[t.Value])), sums[i]);
            }
        }
    }));

    /// <summary>Sums of pairs of -128 * -128 leave 16 bits.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(577)]
    public void IntegerSumsAreExactAtTheExtremes(int channels)
    {
        var from = new FeatureShape(channels, 3, 3);
        var weights = Enumerable.Repeat(sbyte.MinValue, 5 * channels).ToImmutableArray();
        var layer = new QuantizedConvolution("c", "x", "y", new Window(1, 1), 5, weights, [0, 0, 0, 0, 0], new Requantization([], [], 0, -128, 127), Nowhere);
        var sums = new int[45];
        new IntegerConvolution(layer, from, new FeatureShape(5, 3, 3), 0).Sums(Enumerable.Repeat(sbyte.MinValue, 9 * channels).ToArray(), 0, 9, sums);
        Assert.All(sums, s => Assert.Equal(16384 * channels, s));
    }

    /// <summary>Windows with strides, dilations and paddings; groups of any size, depthwise ones among them; more kernels and terms than a block has.</summary>
    private static (FeatureShape From, Window Window, int Groups, int Kernels) Shape(Random random)
    {
        while (true)
        {
            var groups = random.Next(3) == 0 ? random.Next(1, 40) : 1;
            var channels = groups * (random.Next(3) == 0 ? 1 : random.Next(1, groups > 1 ? 5 : random.Next(8) == 0 ? 300 : 40));
            var kernels = groups * (random.Next(3) == 0 ? 1 : random.Next(1, groups > 1 ? 7 : 80));
            var from = new FeatureShape(channels, random.Next(1, 11), random.Next(1, 11));
            var window = new Window(
                random.Next(1, 5), random.Next(1, 5), random.Next(1, 4), random.Next(1, 4), random.Next(3), random.Next(3), random.Next(3), random.Next(3), random.Next(1, 3), random.Next(1, 3));
            if (window.OutputHeight(from.Height) > 0 && window.OutputWidth(from.Width) > 0)
            {
                return (from, window, groups, kernels);
            }
        }
    }

    /// <summary>Indices of what is multiplied for one output, in order; a value of -1 lies outside of the map.</summary>
    private static IEnumerable<(int Weight, int Value)> Terms(FeatureShape from, Window w, int groups, int kernels, int k, int y, int x)
    {
        var channels = from.Channels / groups;
        var weight = k * w.KernelY * w.KernelX * channels;
        for (var ky = 0; ky < w.KernelY; ky++)
        {
            for (var kx = 0; kx < w.KernelX; kx++)
            {
                var (row, column) = ((y * w.StrideY) + (ky * w.DilationY) - w.PadTop, (x * w.StrideX) + (kx * w.DilationX) - w.PadLeft);
                var isInside = row >= 0 && row < from.Height && column >= 0 && column < from.Width;
                for (var z = 0; z < channels; z++)
                {
                    yield return (weight++, isInside ? (((row * from.Width) + column) * from.Channels) + (k / (kernels / groups) * channels) + z : -1);
                }
            }
        }
    }

    private static float InSixteenSums(List<(float Weight, float Value)> terms)
    {
        var sums = new float[16];
        for (var i = 0; i < terms.Count; i++)
        {
            sums[i % 16] = MathF.FusedMultiplyAdd(terms[i].Weight, terms[i].Value, sums[i % 16]);
        }

        for (var half = 8; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
            {
                sums[i] += sums[i + half];
            }
        }

        return sums[0];
    }

    private static float[] Floats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];

    private static sbyte[] Bytes(Random random, int count, bool extremes) =>
        [.. Enumerable.Range(0, count).Select(_ => extremes ? random.Next(2) == 0 ? sbyte.MinValue : sbyte.MaxValue : (sbyte)random.Next(-128, 128))];
}
