using System.Text.RegularExpressions;

namespace CimGen.Cli.Tests;

/// <summary>docs/tutorial.md is followed: its files are built, and what it shows of the result is there.</summary>
public sealed partial class TutorialTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs/tutorial.md"));

    [Fact]
    public void BuildPrintsWhatThePageShows()
    {
        using var folder = Follow();
        var run = Cimgen.Run(folder.Root, "build", "design.yaml");
        Assert.Equal((0, ""), (run.ExitCode, string.Join('\n', run.ErrorLines)));

        AssertShown(run.Output, Block("$ cimgen build design.yaml"));
        AssertShown(File.ReadAllText(folder.Path("rtl-out/bars/stages/20-mapping.txt")), Block("layer 2 /3/Conv cores"));
        AssertShown(File.ReadAllText(folder.Path("rtl-out/bars/microcode/core_0001.lst")), Block("   0  28"));
        Assert.Contains($"{File.ReadLines(folder.Path("rtl-out/bars/golden/cycles.txt")).Sum(int.Parse):n0}", Block("$ cimgen cosim design.yaml\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void AMachineWithTooFewCoresIsRefusedAsThePageShows()
    {
        using var folder = Follow();
        folder.Write("machine.yaml", File.ReadAllText(folder.Path("machine.yaml")).Replace("cores: 5", "cores: 3", StringComparison.Ordinal));
        var run = Cimgen.Run(folder.Root, "build", "design.yaml");
        Assert.Equal(Block("bars.onnx: error").ReplaceLineEndings(" ").Trim(), Assert.Single(run.ErrorLines));
    }

    /// <summary>A folder with the files that the page has its reader write, and those that its training leaves.</summary>
    private static TemporaryFolder Follow()
    {
        var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.File("tests/cases/tutorial")))
        {
            File.Copy(file, folder.Path(Path.GetFileName(file)));
        }

        folder.Write("machine.yaml", Block("name: bars-machine"));
        folder.Write("design.yaml", Block("name: bars\n"));
        return folder;
    }

    /// <summary>The text of the block of the page that begins so.</summary>
    private static string Block(string beginning) => Blocks().Matches(Page).Select(m => m.Groups["text"].Value).First(t => t.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Whether the lines of a block that are no commands and no dots are lines of a text.</summary>
    private static void AssertShown(string text, string block)
    {
        var lines = text.Split('\n').Select(l => l.TrimEnd()).ToHashSet();
        Assert.All(block.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Trim() is not ("" or "...") && !l.StartsWith('$')), l => Assert.Contains(l, lines));
    }

    [GeneratedRegex(@"^```[a-z]*\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
