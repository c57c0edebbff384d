using CimGen.Core.Files;

namespace CimGen.Core.Tests.Files;

public sealed class RealPathTests : IDisposable
{
    private readonly string _root = RealPath.Of(Directory.CreateTempSubdirectory("cimgen-core-").FullName)!;

    [Theory]
    [InlineData("a/b/file", "a/b/file")]
    [InlineData("a/b/none/deeper", "a/b/none/deeper")]
    [InlineData("a/./b//file", "a/b/file")]
    [InlineData("link/file", "a/b/file")]
    [InlineData("chain/file", "a/b/file")]
    [InlineData("absolute/file", "a/b/file")]
    [InlineData("link/../other", "other")]
    [InlineData("parent/file", "a/file")]
    [InlineData("link/up", "a/target")]
    [InlineData("broken", "nowhere")]
    [InlineData("broken/below", "nowhere/below")]
    public void LinksAreFollowedAsTheSystemDoes(string path, string real)
    {
        Directory.CreateDirectory(Path.Combine(_root, "a/b"));
        File.WriteAllText(Path.Combine(_root, "a/b/file"), "");
        Link("link", "a/b");
        Link("chain", "./link");
        Link("absolute", Path.Combine(_root, "link"));
        Link("a/b/up", "../target");
        Link("broken", "nowhere");
        Link("parent", "link/..");
        Assert.Equal(Path.Combine(_root, real), RealPath.Of(Path.Combine(_root, path)));
    }

    [Theory]
    [InlineData("self")]
    [InlineData("one")]
    [InlineData("two/below")]
    [InlineData("inner")]
    public void ACircleHasNoPath(string path)
    {
        Link("self", "self");
        Link("one", "two");
        Link("two", "one");
        Link("inner", "inner/deeper");
        Assert.Null(RealPath.Of(Path.Combine(_root, path)));
    }

    [Fact]
    public void ARelativePathBeginsInTheCurrentFolder() =>
        Assert.Equal(RealPath.Of(Path.Combine(Environment.CurrentDirectory, "x")), RealPath.Of("x"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(_root, path), target);
}
