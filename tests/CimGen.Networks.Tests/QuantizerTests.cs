using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

public class QuantizerTests
{
    private static readonly SourceLocation At = new("test");

    /// <summary>The trained example keeps its accuracy, on all of its test images.</summary>
    [Fact]
    public void DigitsLoseAtMostHalfAPoint()
    {
        var folder = Repository.File("examples/digits");
        var network = NetworkReader.Read(Path.Combine(folder, "digits.onnx")).Value!;
        var shape = network.Shapes[network.Inputs[0]];
        var calibration = LabelledImages.Read(Path.Combine(folder, "calibration.csv"), shape, InputFormat.Pixels).Value!;
        var test = LabelledImages.Read(Path.Combine(folder, "test.csv"), shape, InputFormat.Pixels).Value!;
        var quantized = Quantizer.Run(network, calibration.Images).Value!;

        var real = Accuracy(test, i => FloatExecutor.Run(network, i)[network.Outputs[0].Map]);
        var integer = Accuracy(test, i => IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor(quantized.Inputs[0]), i))[quantized.Outputs[0]]);

        Assert.Equal(1000, test.Labels.Length);
        Assert.InRange(real, 0.97, 1);
        Assert.InRange(integer, real - 0.005, 1);
    }

    [Fact]
    public void WeightsHaveAScalePerKernel()
    {
        var quantized = Run(Dense(new FeatureShape(2, 1, 1), [1, -0.5f, 0.001f, 0.00025f], [0, 0]));

        // The largest weight of each kernel takes the whole range.
        Assert.Equal([127, -64, 127, 32], ((QuantizedConvolution)quantized.Layers[0]).Weights.Select(w => (int)w).ToArray());
    }

    [Fact]
    public void EightBitsGiveTheNoiseThatEightBitsHave()
    {
        var random = new Random(3);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        var shape = new FeatureShape(4, 8, 8);
        var network = new Network(
            "n",
            ["x"],
            [new("s")],
            new Dictionary<string, FeatureShape> { ["x"] = shape, ["c"] = shape, ["a"] = shape, ["s"] = shape }.ToImmutableDictionary(),
            [
                new Convolution("c", "x", "c", new Window(3, 3, 1, 1, 1, 1, 1, 1), 4, [.. Values(4 * 9 * 4)], [.. Values(4)], ActivationRange.Relu, At),
                new AveragePooling("a", "c", "a", new Window(3, 3, 1, 1, 1, 1, 1, 1), ActivationRange.Unbounded, At),
                new Sum("s", ["c", "a"], "s", ActivationRange.Unbounded, At),
            ]);
        var images = Enumerable.Range(0, 8).Select(_ => Array.ConvertAll(Values((int)shape.Count), Math.Abs)).ToArray();
        var quantized = Quantizer.Run(network, images).Value!;
        foreach (var name in new[] { "c", "a", "s" })
        {
            var (signal, noise) = (0.0, 0.0);
            foreach (var image in images)
            {
                var exact = FloatExecutor.Run(network, image)[name];
                var tensor = quantized.Tensor(name);
                var back = Quantizer.ToReal(tensor, IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized.Tensor("x"), image))[name]);
                signal += exact.Sum(v => (double)v * v);
                noise += exact.Zip(back, (a, b) => ((double)a - b) * (a - b)).Sum();
            }

            Assert.InRange(10 * Math.Log10(signal / noise), 34, 60);
        }
    }

    [Fact]
    public void ASumThatCouldOverflowIsReported() =>
        AssertReported(Quantizer.Run(Dense(new FeatureShape(2_000_000, 1, 1), [.. Enumerable.Repeat(1f, 2_000_000)], [0]), [new float[2_000_000]]), "CIM0401");

    [Fact]
    public void AMeanThatCouldOverflowIsReported()
    {
        var (input, output) = (new FeatureShape(1, 3000, 3000), new FeatureShape(1, 1, 1));
        var network = new Network(
            "n",
            ["x"],
            [new("y")],
            new Dictionary<string, FeatureShape> { ["x"] = input, ["y"] = output }.ToImmutableDictionary(),
            [new AveragePooling("y", "x", "y", new Window(3000, 3000), ActivationRange.Unbounded, At)]);

        AssertReported(Quantizer.Run(network, [new float[input.Count]]), "CIM0401");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AValueThatIsNoNumberIsReported(float value)
    {
        var weight = Quantizer.Run(Dense(new FeatureShape(1, 1, 1), [0.5f, value], [0, 0]), [[0.5f]]);
        var bias = Quantizer.Run(Dense(new FeatureShape(1, 1, 1), [0.5f, 0.5f], [value, 0]), [[0.5f]]);
        Assert.Contains("CIM0402: layer 'y': a weight or the bias of kernel 1 is not a finite number", Assert.Single(weight.Diagnostics).ToString(), StringComparison.Ordinal);
        Assert.Contains("a weight or the bias of kernel 0 is not", Assert.Single(bias.Diagnostics).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnActivationThatIsNoNumberIsReported() =>
        Assert.Contains(
            "layer 'y': an activation is not",
            Assert.Single(Quantizer.Run(Dense(new FeatureShape(1, 1, 1), [float.MaxValue], [0]), [[float.MaxValue]]).Diagnostics).ToString(),
            StringComparison.Ordinal);

    /// <summary>A dilated window over a map of one value can lie in the padding altogether.</summary>
    [Fact]
    public void AMaximumOfNothingIsReported()
    {
        var shape = new FeatureShape(1, 1, 1);
        var window = new Window(1, 1) with { KernelX = 2, DilationX = 2, PadLeft = 1, PadRight = 1 };
        var network = new Network(
            "n",
            ["x"],
            [new("y")],
            new Dictionary<string, FeatureShape> { ["x"] = shape, ["y"] = new FeatureShape(1, 1, window.OutputWidth(1)) }.ToImmutableDictionary(),
            [new MaxPooling("y", "x", "y", window, ActivationRange.Unbounded, At)]);

        Assert.Contains(
            "layer 'y': the maximum of a window that lies in the padding is not",
            Assert.Single(Quantizer.Run(network, [[1f]]).Diagnostics).ToString(),
            StringComparison.Ordinal);
    }

    private static Network Dense(FeatureShape input, float[] weights, float[] bias) => new(
        "n",
        ["x"],
        [new("y")],
        new Dictionary<string, FeatureShape> { ["x"] = input, ["y"] = new FeatureShape(bias.Length, 1, 1) }.ToImmutableDictionary(),
        [new Convolution("y", "x", "y", new Window(1, 1), bias.Length, [.. weights], [.. bias], ActivationRange.Unbounded, At)]);

    private static QuantizedNetwork Run(Network network) => Quantizer.Run(network, [[0.25f, 0.75f], [1, 0]]).Value!;

    private static double Accuracy<T>(LabelledImages images, Func<float[], T[]> scores)
        where T : IComparable<T> =>
        images.Images.Zip(images.Labels).Count(p =>
        {
            var s = scores(p.First);
            return Array.IndexOf(s, s.Max()) == p.Second;
        }) / (double)images.Labels.Length;
}
