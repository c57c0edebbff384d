using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

public class YamlNetworkTests
{
    private const string Head = "name: n\ninput: [2, 4, 4]\nlayers:\n";

    [Fact]
    public void AllKindsOfLayersAreRead()
    {
        var network = Read(
            Head +
            "  - { type: conv, name: c, kernels: 3, kernel: [1, 3], stride: [2, 1], padding: [0, 1, 0, 1], dilation: 1, relu: true }\n" +
            "  - { type: max-pool, kernel: 2, name: m }\n" +
            "  - { type: relu, name: r }\n" +
            "  - { type: add, inputs: [m, r], name: a }\n" +
            "  - { type: average-pool, kernel: 1 }\n" +
            "  - { type: global-average-pool }\n" +
            "  - { type: linear, kernels: 5, name: l }\n").Value!;

        Assert.Equal(new FeatureShape(5, 1, 1), network.Shapes[network.Outputs[0].Map]);
        var convolution = Assert.IsType<Convolution>(network.Layers[0]);
        Assert.Equal(ActivationRange.Relu, convolution.Range);
        Assert.Equal(new FeatureShape(3, 2, 4), network.Shapes[convolution.Output]);
    }

    /// <summary>A layer that is read as the one before and by name keeps its values; so does one with a ReLU of its own.</summary>
    [Theory]
    [InlineData("  - { type: relu }\n  - { type: conv, name: d, kernels: 2, kernel: 1 }\n  - { type: add, inputs: [c, d] }\n", 4)]
    [InlineData("  - { type: relu, name: r }\n  - { type: relu, input: c, name: s }\n  - { type: conv, name: d, kernels: 2, kernel: 1 }\n  - { type: add, inputs: [r, d] }\n", 5)]
    [InlineData("  - { type: relu, name: r }\n  - { type: max-pool, kernel: 1, relu: true }\n", 3)]
    [InlineData("  - { type: relu }\n  - { type: relu }\n", 1)]
    public void OnlyLayersWithASingleReaderAreFused(string rest, int layers) =>
        Assert.Equal(layers, Read($"{Head}  - {{ type: conv, name: c, kernels: 2, kernel: 1 }}\n{rest}").Value!.Layers.Length);

    [Fact]
    public void RandomWeightsDependOnTheSeedAlone()
    {
        float[] Weights(string seed) => [.. ((Convolution)Read($"seed: {seed}\n{Head}  - {{ type: conv, kernels: 4, kernel: 2 }}\n").Value!.Layers[0]).Weights];

        Assert.Equal(Weights("3"), Weights("3"));
        Assert.NotEqual(Weights("3"), Weights("4"));
        Assert.All(Weights("3"), w => Assert.InRange(w, -0.5f, 0.5f));
    }

    /// <summary>Deep networks keep the size of their values.</summary>
    [Fact]
    public void RandomWeightsMayDependOnTheInputsOfAKernel()
    {
        var layer = (Convolution)Read($"random_weights: fan-in\n{Head}  - {{ type: conv, kernels: 100, kernel: 4 }}\n").Value!.Layers[0];
        var bound = MathF.Sqrt(6f / (2 * 4 * 4));
        Assert.All(layer.Weights, w => Assert.InRange(w, -bound, bound));
        Assert.InRange(layer.Weights.Max(), 0.99f * bound, bound);
    }

