using System.Collections.Immutable;

namespace CimGen.Templating.Tests;

/// <summary>The model of the conformance cases: every kind of value that templates know, and some that they do not.</summary>
internal sealed record SampleModel(
    string Name,
    int Rows,
    long Big,
    byte Small,
    ulong Wide,
    char Letter,
    bool IsSigned,
    bool Off,
    string? Comment,
    string Empty2,
    double Fraction,
    DayOfWeek Day,
    ImmutableArray<Port> Ports,
    IReadOnlyList<int> Widths,
    IEnumerable<string> Nothing,
    ImmutableArray<ImmutableArray<int>> Grid,
    Dictionary<string, object?> Options,
    ImmutableDictionary<string, int> Sizes,
    string X,
    string AXIPort,
    string Uint8Name)
{
    /// <summary>A member that is computed and not a constructor parameter.</summary>
    public int TwiceRows => 2 * Rows;

    public static SampleModel Create() => new(
        Name: "core",
        Rows: 32,
        Big: long.MaxValue,
        Small: 7,
        Wide: ulong.MaxValue,
        Letter: 'q',
        IsSigned: true,
        Off: false,
        Comment: null,
        Empty2: "",
        Fraction: 0.5,
        Day: DayOfWeek.Monday,
        Ports: [new Port("clk_i", 1, new Range2(0, 0)), new Port("data_i", 8, new Range2(7, 0)), new Port("q_o", 32, new Range2(31, 0))],
        Widths: [1, 8, 32],
        Nothing: [],
        Grid: [[1, 2], [3, 4], []],
        Options: new Dictionary<string, object?> { ["depth"] = 16, ["inner"] = new Port("p", 2, new Range2(1, 0)), ["none"] = null },
        Sizes: ImmutableDictionary<string, int>.Empty.Add("rows", 3),
        X: "global",
        AXIPort: "axi",
        Uint8Name: "u8");
}

internal sealed record Port(string Name, int Width, Range2 Bits);

internal sealed record Range2(int High, int Low);
