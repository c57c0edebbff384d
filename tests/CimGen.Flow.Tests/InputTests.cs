using CimGen.Core.Diagnostics;
using CimGen.Flow.Designs;
using CimGen.Networks.Images;

namespace CimGen.Flow.Tests;

/// <summary>What a design says of its images, and what is noticed when it cannot be meant.</summary>
public sealed class InputTests : IDisposable
{
    private readonly string _folder = Workspace.NewFolder();

    [Fact]
    public void WithoutInputImagesArePixels()
    {
        var input = Read("").Value!.Input;
        Assert.Same(InputFormat.Pixels, input);
    }

    [Fact]
    public void InputIsReadWithItsDefaults()
    {
        var input = Read("input: { layout: hwc, mean: [123.675, 116.28, 103.53], scale: [0.017, 0.0175, 0.0174] }\n").Value!.Input;
        Assert.Equal((InputLayout.Hwc, 0, 255), (input.Layout, input.Low, input.High));
        Assert.Equal((255 - 103.53f) * 0.0174f, input.Real(255, 2), 1e-6f);
        input = Read("input: { range: [-1, 1], scale: 1 }\n").Value!.Input;
        Assert.Null(input.Layout);
        Assert.Equal((-1, 1, 0.5f), (input.Low, input.High, input.Real(0.5, 7)));
        Assert.Equal(1, Read("input: { range: [0, 255] }\n").Value!.Input.Real(255, 0));
    }

