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
    [InlineData("window-lists/pad11")]
    [InlineData("scales/down1e-8")]
    [InlineData("scales/down1e-10")]
    [InlineData("quantized/unused")]
    [InlineData("quantized/qdq")]
    [InlineData("quantized/qlinear")]
    [InlineData("domains/samename")]
    public void IsBuilt(string name)
    {
        using var folder = new TemporaryFolder();
        var run = Build(name, folder);
        Assert.Equal("", string.Join('\n', run.ErrorLines));
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("batchnorm-training/train2", "train2.onnx", "CIM0305", "training_mode = 1")]
    [InlineData("window-lists/pad3", "pad3.net.yaml(4,60)", "CIM0306", "'padding' has 3 values; .*top, left, bottom, right")]
    [InlineData("window-lists/pad8", "pad8.net.yaml(4,60)", "CIM0306", "'padding' has 8 values; .*top, left, bottom, right")]
    [InlineData("window-lists/kernel3", "kernel3.net.yaml(4,48)", "CIM0306", @"'kernel' has 3 values; .*\[y, x\]")]
    [InlineData("window-lists/kernelempty", "kernelempty.net.yaml(4,48)", "CIM0306", @"'kernel' has 0 values; .*\[y, x\]")]
    [InlineData("window-lists/stride4", "stride4.net.yaml(4,59)", "CIM0306", @"'stride' has 4 values; .*\[y, x\]")]
    [InlineData("npy-layout/oihw", "oihw.net.yaml(4,72)", "CIM0309", @"\[8, 16, 3, 3\].*\[8, 3, 3, 16\].*transpose\(0, 2, 3, 1\)")]
    [InlineData("add-broadcast/add-c-1d-on-4d", "add-c-1d-on-4d.onnx", "CIM0305", @"\[1, \d+, 1, \d+\]")]
    [InlineData("scores-and-images/exp-nan", "nan.csv(2,1)", "CIM0108", "nan")]
    [InlineData("scores-and-images/exp-onlyhead", "onlyhead.csv", "CIM0108", "no scores")]
    [InlineData("scores-and-images/exp-empty", "empty.csv", "CIM0108", "no scores")]
    [InlineData("scores-and-images/exp-one-nohead-wrong", "one-nohead.csv(1,1)", "CIM0103", "image 0")]
    [InlineData("scores-and-images/deccomma", "deccomma.csv(1,33)", "CIM0308", "8,5")]
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
    public void NamesEveryUnsupportedNode(string name)
    {
        using var folder = new TemporaryFolder();
        var run = Build(name, folder);
        Assert.Equal(1, run.ExitCode);
        var nodes = run.ErrorLines.Select(l => Regex.Match(l, "node '([^']+)'").Groups[1].Value);
        Assert.Equal(Unsupported[name], nodes);
    }

    /// <summary>All three images, the first of them with the label 1.0.</summary>
    [Fact]
    public void AFractionalLabelDropsNoImage()
    {
        const string Case = "scores-and-images";
        using var folder = new TemporaryFolder();
        var run = Build($"{Case}/floatlabel-first", folder);
        Assert.Equal((0, ""), (run.ExitCode, string.Join('\n', run.ErrorLines)));
        foreach (var file in (string[])["floatlabel-first.yaml", "net.onnx", "arch.yaml"])
        {
            File.Copy(Repository.File($"tests/cases/{Case}/{file}"), folder.Path(file));
        }

        folder.Write("floatlabel-first.csv", File.ReadAllText(Repository.File($"tests/cases/{Case}/floatlabel-first.csv")).Replace("1.0,", "1,", StringComparison.Ordinal));
        Assert.Equal(0, Cimgen.Run(folder.Root, "build", "floatlabel-first.yaml", "--out", "plain").ExitCode);
        var images = File.ReadAllLines(folder.Path("out/stimulus/inputs.hex"));
        Assert.Equal(3, images.Length);
        Assert.Equal(images, File.ReadAllLines(folder.Path("plain/stimulus/inputs.hex")));
    }

    /// <summary>What was compared is said: a check of nothing cannot look like one.</summary>
    [Theory]
    [InlineData("output-map/map", "import +108 outputs of 3 images are those of map.exp.csv\naccuracy +none, as the output is a map [^\n]+ classes\nagreement")]
    [InlineData("output-map/flat", "import +108 outputs of 3 images are those of flat.exp.csv\naccuracy +float [^\n]+\nagreement")]
    [InlineData("scores-and-images/floatlabel-first", @"bytes of shared memory.*\naccuracy  float 33.3 %  int8 33.3 %\nagreement .* on 3 of 3 images\n")]
    public void TellsWhatItKnowsOfTheNetwork(string name, string says)
    {
        using var folder = new TemporaryFolder();
        Assert.Matches(says, Build(name, folder).Output);
    }

    // Nodes in the order of the file.
    private static readonly Dictionary<string, string[]> Unsupported = new()
    {
        ["all-at-once/hidden"] = ["/ReduceMean", "/Expand"],
        ["all-at-once/hidden-mask"] = ["/ReduceMean", "/Expand"],
    };

    private static Finished Build(string name, TemporaryFolder folder)
    {
        var path = Repository.File($"tests/cases/{name}.yaml");
        return Cimgen.Run(Path.GetDirectoryName(path)!, "build", Path.GetFileName(path), "--out", folder.Path("out"));
    }
}
