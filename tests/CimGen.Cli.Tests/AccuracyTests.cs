namespace CimGen.Cli.Tests;

/// <summary><c>cimgen accuracy</c> counts the images that a network gets right, and generates nothing.</summary>
public sealed class AccuracyTests
{
    /// <summary>The network passes two pixels on as scores of two classes.</summary>
    private const string Network =
        "name: n\ninput: [1, 1, 2]\nlayers:\n  - { type: linear, name: a, kernels: 2, weights: one.npy }\n";

    [Theory]
    [InlineData("accuracy  float 75.00 % (3 of 4)  int8 75.00 % (3 of 4)\nagreement float and int8 have the same largest output on 4 of 4 images\n")]
    [InlineData("accuracy  float 50.00 % (1 of 2)  int8 50.00 % (1 of 2)\nagreement float and int8 have the same largest output on 2 of 2 images\n", "--images", "2", "--jobs", "1")]
    public void ImagesThatAreRightAreCounted(string says, params string[] options)
    {
        using var design = Design("images: x.csv\n", "0,255,0\n0,0,255\n1,0,255\n1,10,200\n");
        var before = design.Others().ToList();
        var run = design.Run(["accuracy", "design.yaml", .. options]);
        Assert.Equal((0, says), (run.ExitCode, run.Output));
        Assert.Empty(run.ErrorLines);
        Assert.Equal(before, design.Others());
    }

    [Fact]
    public void ImagesAndLabelsMayBeIdxFiles()
    {
        using var design = Design("images: x.idx\nlabels: y.idx\n", "");
        File.WriteAllBytes(design.Path("x.idx"), [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 255, 0, 0, 255]);
        File.WriteAllBytes(design.Path("y.idx"), [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]);
        var run = design.Run("accuracy", "design.yaml");
        Assert.Equal((0, ""), (run.ExitCode, string.Concat(run.ErrorLines)));
        Assert.StartsWith("accuracy  float 100.00 % (2 of 2)  int8 100.00 % (2 of 2)\n", run.Output, StringComparison.Ordinal);
    }

    /// <summary>As when classes are numbered from 1.</summary>
    [Fact]
    public void ALabelThatIsNoClassIsWarnedOf()
    {
        using var design = Design("images: x.csv\n", "1,0,255\n2,255,0\n");
        var run = design.Run("accuracy", "design.yaml");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("warning CIM0113: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "CIM0114", "names no images; add 'images:'")]
    [InlineData("images: x.npy\n", "CIM0114", "have no labels; name a file")]
    [InlineData("images: x.csv\n", "CIM0102", "5 images are wanted, 1 are there; ", "--images", "5")]
    public void WhatCannotBeMeasuredIsSaid(string keys, string code, string says, params string[] options)
    {
        using var design = Design(keys, "1,0,255\n");
        WriteArray(design, "x.npy", "(1, 2)", 0, 255);
        var run = design.Run(["accuracy", "design.yaml", .. options]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches($"^design.yaml: error {code}: .*{says}", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void AMapHasNoClasses()
    {
        using var design = Design("images: x.csv\n", "1,0,255\n");
        design.Write("network.yaml", "name: n\ninput: [1, 1, 2]\nlayers:\n  - { type: conv, kernels: 1, kernel: 1 }\n");
        var run = design.Run("accuracy", "design.yaml");
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("^design.yaml: error CIM0114: the network's output is 1x1x2, .*; measure", Assert.Single(run.ErrorLines));
    }

    private static SampleDesign Design(string keys, string csv)
    {
        var design = new SampleDesign();
        design.Write("network.yaml", Network);
        design.Write("x.csv", csv);
        WriteArray(design, "one.npy", "(2, 2)", 1, 0, 0, 1);
        design.Write("design.yaml", $"name: n\nnetwork: network.yaml\narchitecture: architecture.yaml\n{keys}");
        return design;
    }

    private static void WriteArray(SampleDesign design, string name, string shape, params float[] values)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n";
        using var file = new BinaryWriter(File.Create(design.Path(name)));
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header.Select(c => (byte)c)]);
        Array.ForEach(values, file.Write);
    }
}
