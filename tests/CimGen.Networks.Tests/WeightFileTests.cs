using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

/// <summary>Weights in .npy files: their type, order and shape are read, never guessed.</summary>
public class WeightFileTests
{
    private static readonly byte[] Three = [.. new float[] { 0.5f, -1, 2 }.SelectMany(BitConverter.GetBytes)];

    public static TheoryData<string> GoodFiles() => [.. Good.Keys];

    public static TheoryData<string> BadFiles() => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(GoodFiles))]
    public void ValuesAreReadAsTheyAre(string what)
    {
        var layer = (Convolution)Linear(Good[what]).Value!.Layers[0];
        Assert.Equal([0.5f, -1, 2], layer.Weights.ToArray());
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void WhatCannotBeMeantIsRefusedWithItsReason(string what)
    {
        var (file, says) = Bad[what];
        var diagnostic = AssertReported(Linear(file), "CIM0309")[0];
        Assert.Equal((4, 42), (diagnostic.Location.Line, diagnostic.Location.Column));
        Assert.Matches(says, diagnostic.Message);
    }

    [Theory]
    [InlineData("(8, 16, 3, 3)", @"\[8, 16, 3, 3\].*\[8, 3, 3, 16\].*PyTorch.*transpose\(0, 2, 3, 1\)")]
    [InlineData("(3, 3, 16, 8)", @"\[3, 3, 16, 8\].*\[8, 3, 3, 16\].*TensorFlow.*transpose\(3, 0, 1, 2\)")]
    [InlineData("(8, 144)", @"\[8, 144\].*Linear.*reshape\(8, 16, 3, 3\)")]
    [InlineData("(1152,)", "axes in this order")]
    [InlineData("(16, 3, 3, 8)", "axes in this order")]
    public void AnotherOrderIsRefusedWithTheWayToSaveIt(string shape, string says)
    {
        using var folder = new TemporaryFolder();
        folder.Write("w.npy", Numpies.Floats(shape, new float[8 * 16 * 9]));
        Assert.Matches(says, AssertReported(Read(folder, "[16, 6, 6]", "type: conv, kernels: 8, kernel: 3, weights: w.npy"), "CIM0309")[0].Message);
    }

    /// <summary>Another process holds the file: no fault of ours, but an input that cannot be read.</summary>
    [Fact]
    public void AFileThatCannotBeReadIsReportedAtItsKey()
    {
        using var folder = new TemporaryFolder();
        using var held = new FileStream(folder.Write("w.npy", Numpies.Floats("(1, 1, 1, 1)", 1)), FileMode.Open, FileAccess.Read, FileShare.None);
        var diagnostic = Assert.Single(AssertReported(Read(folder, "[1, 1, 1]", "type: conv, kernels: 1, kernel: 1, weights: w.npy"), "CIM0301"));
        Assert.Equal(4, diagnostic.Location.Line);
    }

    /// <summary>Leaving out axes of length 1 changes no order: PyTorch's weights of 1x1 and depthwise-like kernels fit as they are.</summary>
    [Theory]
    [InlineData("[4, 5, 5]", 2, 1, "(2, 4, 1, 1)")]
    [InlineData("[4, 1, 1]", 2, 1, "(2, 4)")]
    [InlineData("[1, 5, 5]", 2, 2, "(2, 1, 2, 2)")]
    public void AxesOfOneMayBeAnywhere(string input, int kernels, int kernel, string shape)
    {
        using var folder = new TemporaryFolder();
        folder.Write("w.npy", Numpies.Floats(shape, 1, 2, 3, 4, 5, 6, 7, 8));
        var network = Read(folder, input, $"type: conv, kernels: {kernels}, kernel: {kernel}, weights: w.npy").Value!;
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], ((Convolution)network.Layers[0]).Weights.ToArray());
    }

    [Theory]
    [InlineData("(2,)", null)]
    [InlineData("(1, 2)", null)]
    [InlineData("(2, 2)", "CIM0309")]
    [InlineData("(3,)", "CIM0309")]
    public void ABiasHasAValueForEachKernel(string shape, string? code)
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.npy", Numpies.Floats(shape, [.. Enumerable.Range(0, shape.Contains("2, 2") ? 4 : shape[1] == '3' ? 3 : 2).Select(i => (float)i)]));
        var result = Read(folder, "[3, 1, 1]", "type: linear, kernels: 2, bias: b.npy");
        Assert.Equal(code, result.Diagnostics.SingleOrDefault()?.Code);
        Assert.True(code is not null || ((Convolution)result.Value!.Layers[0]).Bias.SequenceEqual([0, 1]));
    }

    /// <summary>Whatever the bytes: weights or a diagnostic.</summary>
    [Fact]
    public void GarbledFilesEndInADiagnostic()
    {
        var random = new Random(12);
        var good = Good.Values.Concat(Bad.Values.Select(b => b.File)).Where(f => f.Length > 12).ToList();
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var file = good[random.Next(good.Count)].ToArray();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                file[random.Next(6, file.Length)] = (byte)random.Next(4) switch
                {
                    0 => (byte)random.Next(256),
                    _ => "0123456789'(),{}[]:LfiuTF<>| "u8[random.Next(29)],
                };
            }

            var result = Linear(file[..random.Next(file.Length - 8, file.Length + 1)]);
            refused += result.Ok ? 0 : 1;
            Assert.All(result.Diagnostics, d => Assert.Matches("^CIM03", d.Code));
        }

        Assert.InRange(refused, 2000, 3000);
    }

    private static readonly Dictionary<string, byte[]> Good = new()
    {
        ["[3]"] = Numpies.File("'<f4'", "(3,)", Three),
        ["[1, 1, 1, 3]"] = Numpies.File("'<f4'", "(1, 1, 1, 3)", Three),
        ["[1, 3, 1, 1]"] = Numpies.File("'<f4'", "(1, 3, 1, 1)", Three),
        ["version 2"] = Numpies.File("'<f4'", "(3,)", Three, version: 2),
        ["version 3"] = Numpies.File("'<f4'", "(3,)", Three, version: 3),
        ["long integers of Python 2"] = Numpies.File("'<f4'", "(1L, 3L)", Three),
        ["other order of keys and quotes"] = Numpies.Raw("{\"shape\":(3 ,),\"descr\":\"<f4\",\"fortran_order\":False}", Three),
        ["Fortran order of a single axis"] = Numpies.File("'<f4'", "(1, 3)", Three, fortran: "True"),
    };

    private static readonly Dictionary<string, (byte[] File, string Says)> Bad = new()
    {
        ["empty"] = ([], "no .npy file"),
        ["cut off"] = (Numpies.File("'<f4'", "(3,)", Three)[..40], "header of 118 bytes"),
        ["no numpy file"] = (Encoding.ASCII.GetBytes("label,0,1,2,3,4,5,6"), "no .npy file"),
        ["header beyond the end"] = ([0x93, .. "NUMPY"u8, 1, 0, 0xff, 0xff, 0, 0], "header of 65535 bytes"),
        ["header of 4 GiB"] = ([0x93, .. "NUMPY"u8, 2, 0, 0xff, 0xff, 0xff, 0xff], "header of 4294967295 bytes"),
        ["version 4"] = (Numpies.File("'<f4'", "(3,)", Three, version: 4), "version 4.0"),
        ["doubles"] = (Numpies.File("'<f8'", "(3,)", new byte[24]), "holds float64; .*astype.'float32'"),
        ["halves"] = (Numpies.File("'<f2'", "(3,)", new byte[6]), "holds float16; "),
        ["integers"] = (Numpies.File("'<i8'", "(3,)", new byte[24]), "holds int64; "),
        ["bytes"] = (Numpies.File("'|u1'", "(3,)", new byte[3]), "holds uint8; "),
        ["bool"] = (Numpies.File("'|b1'", "(3,)", new byte[3]), "holds bool; "),
        ["big-endian"] = (Numpies.File("'>f4'", "(3,)", Three), "holds big-endian float32; "),
        ["objects"] = (Numpies.File("'|O'", "(3,)", Three), "holds Python objects; "),
        ["text"] = (Numpies.File("'<U7'", "(3,)", Three), "holds text; "),
        ["records"] = (Numpies.File("[('a', '<f4'), ('b', [('c', '<i2')])]", "(3,)", Three), "holds records with fields; "),
        ["Fortran order"] = (Numpies.File("'<f4'", "(3, 2)", new byte[24], fortran: "True"), "Fortran order; .*ascontiguousarray"),
        ["type of another file"] = (Numpies.Raw("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'x': '<f4'}", Three), "damaged header"),
        ["a key twice"] = (Numpies.Raw("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'shape': (3,)}", Three), "damaged header"),
        ["a key missing"] = (Numpies.Raw("{'descr': '<f4', 'shape': (3,)}", Three), "damaged header"),
        ["code in the header"] = (Numpies.Raw("{'descr': '<f4', 'fortran_order': False, 'shape': (1+2,)}", Three), "damaged header"),
        ["negative length"] = (Numpies.File("'<f4'", "(-3,)", Three), "damaged header"),
        ["text behind the header"] = (Numpies.Raw("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x", Three), "damaged header"),
        ["elements of 2^30 bytes"] = (Numpies.File("'<f1073741824'", "(3,)", Three), "damaged header"),
        ["sizes that wrap around"] = (Numpies.File("'<f4'", "(4294967296, 4294967296, 4294967296, 3)", Three), "declares .*, and holds 12"),
        ["2^62 values"] = (Numpies.File("'<f4'", "(4611686018427387904,)", []), "18446744073709551616 bytes, and holds 0"),
        ["too few values"] = (Numpies.File("'<f4'", "(3,)", Three[..8]), "12 bytes, and holds 8"),
        ["too many values"] = (Numpies.File("'<f4'", "(3,)", [.. Three, 0]), "12 bytes, and holds 13"),
        ["no values"] = (Numpies.File("'<f4'", "(0,)", []), @"shape \[0\], the layer takes \[1, 1, 1, 3\]"),
        ["four values"] = (Numpies.File("'<f4'", "(4,)", [.. Three, 0, 0, 0, 0]), @"shape \[4\], the layer takes \[1, 1, 1, 3\]"),
    };

    private static Result<Network> Linear(byte[] weights)
    {
        using var folder = new TemporaryFolder();
        folder.Write("w.npy", weights);
        return Read(folder, "[3, 1, 1]", "type: linear, kernels: 1, weights: w.npy");
    }

    private static Result<Network> Read(TemporaryFolder folder, string input, string layer) =>
        NetworkReader.Read(folder.Write("net.yaml", $"name: n\ninput: {input}\nlayers:\n  - {{ {layer} }}\n"));
}
