using CimGen.Sweeps.Pages;

namespace CimGen.Sweeps.Tests;

/// <summary>Templates over the tables of a small sweep.</summary>
public sealed class PageTests : IDisposable
{
    private readonly SweepFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ASectionIsMadeOfTheTable()
    {
        Assert.Equal("wide linear 3;", Render("{{ for r in points | where {layer: \"wide\", scheme: \"linear\", bus: 8} }}{{ r.layer }} {{ r.scheme }} {{ r.p_v }};{{ end }}"));
    }

    [Theory]
    [InlineData("{{ (points | where {bus: [4, 8], layer: \"narrow\"}).size }}", "4")]
    [InlineData("{{ (points | above \"p_v\" 1).size }}", "4")]
    [InlineData("{{ for r in points | order [\"-bus\", \"scheme\"] }}{{ r.bus }}{{ r.scheme | string.slice 0 1 }} {{ end }}", "8l 8l 8s 8s 4l 4l 4s 4s ")]
    [InlineData("{{ for g in points | group [\"layer\"] }}{{ g.layer }} {{ g.rows.size }} {{ end }}", "narrow 4 wide 4 ")]
    [InlineData("{{ r = points[0]; (like points r {bus: 8, layer: \"wide\"}).cores }}", "3")]
    [InlineData("{{ (like points points[0] {bus: 16}) == null }}", "true")]
    [InlineData("{{ v = points | array.map \"p_v\"; sum v }} {{ least v }} {{ most v }} {{ median v }}", "16 1 3 3")]
    [InlineData("{{ percent 0.12345 1 }} {{ number 1234567 }} {{ fixed 1.005 1 }} {{ scientific 0.00012345 }}", "12.3 % 1,234,567 1.0 1.2e-4")]
    public void FunctionsWorkOnRows(string template, string text) => Assert.Equal(text, Render(template));

    [Fact]
    public void AFigureIsDrawn()
    {
        var text = Render("{{ draw \"Title\" 1 [{title: \"panel\", x: {label: \"x\", ticks: [0, 1]}, y: {label: \"y\", ticks: [0, 2]}, series: [{name: \"line\", color: \"#123\", points: [[0, 0], [1, 2]]}]}] }}");
        Assert.StartsWith("<svg ", text, StringComparison.Ordinal);
        Assert.Contains("<polyline points=\"0,150 190,0\" fill=\"none\" stroke=\"#123\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutTheSectionNothingIsWritten()
    {
        _folder.Write("page.sbn", "<!-- begin: other -->\nx\n<!-- end: other -->\n");
        _folder.Write("page.md", "text\n");
        Assert.Equal("CIM1106", Assert.Single(PageWriter.Write(_folder.Run(), _folder.Root)).Code);
        Assert.Equal("text\n", File.ReadAllText(Path.Combine(_folder.Root, "page.md")));
    }

    [Fact]
    public void AMisspeltColumnIsAnError()
    {
        _folder.Write("page.sbn", "{{ points[0].cycle }}");
        _folder.Write("page.md", "");
        Assert.Equal("CIM0815", Assert.Single(PageWriter.Write(_folder.Run(), _folder.Root)).Code);
    }

    private string Render(string template)
    {
        _folder.Write("page.sbn", $"<!-- begin: it -->\n{template}\n<!-- end: it -->\n");
        _folder.Write("page.md", "<!-- begin: it -->\n<!-- end: it -->\n");
        Assert.Empty(PageWriter.Write(_folder.Run(), _folder.Root));
        return File.ReadAllText(Path.Combine(_folder.Root, "page.md")).Split('\n', 2)[1].Split("\n<!-- end")[0];
    }
}