    [Theory]
    [InlineData("input: { range: <<[0]>> }", "CIM0306", "'range' has 1 value; write [lowest, highest value in the files]")]
    [InlineData("input: { range: <<5>>, scale: 1 }", "CIM0306", "'range' has 1 value; write")]
    [InlineData("input: { range: <<[0, 1, 2]>>, scale: 1 }", "CIM0306", "'range' has 3 values; write")]
    [InlineData("input: { range: <<[1, 0]>>, scale: 1 }", "CIM0110", "lower to a higher value; write [lowest, highest]")]
    [InlineData("input: { range: <<[0, 1]>> }", "CIM0110", "need a scale; add 'scale: 1' if")]
    [InlineData("input: { scale: <<[]>> }", "CIM0306", "'scale' has 0 values; write one number, or one for each input channel")]
    [InlineData("input: { scale: <<0>> }", "CIM0010", "'scale' is 0")]
    [InlineData("input: { mean: [1, <<x>>] }", "CIM0009", "item 2 of 'mean'")]
    [InlineData("input: { layout: <<nchw>> }", "CIM0011", "chw, hwc")]
    [InlineData("input: { <<std>>: 1 }", "CIM0012", "layout, range, mean, scale")]
    [InlineData("expected_scores: <<design.yaml>>", "CIM0111", "add 'images:'")]
    [InlineData("labels: <<design.yaml>>", "CIM0111", "add 'images:' with an .npy or idx file")]
    [InlineData("images: design.yaml\nlabels: <<design.yaml>>", "CIM0111", "remove 'labels:'")]
    public void WhatCannotBeMeantIsReportedAtItsPlace(string text, string code, string says)
    {
        var before = text[..text.IndexOf("<<", StringComparison.Ordinal)];
        var diagnostic = Assert.Single(Read(text.Replace("<<", "").Replace(">>", "") + "\n").Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Equal((4 + before.Count(c => c == '\n'), before.Length - before.LastIndexOf('\n')), (diagnostic.Location.Line, diagnostic.Location.Column));
        Assert.Contains(says, diagnostic.Message, StringComparison.Ordinal);
    }

    /// <summary>The number of channels is known when the network has been read; then the list is to blame.</summary>
    [Fact]
    public void AListThatDoesNotFitTheNetworkIsReportedAtItsPlace()
    {
        var result = Build("input: { mean: [1, 2, 3] }\n", images: 1);
        Assert.Matches(@"design.yaml\(4,16\): error CIM0306: 'mean' has 3 values; write one number, or one for each of the network's 2 input channels", Assert.Single(result.Diagnostics).ToString());
    }

    [Theory]
    [InlineData("", 0, 1)]
    [InlineData("input: { range: [-1, 1], scale: 1 }\n", -1, 1)]
    [InlineData("input: { mean: 127.5, scale: 0.1 }\n", -12.75, 12.75)]
    public void RandomImagesFillTheRange(string input, float low, float high)
    {
        var values = Workspace.Required(Build(input, images: 20)).Stimulus.Images.SelectMany(i => i).ToList();
        Assert.InRange(values.Min(), low, low + ((high - low) / 20));
        Assert.InRange(values.Max(), high - ((high - low) / 20), high);
    }

    [Fact]
    public void RandomImagesAreLimitedBeforeTheyAreMade()
    {
        var result = Build("", images: 1_000_000, network: "[64, 2, 1]");
        Assert.Matches("CIM0112: 1000000 random images of 128 values are more than are made; lower cosim.images", Assert.Single(result.Diagnostics).ToString());

        // What no memory holds is refused before images for calibration are made.
        result = Build("", images: 1, network: "[256, 256, 256]");
        Assert.Matches("CIM0601: 16777\\d{3} bytes of shared memory are needed", Assert.Single(result.Diagnostics).ToString());
    }

    /// <summary>What took digits from 99 % to 11 % in silence.</summary>
    [Fact]
    public void PixelsOfAnotherScaleAreWarnedOf()
    {
        var pixels = "1,0,255,10,20\n1,50,60,70,255\n";
        var shares = "1,0,1,0.04,0.08\n1,0.2,0.23,0.27,1\n";
        Assert.Empty(Warnings(pixels, pixels));
        Assert.Equal(["CIM0311 calibration.csv", "CIM0109 images.csv"], Warnings(calibration: shares, images: pixels));
        Assert.Equal(["CIM0311 images.csv", "CIM0109 images.csv"], Warnings(calibration: pixels, images: shares));
        Assert.Equal(["CIM0311 calibration.csv", "CIM0311 images.csv"], Warnings(shares, shares));
        Assert.Empty(Warnings(shares, shares, "input: { range: [0, 1], scale: 1 }\n"));
        Assert.Equal(["CIM0109 images.csv"], Warnings(pixels, "1,0,20,10,20\n1,50,60,7,25\n"));
    }

    /// <summary>Classes numbered from 1, as some tools do, make the accuracy mean nothing.</summary>
    [Fact]
    public void LabelsThatAreNoClassAreWarnedOf()
    {
        Write("images.csv", "1,0,255,10,20\n2,50,60,70,255\n-1,255,0,9,3\n");
        var result = Build("calibration: images.csv\nimages: images.csv\n", images: 3);
        Assert.True(result.Ok);
        Assert.Matches("images.csv: warning CIM0113: 2 of 3 labels are no classes, the first is 2, of image 1, and the network has classes 0 to 1; ", Assert.Single(result.Diagnostics).ToString());
    }

    [Fact]
    public void ImagesAreRunAsDeclared()
    {
        var csv = Write("images.csv", "1,-1,0,0.5,1\n0,1,1,-1,-1\n");
        var built = Workspace.Required(Build($"input: {{ range: [-1, 1], scale: [1, 2], layout: hwc }}\nimages: {csv}\n", images: 2));
        Assert.Equal([-1, 0, 0.5f, 2], built.Stimulus.Images[0]);
        Assert.Equal([1, 0], built.Stimulus.Labels.AsEnumerable());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IEnumerable<string> Warnings(string calibration, string images, string input = "")
    {
        Write("calibration.csv", calibration);
        Write("images.csv", images);
        var result = Build($"{input}calibration: calibration.csv\nimages: images.csv\n", images: 2);
        Assert.True(result.Ok);
        Assert.All(result.Diagnostics, d => Assert.Matches(".+; .+", d.Message));
        return result.Diagnostics.Select(d => $"{d.Code} {Path.GetFileName(d.Location.File)}");
    }

    private Result<BuiltDesign> Build(string keys, int images, string network = "[2, 2, 1]")
    {
        Write("network.yaml", $"name: n\ninput: {network}\nlayers: [{{ type: global-average-pool }}]\n");
        return Read(keys).Then(design => DesignBuild.Run(
            design with { Cosim = design.Cosim with { Images = images } }, Path.Combine(_folder, "out"), null, Stage.Compare, Workspace.Quiet));
    }

    private Result<DesignFile> Read(string keys)
    {
        if (!File.Exists(Path.Combine(_folder, "network.yaml")))
        {
            Write("network.yaml", "");
        }

        return DesignFileReader.Read(Write("design.yaml", $"name: n\nnetwork: network.yaml\narchitecture: {Repository.File("examples/architectures/fpga-16x16.yaml")}\n{keys}"));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
