using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using static CimGen.Networks.Tests.ImportedModel;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>Functions, products and parts in 8 bits.</summary>
public class QuantizedFunctionTests
{
    private static readonly SourceLocation At = new("test");

    private readonly Random _random = new(19);

    /// <summary>What a function reads is not stored when a layer with a requantization makes it for the function alone.</summary>
    [Theory]
    [InlineData("Conv", "", true)]
    [InlineData("AveragePool", "", true)]
    [InlineData("MaxPool", "", false)]
    [InlineData("Conv", "reader", false)]
    [InlineData("Conv", "part", false)]
    public void AFunctionIsATableBehindTheLayerBefore(string type, string other, bool fused)
    {
        var model = new OnnxModel(1, 2, 4, 4).Weights("w", [2, 2, 1, 1], 1, 2, -1, 0.5f).Weights("v", [1, 2, 1, 1], 1, 2);
        model = type == "Conv" ? model.Node("Conv", "x w c") : model.Node(type, "x c", Ints("kernel_shape", 1, 1));
        model = model.Node("Sigmoid", "c s");
        model = other switch
        {
            "reader" => model.Node("Conv", "c w d").Node("Add", "s d y"),
            "part" => model.Node("Concat", "s c y", Int("axis", 1)),
            _ => model.Node("Conv", "s v y"),
        };
        var network = Read(model);
        Assert.Equal(fused ? ["c"] : [], FusedFunctions.Inputs(network));

        var quantized = Quantizer.Run(network, [Image(32)]).Value!;
        Assert.Equal(!fused, quantized.Tensors.Any(t => t.Name == "c"));
        Assert.Equal(!fused, quantized.Layers.Any(l => l is QuantizedLookup));
        Assert.Equal(fused ? 256 : 0, quantized.Layers[0].Table.Length);
        Assert.Equal(quantized.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal), NetworkOutline.Of(network).Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Every value that the input can have, through the function, in the steps of the output.</summary>
    [Fact]
    public void ATableHasTheFunctionOfEveryValue()
    {
        var (input, output) = (new QuantizedTensor("x", new FeatureShape(1, 1, 1), 0.03, -20), new QuantizedTensor("y", new FeatureShape(1, 1, 1), 1 / 255.0, -128));
        var table = Lookup.Table(new Elementwise("y", "x", "y", new ScalarFunction("Sigmoid", x => 1 / (1 + Math.Exp(-x))), ActivationRange.Unbounded, At), input, output);
        for (var q = -128; q < 128; q++)
        {
            Assert.InRange(table[q + 128], -128 + (255 / (1 + Math.Exp(-0.03 * (q + 20)))) - 0.51, -128 + (255 / (1 + Math.Exp(-0.03 * (q + 20)))) + 0.51);
        }
    }

    [Fact]
    public void ATableHasAnEntryWhereTheFunctionHasNone()
    {
        var tensor = new QuantizedTensor("x", new FeatureShape(1, 1, 1), 1, 3);
        var layer = new Elementwise("y", "x", "y", new ScalarFunction("Log", Math.Log), ActivationRange.Unbounded, At);
        var table = Lookup.Table(layer, tensor, tensor);
        Assert.Equal(3, table[0]);
        Assert.Equal(-128, table[3 + 128]);
        Assert.Equal(3, table[4 + 128]);
        Assert.Equal(Math.Log(124), Lookup.Reach(layer, tensor), 1e-9);
    }

    /// <summary>Straight from the formulas of the layers; also with a table behind the requantization, and gates of one value per channel.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LookupsAndProductsAreWhatTheirFormulasSay(bool gate)
    {
        for (var i = 0; i < 20; i++)
        {
            var (shape, right) = (new FeatureShape(3, 4, 5), gate ? new FeatureShape(3, 1, 1) : new FeatureShape(3, 4, 5));
            var (table, behind) = (Table(), Table());
            var (leftZero, rightZero, zero, multiplier, shift) = (_random.Next(-128, 128), _random.Next(-128, 128), _random.Next(-128, 128), _random.Next(1, 65536), _random.Next(14, 24));
            var requantization = new Requantization([.. Enumerable.Repeat(multiplier, 3)], [.. Enumerable.Repeat(shift, 3)], zero, -100, 127) { Table = i % 2 == 0 ? [] : behind };
            QuantizedLayer[] layers =
            [
                new QuantizedLookup("l", "x", "l", table, At),
                gate ? new QuantizedMaxPooling("r", "x", "r", new Window(4, 5), At) : new QuantizedLookup("r", "x", "r", behind, At),
                new QuantizedProduct("y", "l", "r", "y", leftZero, rightZero, requantization, At),
            ];
            var network = new QuantizedNetwork(
                "n", ["x"], ["y"], [new("x", shape, 1, 0), new("l", shape, 1, leftZero), new("r", right, 1, rightZero), new("y", shape, 1, zero)], [.. layers]);

            var maps = IntegerReference.Run(network, RandomNetworks.Image(_random, shape));

            for (var at = 0; at < shape.Count; at++)
            {
                Assert.Equal(table[maps["x"][at] + 128], maps["l"][at]);
                var product = (maps["l"][at] - leftZero) * (maps["r"][gate ? at % 3 : at] - rightZero);
                var rounded = Math.Floor(((decimal)product * multiplier / (1L << shift)) + 0.5m);
                var clamped = (int)Math.Clamp(rounded + zero, -100, 127);
                Assert.Equal(i % 2 == 0 ? (sbyte)clamped : behind[clamped + 128], maps["y"][at]);
            }
        }
    }

    /// <summary>SiLU, squeeze-and-excitation, a concatenation and a ConvTranspose: about the noise that 8 bits have.</summary>
    [Fact]
    public void ASmallModernNetworkKeepsItsSignal()
    {
        float[] W(int count, int fan) => [.. Enumerable.Range(0, count).Select(_ => ((_random.NextSingle() * 2) - 1) * MathF.Sqrt(3f / fan))];
        var network = Read(new OnnxModel(1, 3, 8, 8)
            .Weights("w1", [8, 3, 3, 3], W(216, 27)).Weights("w2", [4, 8, 1, 1], W(32, 8)).Weights("w3", [8, 4, 1, 1], W(32, 4)).Weights("w4", [8, 4, 2, 2], W(128, 8)).Weights("w5", [4, 12, 1, 1], W(48, 12))
            .Node("Conv", "x w1 c", Ints("pads", 1, 1, 1, 1)).Node("Sigmoid", "c s").Node("Mul", "c s a")
            .Node("GlobalAveragePool", "a m").Node("Conv", "m w2 m1").Node("Relu", "m1 m2").Node("Conv", "m2 w3 m3").Node("Sigmoid", "m3 g").Node("Mul", "a g e")
            .Node("MaxPool", "e p", Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)).Node("ConvTranspose", "p w4 u", Ints("strides", 2, 2))
            .Node("Concat", "e u j", Int("axis", 1)).Node("Conv", "j w5 y"));
        var images = Enumerable.Range(0, 8).Select(_ => Image(192)).ToArray();
        var quantized = Quantizer.Run(network, images).Value!;
        var noise = new QuantizationNoise(quantized);
        foreach (var image in images)
        {
            noise.Add(FloatExecutor.Run(network, image), IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor("x"), image)));
        }

        Assert.All(new[] { "a", "g", "e", "j", "y" }, map => Assert.InRange(noise[map].Decibels, 26, 60));
        Assert.Equal(quantized.Tensor("j").Scale, quantized.Tensor("e").Scale);
        Assert.Equal(quantized.Tensor("j").ZeroPoint, quantized.Tensor("u:1.1").ZeroPoint);
    }

    private ImmutableArray<sbyte> Table() => [.. Enumerable.Range(0, 256).Select(_ => (sbyte)_random.Next(-128, 128))];

    private float[] Image(int count) => [.. Enumerable.Range(0, count).Select(_ => (_random.NextSingle() * 2) - 1)];
}