    [Theory]
    [InlineData("name: n\ninput: [2, 4]\nlayers:\n  - { type: relu }\n", "CIM0306", 2)]
    [InlineData("name: n\ninput: [2, 4, 4]\nlayers: []\n", "CIM0306", 3)]
    [InlineData(Head + "  - { type: conv, kernels: 1, kernel: 5 }\n", "CIM0306", 4)]
    [InlineData(Head + "  - { type: relu, input: nobody }\n", "CIM0307", 4)]
    [InlineData(Head + "  - { type: relu, name: a }\n  - { type: relu, name: a }\n", "CIM0307", 5)]
    [InlineData(Head + "  - { type: relu, name: input }\n", "CIM0307", 4)]
    [InlineData(Head + "  - { type: relu, name: 'a:relu' }\n  - { type: max-pool, kernel: 1, name: a, relu: true }\n", "CIM0307", 5)]
    [InlineData(Head + "  - { type: max-pool, kernel: 1, name: a, relu: true }\n  - { type: relu, name: 'a:relu' }\n", "CIM0307", 5)]
    [InlineData("name: n\ninput: [2, 4, 4]\nlayers: { type: relu }\n", "CIM0009", 3)]
    [InlineData(Head + "  - { type: add, inputs: input }\n", "CIM0009", 4)]
    [InlineData(Head + "  - { type: max-pool, name: a, kernel: 2 }\n  - { type: add, inputs: [a, input] }\n", "CIM0306", 5)]
    [InlineData(Head + "  - { type: conv, kernels: 65536, kernel: 4096, padding: 4096 }\n", "CIM0310", 4)]
    [InlineData("name: n\ninput: [1, 65536, 65536]\nlayers:\n  - { type: relu }\n", "CIM0310", 2)]
    [InlineData("name: n\ninput: [65536, 65536, 65536]\nlayers:\n  - { type: relu }\n", "CIM0310", 2)]
    [InlineData("name: n\ninput: [1, 4096, 4096]\nlayers:\n  - { type: conv, kernels: 65536, kernel: 1 }\n", "CIM0310", 4)]
    [InlineData("name: n\ninput: [1, 4096, 4096]\nlayers:\n  - { type: max-pool, kernel: 1 }\n  - { type: relu }\n  - { type: relu }\n  - { type: max-pool, kernel: 1 }\n", "CIM0310", 7)]
    [InlineData("name: n\ninput: [65536, 1, 1]\nlayers:\n  - { type: linear, kernels: 1024 }\n  - { type: linear, kernels: 65536 }\n  - { type: linear, kernels: 1024 }\n", "CIM0310", 6)]
    [InlineData("name: n\ninput: [65536, 4, 4]\nlayers:\n  - { type: max-pool, kernel: 4096, padding: 4096, stride: 4096 }\n", "CIM0310", 4)]
    [InlineData("name: n\ninput: [1, 4096, 4096]\nlayers:\n  - { type: max-pool, kernel: 2048 }\n", "CIM0310", 4)]
    [InlineData(Head + "  - { type: add, inputs: [input] }\n", "CIM0306", 4)]
    [InlineData(Head + "  - { type: add, inputs: [input, input, input] }\n", "CIM0306", 4)]
    [InlineData(Head + "  - { type: add, inputs: [input, other] }\n", "CIM0307", 4)]
    [InlineData(Head + "  - { type: conv, kernels: 1, kernel: 1, weights: none.npy }\n", "CIM0301", 4)]
    [InlineData(Head + "  - { type: conv, kernels: 1, kernel: 1, weights: ../w.npy }\n", "CIM0303", 4)]
    [InlineData(Head + "  - { type: conv, kernels: 1, kernel: 1, weights: /w.npy }\n", "CIM0303", 4)]
    public void WhatDoesNotFitIsReportedAtItsLine(string text, string code, int line) => AssertAt(Read(text), code, line);

