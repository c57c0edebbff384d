using System.Globalization;
using CimGen.Core.Diagnostics;

namespace CimGen.Rtl.Tests;

public sealed class DesignFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Design => Path.Combine(_folder.Root, "design");

    [Fact]
    public void ANewFolderHasTheFilesAndNothingIsBesideIt()
    {
        Assert.Null(Write("a", "x/b"));
        Assert.Equal(["a", DesignFolder.Mark, "x/b"], Files());
        Assert.Equal([Design], Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void AnOldFolderIsReplacedAsAWhole()
    {
        Write("a", "x/b");
        _folder.Write("design/report/cycles.csv", "");
        Assert.Null(Write("c"));
        Assert.Equal(["c", DesignFolder.Mark], Files());
    }

    [Fact]
    public void AnEmptyFolderIsReplaced()
    {
        Directory.CreateDirectory(Design);
        Assert.Null(Write("a"));
        Assert.Equal(["a", DesignFolder.Mark], Files());
    }

    [Fact]
    public void ASlashAtTheEndOfTheNameChangesNothing()
    {
        Write("a");
        Assert.Null(DesignFolder.Write(Design + "/", [new OutputFile(DesignFolder.Mark, ""), new OutputFile("b", "")]));
        Assert.Equal(["b", DesignFolder.Mark], Files());
    }

    [Fact]
    public void AFolderOfOtherFilesIsLeftAlone()
    {
        var precious = _folder.Write("design/thesis.tex", "years of work");
        Assert.Equal("CIM0851", Write("a")?.Code);
        Assert.Equal([precious], Directory.GetFileSystemEntries(Design));
    }

    [Fact]
    public void TheOldFolderStaysWhenTheNewOneCannotBeWritten()
    {
        Write("a");

        // One path is a file and a folder at once.
        Assert.Equal("CIM0850", Write("c", "c/d")?.Code);
        Assert.Equal(["a", DesignFolder.Mark], Files());
        Assert.Equal([Design], Directory.GetFileSystemEntries(_folder.Root));
    }

    [Theory]
    [InlineData(".new-")]
    [InlineData(".old-")]
    public void WhatKilledRunsLeftGoes(string kind)
    {
        const int NoProcess = int.MaxValue;
        _folder.Write($"design{kind}{NoProcess}/half", "");
        _folder.Write($"design{kind}{Environment.ProcessId}/stale", "");
        Assert.Null(Write("a"));
        Assert.Equal(["a", DesignFolder.Mark], Files());
        Assert.Equal([Design], Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void WhatOtherRunsStillWriteStays()
    {
        const int FirstProcess = 1;
        string[] others = [$"design.new-{FirstProcess.ToString(CultureInfo.InvariantCulture)}", "design.new-x", "design2.new-99999999"];
        foreach (var other in others)
        {
            _folder.Write(other + "/file", "");
        }

        Assert.Null(Write("a"));
        Assert.Equal(["design", .. others], Directory.GetFileSystemEntries(_folder.Root).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private Diagnostic? Write(params string[] paths) =>
        DesignFolder.Write(Design, paths.Append(DesignFolder.Mark).Select(p => new OutputFile(p, p)));

    private IEnumerable<string> Files() => Directory.EnumerateFiles(Design, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Design, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
