namespace CimGen.Bench.Tests;

public sealed class MarkdownPageTests
{
    private const string Page = "before\n<!-- begin: a -->\nold\n<!-- end: a -->\nafter\n";

    [Fact]
    public void ASectionIsReplacedAndNothingElse() =>
        Assert.Equal("before\n<!-- begin: a -->\nnew\n<!-- end: a -->\nafter\n", Page.WithSection("a", "new\n"));

    [Fact]
    public void AMissingSectionIsAnError() => Assert.Throws<InvalidDataException>(() => Page.WithSection("b", "new\n"));

    [Fact]
    public void TablesGroupDigits() =>
        Assert.Equal("| a | b |\n|---|---|\n| 1,234 | 12.5 % |\n", MarkdownPage.Table("a | b", [[1234L, MarkdownPage.Percent(0.125)]]));
}
