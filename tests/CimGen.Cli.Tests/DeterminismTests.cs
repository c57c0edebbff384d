using System.Text.RegularExpressions;

namespace CimGen.Cli.Tests;

/// <summary>Promise 6: same inputs, same bytes, wherever and whenever they are built.</summary>
public sealed partial class DeterminismTests
{
    private static readonly string[] Examples = ["fpga", "digits"];

    public static TheoryData<string> Designs => [.. Examples];

    [Theory]
    [MemberData(nameof(Designs))]
    public void TwoBuildsGiveTheSameBytes(string example)
    {
        using var folder = new TemporaryFolder();
        var design = Repository.File($"examples/{example}/design.yaml");
        Build(folder.Root, [], design, folder.Path("first"));

        // Another folder, another way to name the file, another place and language.
        var elsewhere = Directory.CreateDirectory(folder.Path("another place")).FullName;
        Build(
            elsewhere,
            [("TZ", "Asia/Kolkata"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.UTF-8"), ("HOME", elsewhere)],
            Path.GetRelativePath(elsewhere, design),
            "second");

        var first = FolderContents.Read(folder.Path("first"));
        var second = FolderContents.Read(Path.Combine(elsewhere, "second"));
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, file => Assert.True(second[file.Key] == file.Value, $"{file.Key} differs"));
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void NothingTellsWhereOrWhenItWasBuilt(string example)
    {
        using var folder = new TemporaryFolder();
        Build(folder.Root, [], Repository.File($"examples/{example}/design.yaml"), "out");
        foreach (var file in Directory.EnumerateFiles(folder.Path("out"), "*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            var name = Path.GetRelativePath(folder.Root, file);
            Assert.False(text.Contains(folder.Root, StringComparison.Ordinal), $"{name} has the path of the output");
            Assert.False(text.Contains(Repository.Root, StringComparison.Ordinal), $"{name} has the path of the repository");
            Assert.False(AbsolutePath().Match(text) is { Success: true } path, $"{name} has an absolute path");
            Assert.False(Date().IsMatch(text), $"{name} has a date");
            Assert.False(Regex.IsMatch(text, $@"\b{Regex.Escape(Environment.MachineName)}\b"), $"{name} has the name of the machine");
        }
    }

    private static void Build(string folder, (string Name, string Value)[] environment, string design, string output)
    {
        var run = Cimgen.Run(folder, environment, "build", design, "--images", "1", "--out", output);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    // /dev is the same everywhere.
    [GeneratedRegex(@"(?<![\w.*/])/(home|root|tmp|usr|var|work|Users|opt|build|__w)/\w")]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"\b20[2-9]\d-[01]\d-[0-3]\d\b|\b[0-2]\d:[0-5]\d:[0-5]\d\b")]
    private static partial Regex Date();
}
