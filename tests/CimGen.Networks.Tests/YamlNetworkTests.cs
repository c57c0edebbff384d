using System.Buffers.Binary;
using System.Text;
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

        Assert.Equal(new FeatureShape(5, 1, 1), network.Shapes[network.Output]);
        var convolution = Assert.IsType<Convolution>(network.Layers[0]);
        Assert.Equal(ActivationRange.Relu, convolution.Range);
        Assert.Equal(new FeatureShape(3, 2, 4), network.Shapes[convolution.Output]);
    }

    /// <summary>A layer that is read as the one before and by name keeps its values; so does one with a ReLU of its own.</summary>
    [Theory]
    [InlineData("  - { type: relu }\n  - { type: add, inputs: [c, relu1] }\n", 3)]
    [InlineData("  - { type: relu, name: r }\n  - { type: relu, input: c, name: s }\n  - { type: add, inputs: [r, s] }\n", 4)]
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

    [Theory]
    [InlineData("name: n\ninput: [2, 4]\nlayers:\n  - { type: relu }\n", "CIM0306", 2)]
    [InlineData("name: n\ninput: [2, 4, 4]\nlayers: []\n", "CIM0306", 3)]
    [InlineData(Head + "  - { type: conv, kernels: 1, kernel: 5 }\n", "CIM0306", 4)]
    [InlineData(Head + "  - { type: relu, input: nobody }\n", "CIM0307", 4)]
    [InlineData(Head + "  - { type: relu, name: a }\n  - { type: relu, name: a }\n", "CIM0307", 5)]
    [InlineData(Head + "  - { type: relu, name: input }\n", "CIM0307", 4)]
    [InlineData(Head + "  - { type: max-pool, name: a, kernel: 2 }\n  - { type: add, inputs: [a, input] }\n", "CIM0306", 5)]
    [InlineData(Head + "  - { type: conv, kernels: 65536, kernel: 4096, padding: 4096 }\n", "CIM0304", 4)]
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

    [Fact]
    public void WeightsComeFromNumpyFiles()
    {
        using var folder = new TemporaryFolder();
        folder.Write("w.npy", Numpy("'<f4'", 3, 0.5f, -1, 2));
        folder.Write("b.npy", Numpy("'<f4'", 3, 7));
        var network = NetworkReader.Read(folder.Write("net.yaml", "name: n\ninput: [3, 1, 1]\nlayers:\n  - { type: linear, kernels: 1, weights: w.npy, bias: b.npy }\n")).Value!;

        var layer = (Convolution)network.Layers[0];
        Assert.Equal([0.5f, -1, 2], layer.Weights.ToArray());
        Assert.Equal([7], layer.Bias.ToArray());
    }

    public static TheoryData<string> BadNumpyFiles() => [.. Numpies.Keys];

    [Theory]
    [MemberData(nameof(BadNumpyFiles))]
    public void BadNumpyFilesAreReported(string what)
    {
        using var folder = new TemporaryFolder();
        folder.Write("w.npy", Numpies[what]);
        AssertAt(NetworkReader.Read(folder.Write("net.yaml", "name: n\ninput: [3, 1, 1]\nlayers:\n  - { type: linear, kernels: 1, weights: w.npy }\n")), "CIM0304", 4);
    }

    private static readonly Dictionary<string, byte[]> Numpies = new()
    {
        ["empty"] = [],
        ["cut off"] = Numpy("'<f4'", 3, 1, 2, 3)[..40],
        ["no numpy file"] = Encoding.ASCII.GetBytes("label,0,1,2,3,4,5,6"),
        ["header beyond the end"] = [0x93, .. "NUMPY"u8, 1, 0, 0xff, 0xff, 0, 0],
        ["doubles"] = Numpy("'<f8'", 3, 1, 2, 3),
        ["Fortran order"] = Numpy("'<f4'", 3, 1, 2, 3).Select((b, i) => i == Numpy("'<f4'", 3).AsSpan().IndexOf("False"u8) ? (byte)'T' : b).ToArray(),
        ["too few values"] = Numpy("'<f4'", 3, 1, 2),
        ["too many values"] = Numpy("'<f4'", 3, 1, 2, 3, 4),
    };

    internal static byte[] Numpy(string type, int shape, params float[] values)
    {
        var header = $"{{'descr': {type}, 'fortran_order': False, 'shape': ({shape},), }}".PadRight(117) + "\n";
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. values.SelectMany(BitConverter.GetBytes)];
    }

    private static Result<Network> Read(string text)
    {
        using var folder = new TemporaryFolder();
        return NetworkReader.Read(folder.Write("net.yaml", text));
    }

    private static void AssertAt(Result<Network> result, string code, int line) =>
        Assert.Equal(line, AssertReported(result, code)[0].Location.Line);
}
