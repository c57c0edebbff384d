using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Core.Tests.Yaml;

public sealed class YamlMapTests
{
    [Fact]
    public void ReadsValuesOfEveryType()
    {
        var bag = new DiagnosticBag();
        var map = YamlFile.Parse("test.yaml", """
            count: +7
            ratio: -2.5e1
            name: "a b"
            number_as_text: 42
            flag: true
            day: first-monday
            shape: [1, 2, 3]
            names: [x, y]
            layers:
              - { id: 1 }
              - { id: 2 }
            """, bag)!;
        Assert.Equal(7, map.Integer("count"));
        Assert.Equal(-25, map.Number("ratio"));
        Assert.Equal("a b", map.Text("name"));
        Assert.Equal("42", map.Text("number_as_text"));
        Assert.True(map.Boolean("flag"));
        Assert.Equal(Day.FirstMonday, map.Enum<Day>("day"));
        Assert.Equal([1, 2, 3], map.Sequence("shape").Integers().AsEnumerable());
        Assert.Equal(["x", "y"], map.Sequence("names").Texts().AsEnumerable());
        Assert.Equal([1, 2], map.Sequence("layers").Maps().Select(layer => layer.Integer("id")));
        Assert.Equal((10, 5), (map.Sequence("layers").Items[0].Location.Line, map.Sequence("layers").Items[0].Location.Column));
        map.Finish();
        Assert.Empty(bag.ToImmutable());
    }

    [Fact]
    public void AbsentKeysReadAsTheirFallbacks()
    {
        var bag = new DiagnosticBag();
        var map = YamlFile.Parse("test.yaml", "{}", bag)!;
        Assert.Equal(5, map.Integer("a", 0, 9, 5));
        Assert.Equal(8, map.MapOrEmpty("b").IntegerOf("c", [4, 8], 8));
        Assert.Equal(Day.FirstMonday, map.Enum<Day>("d", Day.FirstMonday));
        Assert.Null(map.OptionalText("e"));
        Assert.Null(map.OptionalMap("f"));
        Assert.Empty(bag.ToImmutable());
    }

    [Fact]
    public void AllSingleValuesHaveTheirPaths()
    {
        var bag = new DiagnosticBag();
        var map = YamlFile.Parse("test.yaml", "name: x\nbus: { width: 4, inner: { deep: true } }", bag)!;
        Assert.Equal(["name", "bus"], map.Keys);
        Assert.Equal(["name=x", "bus.width=4", "bus.inner.deep=true"], map.Scalars().Select(s => $"{s.Key}={s.Value}"));
        map.Finish();
        Assert.Empty(bag.ToImmutable());
        Assert.Equal([""], YamlFile.Parse("test.yaml", "list: [1, 2]", bag)!.Scalars().Select(s => s.Value));
        Assert.Equal("CIM0009", Assert.Single(bag.ToImmutable()).Code);
    }

    [Fact]
    public void AKeyOfTheWrongKindIsReportedOnce()
    {
        var bag = new DiagnosticBag();
        var map = YamlFile.Parse("test.yaml", "child: 5", bag)!;
        map.Map("child").Integer("missing");
        Assert.Equal("CIM0009", Assert.Single(bag.ToImmutable()).Code);
    }

    [Fact]
    public void ALoneValueIsASequenceOfOne()
    {
        var bag = new DiagnosticBag();
        var map = YamlFile.Parse("test.yaml", "a: 3\nb: [4, 5]\nc: x", bag)!;
        Assert.Equal([3], map.OneOrMore("a", "numbers").Integers().AsEnumerable());
        Assert.Equal([4, 5], map.OptionalOneOrMore("b")!.Integers().AsEnumerable());
        Assert.Null(map.OptionalOneOrMore("d"));
        Assert.Empty(bag.ToImmutable());
        map.OneOrMore("c", "numbers").Integers();
        map.OneOrMore("e", "numbers");
        Assert.Equal(["'c' is 'x'; write an integer", "'e' is missing; add 'e:' with numbers"], bag.ToImmutable().Select(d => d.Message).Order());
    }

    /// <summary>Keys that nobody could ask for are not unknown.</summary>
    [Fact]
    public void MappingsThatWereNotReadReportNoKeys()
    {
        var bag = new DiagnosticBag();
        var map = YamlFile.Parse("test.yaml", "maps: [{ a: 1, b: 2 }, { a: 1, b: 2 }, { a: 1, b: 2 }]", bag)!;
        var maps = map.Sequence("maps").Maps();
        maps[0].Integer("a");
        maps[1].Integer("a");
        maps[1].Abandon();
        map.Finish();
        Assert.Equal(16, Assert.Single(bag.ToImmutable()).Location.Column);
    }

    [Fact]
    public void EnumNamesRoundTrip()
    {
        Assert.Equal(["sunday", "first-monday"], EnumNames.All<Day>());
        Assert.All(Enum.GetValues<Day>(), day => Assert.Equal(day, EnumNames.Parse<Day>(EnumNames.Of(day))));
        Assert.Null(EnumNames.Parse<Day>("1"));
    }

    /// <summary>Whatever the text: a map or a diagnostic, never an exception.</summary>
    [Fact]
    public void AnyTextEndsInAMapOrADiagnostic()
    {
        var fragments = Gen.Elements(
            "a", "b: ", ": ", "- ", "\n", "\n  ", "\t", "[", "]", "{", "}", ",", "&x ", "*x", "!t ", "!", "'", "\"", "|", ">", "|9\n", "#", "%", "%YAML 1.2\n",
            "---", "...", "? ", "\\", "\\u12", "\\ud800", "\r", "\u0085", "\ufeff", "\ud83d", "@", "`", "~", "<<: ", "0", " ", "!!", "!<", "%TAG ! x\n");
        var texts = fragments.ArrayOf().Select(string.Concat);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10000), Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var bag = new DiagnosticBag();
            var map = YamlFile.Parse("test.yaml", text, bag);
            map?.Finish();
            return map is not null || bag.HasErrors;
        }));
    }

    private enum Day
    {
        Sunday,
        FirstMonday,
    }
}
