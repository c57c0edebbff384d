using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CimGen.Rtl.Tests.Timing;

/// <summary>
/// What a timing diagram of docs/figures/timing shows. Only the machine, its programs and the signals are given: the waves come from a run of
/// the Verilog.
/// </summary>
internal sealed record TimingFigure
{
    /// <summary>For those who cannot see the picture.</summary>
    public required string Title { get; init; }

    /// <summary>An architecture spec.</summary>
    public required string Machine { get; init; }

    /// <summary>The microcode of each core, as the disassembler prints it.</summary>
    public required List<List<string>> Programs { get; init; }

    /// <summary>Caller, callee and counter of each dedicated wire.</summary>
    public List<List<int>> Calls { get; init; } = [];

    /// <summary>From and to.</summary>
    public List<List<int>> Links { get; init; } = [];

    /// <summary>The cores of each multicast group for inputs.</summary>
    public List<List<int>> Groups { get; init; } = [];

    /// <summary>First and last cycle shown.</summary>
    public required List<int> Cycles { get; init; }

    /// <summary>
    /// Label to <c>program of core N</c>, <c>SIGNAL</c>, or <c>SIGNAL when SIGNAL</c>. Names begin below the top module; <c>core N</c> stands
    /// for the path to a core.
    /// </summary>
    public required OrderedDictionary<string, string> Lanes { get; init; }

    /// <summary>Distances that are drawn below the lanes, and checked.</summary>
    public List<TimingSpan> Spans { get; init; } = [];

    public static TimingFigure Read(string path) =>
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<TimingFigure>(File.ReadAllText(path));
}

/// <summary>Cycles between two events of a run.</summary>
internal sealed record TimingSpan
{
    /// <summary><c>decode C.PC</c> or <c>issue C.PC</c>: of an instruction; <c>first</c>, <c>last</c> or <c>after LABEL @n</c>: of the lane's n-th pulse, the first one without a number.</summary>
    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>How many there must be.</summary>
    public required int Cycles { get; init; }

    /// <summary>The formula that says so.</summary>
    public required string Label { get; init; }
}