    /// <summary>Unknown keys, wrong types and negative sizes are told by the YAML reader of CimGen.Core.</summary>
    [Theory]
    [InlineData("nam: n\ninput: [2, 4, 4]\nlayers:\n  - { type: relu }\n")]
    [InlineData("name: n\ninput: [2, 4, four]\nlayers:\n  - { type: relu }\n")]
    [InlineData("name: n\ninput: [2, -4, 4]\nlayers:\n  - { type: relu }\n")]
    [InlineData(Head + "  - { type: conv, kernels: -1, kernel: 1 }\n")]
    [InlineData(Head + "  - { type: conv, kernels: 1, kernel: 1, colour: red }\n")]
    [InlineData(Head + "  - { type: softmax }\n")]
    [InlineData(Head + "  - { type: conv, kernels: 1 }\n")]
    [InlineData("name: n\ninput: [2, 4, 4]\n")]
    [InlineData("- a\n")]
    [InlineData("name: [")]
    public void MalformedFilesAreReportedWithLineAndColumn(string text)
    {
        var result = Read(text);
        Assert.False(result.Ok);
        Assert.All(result.Diagnostics, d => Assert.Matches(@"net\.yaml\(\d+,\d+\): error CIM00\d\d: .+; .+", d.ToString()));
    }

    [Fact]
    public void AnEmptyFileIsReported() => AssertReported(Read(string.Empty), "CIM0003");

    [Theory]
    [InlineData("kernel: 2, padding: 3", 3, 3, 3, 3)]
    [InlineData("kernel: 2, padding: [3]", 3, 3, 3, 3)]
    [InlineData("kernel: 2, padding: [1, 2]", 1, 2, 1, 2)]
    [InlineData("kernel: 2, padding: [1, 2, 3, 4]", 1, 2, 3, 4)]
    [InlineData("kernel: 2", 0, 0, 0, 0)]
    public void PaddingIsOneNumberOrYXOrAllSides(string window, int top, int left, int bottom, int right)
    {
        var layer = (MaxPooling)Read($"{Head}  - {{ type: max-pool, {window} }}\n").Value!.Layers[0];
        Assert.Equal((top, left, bottom, right), (layer.Window.PadTop, layer.Window.PadLeft, layer.Window.PadBottom, layer.Window.PadRight));
    }

    [Theory]
    [InlineData("kernel: <<[]>>", "'kernel' has 0 values; write one number or [y, x]")]
    [InlineData("kernel: <<[3, 3, 5]>>", "'kernel' has 3 values; write one number or [y, x]")]
    [InlineData("kernel: 1, stride: <<[1, 2, 2, 1]>>", "'stride' has 4 values; write one number or [y, x]")]
    [InlineData("kernel: 1, dilation: <<[]>>", "'dilation' has 0 values; write one number or [y, x]")]
    [InlineData("kernel: 1, padding: <<[]>>", "'padding' has 0 values; write one number, [y, x] or [top, left, bottom, right]")]
    [InlineData("kernel: 1, padding: <<[1, 1, 1]>>", "'padding' has 3 values; write one number, [y, x] or [top, left, bottom, right]")]
    [InlineData("kernel: 1, padding: <<[0, 0, 1, 1, 0, 0, 1, 1]>>", "'padding' has 8 values; write one number, [y, x] or [top, left, bottom, right]")]
    public void AListOfAWrongLengthIsReportedAtItsPlace(string window, string message)
    {
        var line = "  - { type: conv, kernels: 1, " + window + " }";
        var diagnostic = AssertReported(Read($"{Head}{line.Replace("<<", "").Replace(">>", "")}\n"), "CIM0306")[0];
        Assert.Equal((4, line.IndexOf("<<", StringComparison.Ordinal) + 1), (diagnostic.Location.Line, diagnostic.Location.Column));
        Assert.Equal(message, diagnostic.Message);
    }

    [Fact]
    public void GroupsThatDoNotDivideAreReportedAtTheirPlace()
    {
        const string Line = "  - { type: conv, name: c, kernels: 4, kernel: 1, groups: 3 }";
        var diagnostic = AssertReported(Read($"{Head}{Line}\n"), "CIM0306")[0];

        Assert.Equal((4, Line.IndexOf('3', StringComparison.Ordinal) + 1), (diagnostic.Location.Line, diagnostic.Location.Column));
        Assert.Contains("3 groups do not divide", diagnostic.Message, StringComparison.Ordinal);
    }

