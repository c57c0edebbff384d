using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;

namespace CimGen.Core.Tests.Yaml;

/// <summary>Bad YAML in, code and place out.</summary>
public sealed class YamlDiagnosticsTests
{
    public enum Color
    {
        Red,
        DarkBlue,
    }

    public static TheoryData<string, string> Cases => new()
    {
        { "CIM0005", "count: [1, 2\n<<>>" },
        { "CIM0005", "count: 1\n  text<<:>> x\n" },
        { "CIM0005", "count: 1\ntext: a<<\u0000>>b\n" },
        { "CIM0006", "count: &a 1\ntext: <<*a>>\n" },
        { "CIM0006", "text: <<!!str 1>>\n" },
        { "CIM0006", "count: 1\n<<--->>\ncount: 2\n" },
        { "CIM0006", "<<[1]>>: 2\n" },
        { "CIM0006", "items: " + new string('[', 64) + "<<[>>" + new string(']', 65) },
        { "CIM0007", "count: 1\n<<count>>: 2\n" },
        { "CIM0008", "<<text>>: x\n" },
        { "CIM0008", "count: 1\nchild: <<{}>>\n" },
        { "CIM0009", "<<[1, 2]>>\n" },
        { "CIM0009", "<<abc>>\n" },
        { "CIM0009", "count: <<'1'>>\n" },
        { "CIM0009", "count: <<1.0>>\n" },
        { "CIM0009", "count:<<>>\n" },
        { "CIM0009", "count: <<{ a: 1 }>>\n" },
        { "CIM0009", "count: 1\nratio: <<fast>>\n" },
        { "CIM0009", "count: 1\nratio: <<.nan>>\n" },
        { "CIM0009", "count: 1\nflag: <<yes>>\n" },
        { "CIM0009", "count: 1\ntext: <<''>>\n" },
        { "CIM0009", "count: 1\ntext: <<[x]>>\n" },
        { "CIM0009", "count: 1\ncolor: <<{}>>\n" },
        { "CIM0009", "count: 1\nchild: <<5>>\n" },
        { "CIM0009", "count: 1\nitems: <<5>>\n" },
        { "CIM0009", "count: 1\nitems: [1, <<x>>]\n" },
        { "CIM0009", "count: 1\nmaps:\n  - { a: 1 }\n  - <<2>>\n" },
        { "CIM0010", "count: <<11>>\n" },
        { "CIM0010", "count: <<-1>>\n" },
        { "CIM0010", "count: <<99999999999999999999999999999999999999999999999999>>\n" },
        { "CIM0010", "count: 1\nratio: <<1e999>>\n" },
        { "CIM0011", "count: 1\ncolor: <<blue>>\n" },
        { "CIM0011", "count: 1\ncolor: <<DarkBlue>>\n" },
        { "CIM0011", "count: 1\nwidth: <<5>>\n" },
        { "CIM0012", "count: 1\n<<cuont>>: 2\n" },
        { "CIM0012", "count: 1\nchild: { id: 1, <<other>>: 2 }\n" },
        { "CIM0012", "count: 1\nmaps: [{ a: 1, <<b>>: 2 }]\n" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void PointsAtTheMark(string code, string marked)
    {
        var text = AnnotatedText.Parse(marked);
        text.AssertOnly(Read(text.Text), code);
    }

    [Fact]
    public void ReportsEverythingInOneRun()
    {
        var codes = Read("count: x\ntext: ''\nchild: { id: 0 }\nextra: 1\n").Select(d => d.Code);
        Assert.Equal(["CIM0009", "CIM0009", "CIM0010", "CIM0012"], codes);
    }

    [Fact]
    public void SuggestsTheNearestKey() =>
        Assert.Contains("did you mean 'count'?", Assert.Single(Read("count: 1\ncuont: 2\n")).Message);

    /// <summary>The nearest one need not be the one that was meant.</summary>
    [Theory]
    [InlineData("count: 1\ncuont: 2\n")]
    [InlineData("count: 1\nxyzzy: 2\n")]
    [InlineData("count: x\nxyzzy: 2\n")]
    public void ListsAllKeysThatAreAllowed(string text) =>
        Assert.Contains("count, ratio, text, flag, color, width, child, items, maps", Assert.Single(Read(text), d => d.Code == "CIM0012").Message);

    [Fact]
    public void ListsTheKnownKeysWhenNoneIsNear() =>
        Assert.Contains("count, ratio", Assert.Single(Read("count: 1\nxyzzy: 2\n")).Message);

    [Fact]
    public void ListsTheAllowedValues() =>
        Assert.Contains("red, dark-blue", Assert.Single(Read("count: 1\ncolor: green\n")).Message);

    [Fact]
    public void MessagesQuoteLongAndGarbledTextSafely()
    {
        var message = Assert.Single(Read("count: \"\\e[31m\\n" + new string('x', 1000) + "\"")).Message;
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 1, 200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# a comment\n")]
    [InlineData("---\n")]
    [InlineData("~\n")]
    public void EmptyFile(string text) => Assert.Equal("CIM0003", Assert.Single(Read(text)).Code);

    [Fact]
    public void InvalidUtf8() => AssertRefused("CIM0005", "a: \xff"u8.ToArray().Append((byte)0xff).ToArray());

    [Fact]
    public void AByteOrderMarkIsSkipped()
    {
        var bag = new DiagnosticBag();
        Assert.Equal(3, YamlFile.Parse("test.yaml", [.. Encoding.UTF8.Preamble, .. "a: 3"u8], bag)!.Integer("a"));
        Assert.False(bag.HasErrors);
    }

    [Fact]
    public void TooManyValues() => AssertRefused("CIM0004", Encoding.UTF8.GetBytes("a: [" + string.Concat(Enumerable.Repeat("1,", 1_000_001)) + "]"));

    [Fact]
    public void FilesThatCannotBeRead()
    {
        var folder = Directory.CreateTempSubdirectory("cimgen-test");
        try
        {
            var large = Path.Combine(folder.FullName, "large.yaml");
            using (var stream = File.Create(large))
            {
                stream.SetLength(YamlFile.MaxBytes + 1);
            }

            Assert.Equal("CIM0004", ReadFile(large));
            Assert.Equal("CIM0001", ReadFile(Path.Combine(folder.FullName, "none.yaml")));
            Assert.Equal("CIM0001", ReadFile(Path.Combine(folder.FullName, "no", "none.yaml")));
            Assert.Equal("CIM0002", ReadFile(folder.FullName));
            Assert.Equal("CIM0002", ReadFile(""));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void EveryCodeHasACase()
    {
        string[] withoutMark = ["CIM0001", "CIM0002", "CIM0003", "CIM0004"];
        var exercised = Cases.Select(row => (string)row[0]).Concat(withoutMark).Distinct().Order();
        Assert.Equal(CoreDiagnostics.All.Select(d => d.Code).Order(), exercised);
    }

    [Fact]
    public void TheCatalogueIsComplete()
    {
        var fields = typeof(CoreDiagnostics).GetFields().Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>().ToList();
        Assert.Equal(fields, CoreDiagnostics.All);
        Assert.Equal(fields.Count, fields.Select(d => d.Code).Distinct().Count());
        Assert.All(fields, d => Assert.Matches("^CIM00[0-9]{2}$", d.Code));
    }

    private static IReadOnlyList<Diagnostic> Read(string text)
    {
        var bag = new DiagnosticBag();
        if (YamlFile.Parse("test.yaml", text, bag) is not { } map)
        {
            return bag.ToImmutable();
        }

        map.Integer("count", 0, 10);
        map.Number("ratio", 0, 1, 0.5);
        map.Text("text", "none");
        map.Boolean("flag", false);
        map.Enum<Color>("color", Color.Red);
        map.IntegerOf("width", [4, 8], 4);
        map.OptionalMap("child")?.Integer("id", 1, 9);
        map.OptionalSequence("items")?.Integers();
        foreach (var item in map.OptionalSequence("maps")?.Maps() ?? [])
        {
            item.Integer("a");
        }

        map.Finish();
        return bag.ToImmutable();
    }

    private static string ReadFile(string path)
    {
        var bag = new DiagnosticBag();
        Assert.Null(YamlFile.Read(path, bag));
        return Assert.Single(bag.ToImmutable()).Code;
    }

    private static void AssertRefused(string code, byte[] content)
    {
        var bag = new DiagnosticBag();
        Assert.Null(YamlFile.Parse("test.yaml", content, bag));
        Assert.Equal(code, Assert.Single(bag.ToImmutable()).Code);
    }
}
