using System.Text.RegularExpressions;

namespace CimGen.Cli.Tests;

/// <summary>
/// The small inputs of tests/cases: networks, images and scores that users brought, each with what is right for it. A case is either
/// built, with the outputs of ONNX Runtime beside it as <c>expected_scores</c>, or refused at its place with advice.
/// </summary>
public sealed class CaseTests
{
    [Theory]
    [InlineData("domains/function")]
    [InlineData("output-map/map")]
    [InlineData("output-map/flat")]
    [InlineData("scales/down1e-8")]
    [InlineData("scales/down1e-10")]
    [InlineData("quantized/unused")]
    public void IsBuilt(string name)
    {
        using var folder = new TemporaryFolder();
        var run = Build(name, folder);
        Assert.Equal("", string.Join('\n', run.ErrorLines));
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("batchnorm-training/train2", "train2.onnx", "CIM0305", "training_mode = 1")]
    [InlineData("domains/samename", "samename.onnx", "CIM0305", "node 'r/LeakyRelu': operator LeakyRelu")]
    [InlineData("window-lists/pad11", "pad11.net.yaml(", "CIM0306", "padding")]
    [InlineData("window-lists/pad3", "pad3.net.yaml(", "CIM0306", "padding")]
    [InlineData("window-lists/pad8", "pad8.net.yaml(", "CIM0306", "padding")]
    [InlineData("window-lists/kernel3", "kernel3.net.yaml(", "CIM0306", "kernel")]
    [InlineData("window-lists/kernelempty", "kernelempty.net.yaml(", "CIM0306", "kernel")]
    [InlineData("window-lists/stride4", "stride4.net.yaml(", "CIM0306", "stride")]
    [InlineData("npy-layout/oihw", "oihw.net.yaml(", "CIM0304", @"\[8, 16, 3, 3\].*\[8, 3, 3, 16\]")]
    [InlineData("add-broadcast/add-c-1d-on-4d", "add-c-1d-on-4d.onnx", "CIM0306", @"\[1, \d+, 1, \d+\]")]
    [InlineData("scores-and-images/exp-nan", "nan.csv(2,", "CIM0103", "nan")]
    [InlineData("scores-and-images/exp-onlyhead", "onlyhead.csv", "CIM0103", "no scores")]
    [InlineData("scores-and-images/exp-empty", "empty.csv", "CIM0103", "no scores")]
    [InlineData("scores-and-images/exp-one-nohead-wrong", "one-nohead.csv(1,", "CIM0103", "image 0")]
    [InlineData("scores-and-images/deccomma", "deccomma.csv(1,", "CIM0308", "8,5")]
    public void IsRefusedAtItsPlace(string name, string place, string code, string says)
    {
        using var folder = new TemporaryFolder();
        var run = Build(name, folder);
        Assert.Contains(run.ExitCode, (int[])[1, 2]);
        var line = Assert.Single(run.ErrorLines, l => l.Contains($" error {code}: ", StringComparison.Ordinal));
        Assert.StartsWith(place, line, StringComparison.Ordinal);
        Assert.Matches(says, line);
        Assert.Matches(": error CIM[0-9]{4}: .+; .+", line);
        Assert.False(Directory.Exists(folder.Path("out")));
    }

    [Theory]
    [InlineData("all-at-once/hidden")]
    [InlineData("all-at-once/hidden-mask")]
    [InlineData("quantized/qdq")]
    [InlineData("quantized/qlinear")]
    public void NamesEveryUnsupportedNode(string name)
    {
        using var folder = new TemporaryFolder();
        var run = Build(name, folder);
        Assert.Equal(1, run.ExitCode);
        var nodes = run.ErrorLines.Select(l => Regex.Match(l, "node '([^']+)'").Groups[1].Value);
        Assert.Equal(Unsupported[name], nodes);
    }

    /// <summary>Three images, the first of them with the label 1.0, or an error; never two.</summary>
    [Fact]
    public void AFractionalLabelDropsNoImage()
    {
        using var folder = new TemporaryFolder();
        var run = Build("scores-and-images/floatlabel-first", folder);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("63cee", File.ReadLines(folder.Path("out/stimulus/inputs.hex")).First(), StringComparison.Ordinal);
    }

    // Nodes in the order of the file.
    private static readonly Dictionary<string, string[]> Unsupported = new()
    {
        ["all-at-once/hidden"] = ["/a/Conv", "/b/Conv", "/c/Conv", "/q/AveragePool", "/ReduceMean", "/Expand", "/Softmax"],
        ["all-at-once/hidden-mask"] = ["/a/Conv", "/b/Conv", "/c/Conv", "/q/AveragePool", "/ReduceMean", "/Expand", "/Softmax"],
        ["quantized/qdq"] = ["q0", "dq0", "dqw", "dqb", "q1", "dq1"],
        ["quantized/qlinear"] = ["q0", "qconv", "dq1"],
    };

    private static Finished Build(string name, TemporaryFolder folder)
    {
        var path = Repository.File($"tests/cases/{name}.yaml");
        return Cimgen.Run(Path.GetDirectoryName(path)!, "build", Path.GetFileName(path), "--out", folder.Path("out"));
    }
}