    /// <summary>One bad layer says nothing about the keys of the others; all that is wrong comes in one run.</summary>
    [Fact]
    public void KeysBehindABadLayerAreNotUnknown()
    {
        var result = Read(
            Head +
            "  - { type: conv, kernels: 0, kernel: 1, stride: 1 }\n" +
            "  - { type: softmax, axis: 1, name: s }\n" +
            "  - { kernel: 2, stride: 2 }\n" +
            "  - { type: max-pool, kernel: 2, stride: 2, padding: 0 }\n" +
            "  - { type: linear, kernels: 2, stride: 1, bias: b.npy }\n");
        Assert.Equal([(4, "CIM0010"), (5, "CIM0011"), (6, "CIM0008"), (8, "CIM0012")], result.Diagnostics.Select(d => (d.Location.Line, d.Code)));
    }

    [Theory]
    [InlineData("type: conv, kernels: 1, kernel: 1", "type, name, input, relu, kernels, groups, kernel, stride, padding, dilation, weights, bias")]
    [InlineData("type: linear, kernels: 1", "type, name, input, relu, kernels, weights, bias")]
    [InlineData("type: average-pool, kernel: 1", "type, name, input, relu, kernel, stride, padding, dilation")]
    [InlineData("type: global-average-pool", "type, name, input, relu")]
    [InlineData("type: relu", "type, name, input")]
    [InlineData("type: add, inputs: [input, input]", "type, name, inputs, relu")]
    public void AnUnknownKeyIsToldAllKeysOfItsKind(string layer, string keys)
    {
        var message = AssertReported(Read($"{Head}  - {{ {layer}, colour: red }}\n"), "CIM0012")[0].Message;
        Assert.Equal($"unknown key 'colour'; the keys known here are: {keys}", message);
    }

    /// <summary>Whatever the values: a network within its limits or diagnostics with their places.</summary>
    [Fact]
    public void GarbledNetworksEndInADiagnostic()
    {
        const string Text = "name: n\ninput: [2, 4, 4]\nlayers:\n  - { type: conv, name: c, kernels: 3, kernel: [1, 3], padding: 1, relu: true }\n" +
            "  - { type: max-pool, kernel: 2, stride: 2, name: m }\n  - { type: add, inputs: [m, m], name: a }\n  - { type: linear, kernels: 5, name: l }\n";
        string[] values = ["0", "1", "7", "-1", "4096", "65536", "2147483647", "4294967296", "1e9", "[]", "[1, 2]", "[1, 2, 3, 4]", "{}", "c", "relu", "true", "~", "''", "conv", "input"];
        var words = System.Text.RegularExpressions.Regex.Matches(Text, @"[\w-]+|\[[^\]]*\]").ToArray();
        var random = new Random(3);
        var read = 0;
        for (var i = 0; i < 2000; i++)
        {
            var text = Text;
            foreach (var word in random.GetItems(words, random.Next(1, 3)).DistinctBy(w => w.Index).OrderByDescending(w => w.Index))
            {
                text = text.Remove(word.Index, word.Length).Insert(word.Index, values[random.Next(values.Length)]);
            }

            var result = Read(text);
            read += result.Ok ? 1 : 0;
            Assert.All(result.Diagnostics, d => Assert.Matches(@"net\.yaml\(\d+,\d+\): error CIM0[03]\d\d: .+; .+", d.ToString()));
            Assert.True(!result.Ok || result.Value!.Shapes.Values.All(s => s.ExactCount > 0 && s.ExactCount <= FeatureShape.MaxCount));
        }

        Assert.InRange(read, 20, 1000);
    }

    private static Result<Network> Read(string text)
    {
        using var folder = new TemporaryFolder();
        return NetworkReader.Read(folder.Write("net.yaml", text));
    }

    private static void AssertAt(Result<Network> result, string code, int line) =>
        Assert.Equal(line, AssertReported(result, code)[0].Location.Line);
}
