using System.Runtime.Versioning;
using CimGen.Core.Diagnostics;
using CimGen.Rtl.Folders;

namespace CimGen.Rtl.Tests;

/// <summary>What a build leaves as it is: the mode of the folder, and places that a manifest names but that are not in it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FolderKeptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Design => Path.Combine(_folder.Root, "design");

    /// <summary>A folder that only its owner may read stays one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheModeOfTheFolder(bool isEmpty)
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.SetGroup;
        Directory.CreateDirectory(Design);
        if (!isEmpty)
        {
            Assert.Null(Write("a"));
        }

        File.SetUnixFileMode(Design, Mode);
        Assert.Null(Write("b"));
        Assert.Equal(Mode, File.GetUnixFileMode(Design));
        Assert.True(File.Exists(Path.Combine(Design, "b")));
        Assert.Equal(["design"], Names(_folder.Root));
    }

    /// <summary>A folder that its owner may not write is none to be put aside; whoever may write it all the same does so inside.</summary>
    [Fact]
    public void AFolderThatIsNotToBeWritten()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        Assert.Null(Write("a"));
        File.SetUnixFileMode(Design, Mode);
        var problem = Write("b");
        Assert.Equal(Mode, File.GetUnixFileMode(Design));
        Assert.Equal(["design"], Names(_folder.Root));
        Assert.Equal(problem is null ? "b" : "a", Assert.Single(Names(Design), n => n is "a" or "b"));
        File.SetUnixFileMode(Design, Mode | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EmptyFoldersOutside(bool fileByFile)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Root, "beside/empty"));
        _folder.Write($"design/{Manifest.Path}", """{ "files": ["../beside/empty/x", "link/empty/y", "own/z"] }""");
        Directory.CreateSymbolicLink(Path.Combine(Design, "link"), Path.Combine(_folder.Root, "beside"));
        Directory.CreateDirectory(Path.Combine(Design, "own"));
        var swap = new FolderSwap(Design, Files("a"), () => false);
        if (fileByFile)
        {
            swap.FileByFile();
        }
        else
        {
            swap.AsAWhole(isEmpty: false).Dispose();
        }

        Assert.True(Directory.Exists(Path.Combine(_folder.Root, "beside/empty")));
        Assert.False(Directory.Exists(Path.Combine(Design, "own")));
    }

    [Theory]
    [InlineData("""{ "files": ["\ud800"] }""")]
    [InlineData("""{ "files": [], "files": [] }""")]
    public void AFolderWhoseManifestCannotBeRead(string manifest)
    {
        _folder.Write($"design/{Manifest.Path}", manifest);
        Assert.Equal("CIM0851", DesignFolder.Write(Design, Files("a"))?.Code);
        Assert.Equal([Manifest.Path], Names(Design));
    }

    public void Dispose() => _folder.Dispose();

    private static OutputFile[] Files(string path) => [new(path, path), Manifest.Of([], [new OutputFile(path, "")], [])];

    private static string[] Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];

    private Diagnostic? Write(string path) => DesignFolder.Write(Design, Files(path));
}
