using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using CimGen.Core.Diagnostics;
using CimGen.Rtl.Folders;

namespace CimGen.Rtl.Tests;

/// <summary>The generator's files are replaced all at once; everybody else's stay.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DesignFolderTests : IDisposable
{
    private const string Lock = ".lock";
    private readonly TemporaryFolder _folder = new();

    private string Design => Path.Combine(_folder.Root, "design");

    [Fact]
    public void ANewFolderHasTheFilesAndNothingIsBesideIt()
    {
        Assert.Null(Write("a", "x/b"));
        AssertHas("a", "x/b");
    }

    [Fact]
    public void ListedFilesAreReplacedChangedOrNot()
    {
        Write("a", "x/b", "y");
        _folder.Write("design/report/cycles.csv", "of the last run");
        _folder.Write("design/y", "changed");
        Assert.Null(Write("c", "y"));
        AssertHas("c", "y");
        Assert.Equal("y", File.ReadAllText(Path.Combine(Design, "y")));
    }

    [Fact]
    public void AnEmptyFolderIsFilled()
    {
        Directory.CreateDirectory(Design);
        Assert.Null(Write("a"));
        AssertHas("a");
    }

    [Fact]
    public void ASlashAtTheEndOfTheNameChangesNothing()
    {
        Write("a");
        Assert.Null(DesignFolder.Write(Design + "/", Files("b")));
        AssertHas("b");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatOthersPutThereStays(bool fileByFile)
    {
        Write("rtl/top.v", "golden/out.hex");
        _folder.Write("design/tb/deep/tb.v", "tb");
        _folder.Write("design/rtl/mine.v", "mine");
        _folder.Write("design/golden/notes.txt", "notes");
        _folder.Write("elsewhere/precious", "precious");
        Directory.CreateDirectory(Path.Combine(Design, "empty"));
        Directory.CreateSymbolicLink(Path.Combine(Design, "linked"), Path.Combine(_folder.Root, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(Design, "dangling"), "nowhere");
        File.SetUnixFileMode(Path.Combine(Design, "rtl/mine.v"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var open = new StreamWriter(Path.Combine(Design, "log"));

        Replace(fileByFile, "rtl/top.v", "sw/cim.c");

        open.Write("written while the folder was replaced");
        open.Flush();
        Assert.Equal("written while the folder was replaced", File.ReadAllText(Path.Combine(_folder.Root, "design/log")));
        Assert.Equal("tb", File.ReadAllText(Path.Combine(Design, "tb/deep/tb.v")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Design, "rtl/mine.v")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(Design, "rtl/mine.v")));
        Assert.Equal("notes", File.ReadAllText(Path.Combine(Design, "golden/notes.txt")));
        Assert.True(Directory.Exists(Path.Combine(Design, "empty")));
        Assert.Equal("nowhere", new FileInfo(Path.Combine(Design, "dangling")).LinkTarget);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(Design, "linked/precious")));
        Assert.False(File.Exists(Path.Combine(Design, "golden/out.hex")));
        Assert.True(File.Exists(Path.Combine(Design, "sw/cim.c")));
        Assert.Equal(["design", "elsewhere"], Names(_folder.Root));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("x")]
    [InlineData("b/inner")]
    public void AFileInTheWayIsNamed(string path)
    {
        Write("a");
        _folder.Write($"design/{path}", "mine");
        var problem = Write("b", "x/y");
        Assert.Equal("CIM0855", problem?.Code);
        Assert.Contains($"'{path.Split('/')[0]}'", problem!.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Design, path)));
        Assert.Equal(new[] { Lock, "a", path.Split('/')[0], Manifest.Path }.Order(StringComparer.Ordinal), Names(Design));
    }

    /// <summary>A folder of the generator's that has become a link: files behind it are nobody's to delete.</summary>
    [Fact]
    public void NothingBehindALinkIsDeleted()
    {
        Write("x/b");
        var precious = _folder.Write("elsewhere/b", "precious");
        Directory.Delete(Path.Combine(Design, "x"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(Design, "x"), Path.Combine(_folder.Root, "elsewhere"));
        Assert.Equal("CIM0855", Write("x/b")?.Code);
        Assert.Null(Write("c"));
        Assert.Equal("precious", File.ReadAllText(precious));
        Assert.True(File.Exists(Path.Combine(Design, "x/b")));
    }

    /// <summary>A manifest may come from anywhere.</summary>
    [Fact]
    public void AManifestThatNamesPlacesOutsideDeletesNothingThere()
    {
        var precious = _folder.Write("precious", "");
        _folder.Write($"design/{Manifest.Path}", $$"""{ "files": ["../precious", "{{precious}}", "./../precious", 7, null], "later": 1 }""");
        Assert.Null(Write("a"));
        Assert.True(File.Exists(precious));
        AssertHas(["precious"], "a");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "files": 1 }""")]
    public void AFolderOfOtherFilesIsLeftAlone(string? manifest)
    {
        _folder.Write("design/thesis.tex", "years of work");
        if (manifest is not null)
        {
            _folder.Write($"design/{Manifest.Path}", manifest);
        }

        var before = Names(Design);
        Assert.Equal("CIM0851", Write("a")?.Code);
        Assert.Equal(before, Names(Design));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheOldFolderStaysWhenTheNewOneCannotBeWritten(bool fileByFile)
    {
        Write("a");
        var manifest = File.ReadAllText(Path.Combine(Design, Manifest.Path));

        // One path is a file and a folder at once.
        if (fileByFile)
        {
            Assert.Throws<IOException>(() => Replace(true, "c", "c/d"));
        }
        else
        {
            Assert.Equal("CIM0850", Write("c", "c/d")?.Code);
        }

        AssertHas("a");
        Assert.Equal(manifest, File.ReadAllText(Path.Combine(Design, Manifest.Path)));
    }

    [Fact]
    public void OldFilesComeBackWhenNewOnesCannotTakeTheirPlaces()
    {
        Write("a", "x/b");
        var swap = new FolderSwap(Design, Files("a", "n", "x/c"), () => false);

        // It comes when nobody looks any more.
        _folder.Write("design/x/c", "mine");
        Assert.Throws<IOException>(swap.FileByFile);
        Assert.Throws<IOException>(() => swap.AsAWhole(isEmpty: false));
        AssertHas("a", "x/b", "x/c");
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Design, "x/c")));
    }

    [Fact]
    public void AFolderBecomesAFileAndAFileAFolder()
    {
        foreach (var fileByFile in (bool[])[false, true])
        {
            Write("a/b", "c");
            Replace(fileByFile, "a", "c/d");
            AssertHas("a", "c/d");
            Write("a/b", "c");
        }
    }

    [Fact]
    public void ALinkStaysAndItsTargetIsWritten()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Root, "real"));
        Directory.CreateSymbolicLink(Design, "second");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Root, "second"), Path.Combine(_folder.Root, "real/target"));
        Assert.Null(Write("a"));
        Assert.Null(Write("b"));
        Assert.Equal("second", new FileInfo(Design).LinkTarget);
        Assert.Equal([Lock, "b", Manifest.Path], Names(Path.Combine(_folder.Root, "real/target")));
        Assert.Equal(["target"], Names(Path.Combine(_folder.Root, "real")));
    }

    [Fact]
    public void ACircleOfLinksIsReported()
    {
        Directory.CreateSymbolicLink(Design, "second");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Root, "second"), "design");
        var problem = Write("a");
        Assert.Equal("CIM0850", problem?.Code);
        Assert.Contains("circle", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneRunAtATimeHasTheFolder()
    {
        Write("a");
        using (DesignFolder.Claim(Design).Value)
        {
            Assert.Equal("CIM0854", Write("b")?.Code);
        }

        Assert.Null(Write("b"));
        AssertHas("b");
    }

    [Fact]
    public void AFolderThatCameSinceTheClaimIsNotTakenFromItsOwner()
    {
        using var early = DesignFolder.Claim(Design).Value;
        using (var owner = DesignFolder.Claim(Design).Value)
        {
            Assert.Null(owner!.Write(Files("a")));
            Assert.Equal("CIM0854", early!.Write(Files("b"))?.Code);
        }

        AssertHas("a");
        Assert.Null(early.Write(Files("b")));
        AssertHas("b");
    }

    [Fact]
    public void AClaimLastsBeyondTheWrite()
    {
        Write("a");
        using var owner = DesignFolder.Claim(Design).Value;
        Assert.Null(owner!.Write(Files("b")));
        Assert.Equal("CIM0854", Write("c")?.Code);
        Assert.Null(owner.Write(Files("d")));
        AssertHas("d");
    }

    [Fact]
    public void ManyWritersLeaveOneWholeFolder()
    {
        var outcomes = Enumerable.Range(0, 200).AsParallel().WithDegreeOfParallelism(8)
            .Select(i => Write([.. Enumerable.Range(0, 10).Select(j => $"{i % 8}/{j}")])?.Code).ToList();
        Assert.All(outcomes, o => Assert.Contains(o, (string?[])[null, "CIM0854"]));
        Assert.Contains(null, outcomes);
        var left = Names(Design).Except([Lock, Manifest.Path]);
        Assert.Equal(10, Names(Path.Combine(Design, Assert.Single(left))).Length);
        Assert.Equal(["design"], Names(_folder.Root));
    }

    public void Dispose() => _folder.Dispose();

    private static OutputFile[] Files(params string[] paths)
    {
        var files = Array.ConvertAll(paths, p => new OutputFile(p, p));
        return [.. files, Manifest.Of(new JsonObject { ["design"] = "test" }, files, ["report/cycles.csv"])];
    }

    private static string[] Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];

    private Diagnostic? Write(params string[] paths) => DesignFolder.Write(Design, Files(paths));

    /// <summary>A build, by exchange of the folders or as on a mount point.</summary>
    private void Replace(bool fileByFile, params string[] paths)
    {
        var swap = new FolderSwap(Design, Files(paths), () => false);
        if (fileByFile)
        {
            swap.FileByFile();
        }
        else
        {
            swap.AsAWhole(isEmpty: false).Dispose();
        }
    }

    private void AssertHas(params string[] files) => AssertHas([], files);

    private void AssertHas(string[] beside, params string[] files)
    {
        var found = Directory.EnumerateFiles(Design, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Design, f).Replace('\\', '/'));
        Assert.Equal(files.Append(Manifest.Path).Append(Lock).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(beside.Append("design").Order(StringComparer.Ordinal), Names(_folder.Root));
    }
}
