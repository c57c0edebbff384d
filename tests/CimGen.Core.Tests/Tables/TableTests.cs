using CimGen.Core.Tables;

namespace CimGen.Core.Tests.Tables;

public sealed class TableTests
{
    private const string Page = "before\n<!-- begin: a -->\nold\n<!-- end: a -->\nbetween\n<!-- begin: b -->\nold\n<!-- end: b -->\nafter\n";

    [Fact]
    public void ASectionIsReplacedAndNothingElse() =>
        Assert.Equal("before\n<!-- begin: a -->\nnew\n<!-- end: a -->\nbetween\n<!-- begin: b -->\nold\n<!-- end: b -->\nafter\n", Page.WithSection("a", "new\n"));

    [Fact]
    public void AllSectionsOfAnotherTextAreReplaced() => Assert.Equal(
        "before\n<!-- begin: a -->\n1\n<!-- end: a -->\nbetween\n<!-- begin: b -->\n2\n<!-- end: b -->\nafter\n",
        Page.WithSections("<!-- begin: b -->\n2\n<!-- end: b -->\n<!-- begin: a -->\n1\n<!-- end: a -->\n"));

    [Fact]
    public void AMissingSectionIsAnError() => Assert.Throws<InvalidDataException>(() => Page.WithSection("c", "new\n"));

    [Fact]
    public void TablesForPeopleGroupDigits()
    {
        var table = Sample();
        Assert.Equal("| a b/c | d, e |\n|---|---|\n| 1,234 | 12.5 % |\n| 5 | x |\n", table.Markdown());
        Assert.Equal("a b/c  d, e\n1,234  12.5 %\n    5  x\n", table.Aligned());
    }

    [Fact]
    public void CsvHasPlainNumbersAndNamesThatAreWords()
    {
        var table = Sample();
        table.Add(0.123456789, "with, comma");
        Assert.Equal("a_b_c,d_e\n1234,12.5 %\n5,x\n0.123457,\"with, comma\"\n", table.Csv());
    }

    private static Table Sample()
    {
        var table = new Table("a b/c", "d, e");
        table.Add(1234L, Table.Percent(0.125));
        table.Add(5, "x");
        return table;
    }
}
