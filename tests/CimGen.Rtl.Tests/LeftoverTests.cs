using CimGen.Core.Files;
using CimGen.Rtl.Folders;

namespace CimGen.Rtl.Tests;

/// <summary>What killed runs left goes with the next run of any design beside it, but for what was never the generator's.</summary>
public sealed class LeftoverTests : IDisposable
{
    private const string Lock = ".lock";
    private static readonly OutputFile[] Built = [new OutputFile("a", "new"), Manifest.Of([], [new OutputFile("a", "")], [])];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("design")]
    [InlineData("another")]
    public void AnUnfinishedBuildGoes(string design)
    {
        Leave("design", "x/b", manifest: ["x/b", "y"]);
        Leave("design", null, manifest: null);
        Assert.Null(DesignFolder.Write(Path.Combine(_folder.Root, design), Built));
        Assert.Equal([design], Names(_folder.Root));
    }

    [Fact]
    public void ABuildThatGoesOnStays()
    {
        var alive = Leave("design", "x/b", manifest: ["x/b"]);
        using (FileLock.Take(Path.Combine(alive, Lock)))
        {
            Assert.Null(DesignFolder.Write(Path.Combine(_folder.Root, "design"), Built));
            Assert.True(File.Exists(Path.Combine(alive, "x/b")));
        }
    }

    [Fact]
    public void FoldersOfOtherNamesStay()
    {
        string[] others = ["design.new-1234", ".design.new-1234", "design.old-x", ".design.new-" + new string('g', 32)];
        foreach (var other in others)
        {
            _folder.Write(other + "/file", "");
        }

        Assert.Null(DesignFolder.Write(Path.Combine(_folder.Root, "design"), Built));
        Assert.Equal(others.Append("design").Order(StringComparer.Ordinal), Names(_folder.Root));
    }

    /// <summary>The run died between the exchange of the folders and the moves of what others had put into the old one.</summary>
    [Theory]
    [InlineData("design")]
    [InlineData("another")]
    public void FilesOfOthersComeHome(string next)
    {
        var design = Path.Combine(_folder.Root, "design");
        Assert.Null(DesignFolder.Write(design, Built));
        var old = Leave("design", "x/b", manifest: ["x/b"]);
        _folder.Write($"{Path.GetFileName(old)}/tb/tb.v", "tb");
        _folder.Write($"{Path.GetFileName(old)}/x/mine", "mine");

        Assert.Null(DesignFolder.Write(Path.Combine(_folder.Root, next), Built));

        Assert.Equal("tb", File.ReadAllText(Path.Combine(design, "tb/tb.v")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(design, "x/mine")));
        Assert.False(File.Exists(Path.Combine(design, "x/b")));
        Assert.Equal(new[] { "design", next }.Distinct().Order(StringComparer.Ordinal), Names(_folder.Root));
    }

    [Fact]
    public void AFileOfOthersThatCannotComeHomeIsKept()
    {
        var design = Path.Combine(_folder.Root, "design");
        Assert.Null(DesignFolder.Write(design, Built));
        _folder.Write("design/notes", "newer");
        var old = Leave("design", "b", manifest: ["b"]);
        _folder.Write($"{Path.GetFileName(old)}/notes", "older");

        Assert.Null(DesignFolder.Write(design, Built));

        Assert.Equal("newer", File.ReadAllText(Path.Combine(design, "notes")));
        Assert.Equal("older", File.ReadAllText(Path.Combine(old, "notes")));
        Assert.False(File.Exists(Path.Combine(old, "b")));
    }

    /// <summary>On a mount point the new files are staged inside the folder, and a killed run leaves both parts of the work there.</summary>
    [Fact]
    public void AHalfReplacedFolderIsCompletedByTheNextRun()
    {
        _folder.Write("design/a", "old");
        _folder.Write("design/b", "old");
        _folder.Write("design/mine", "mine");
        _folder.Write($"design/{Manifest.Path}", Manifest.While(["a", "b"], ["a", "c"]));
        _folder.Write($"design/{StagingName.New("")}/c", "new");

        Assert.Null(DesignFolder.Write(Path.Combine(_folder.Root, "design"), Built));

        Assert.Equal([Lock, "a", Manifest.Path, "mine"], Names(Path.Combine(_folder.Root, "design")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(_folder.Root, "design/a")));
    }

    /// <summary>A design inside the folder of another one: its run is nobody else's to clean up after.</summary>
    [Fact]
    public void StagingOfADesignBelowStays()
    {
        Assert.Null(DesignFolder.Write(Path.Combine(_folder.Root, "design"), Built));
        var below = $"design/{StagingName.New("below")}/mine";
        _folder.Write(below, "mine");
        Assert.Null(DesignFolder.Write(Path.Combine(_folder.Root, "design"), Built));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.Root, below)));
    }

    [Fact]
    public void AFolderWhoseFirstBuildWasKilledIsNotForeign()
    {
        _folder.Write($"design/{StagingName.New("")}/c", "new");
        _folder.Write($"design/{Lock}", "");
        Assert.Null(DesignFolder.Write(Path.Combine(_folder.Root, "design"), Built));
        Assert.True(File.Exists(Path.Combine(_folder.Root, "design/a")));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];

    private string Leave(string design, string? file, string[]? manifest)
    {
        var path = Directory.CreateDirectory(Path.Combine(_folder.Root, StagingName.New(design))).FullName;
        _folder.Write($"{Path.GetFileName(path)}/{Lock}", "");
        if (file is not null)
        {
            _folder.Write($"{Path.GetFileName(path)}/{file}", "");
        }

        if (manifest is not null)
        {
            _folder.Write($"{Path.GetFileName(path)}/{Manifest.Path}", Manifest.Of([], manifest.Select(p => new OutputFile(p, "")), []).Text);
        }

        return path;
    }
}
