using System.Collections.Immutable;

namespace CimGen.Architectures;

/// <summary>One field of the architecture spec.</summary>
/// <param name="Path">Keys from the top, joined with a dot.</param>
/// <param name="Default">As written in a spec; null when the field is required.</param>
/// <param name="Minimum">For integers.</param>
/// <param name="Maximum">For integers.</param>
/// <param name="Words">For words: the allowed ones.</param>
/// <param name="Rule">What must hold besides the range; empty when nothing does.</param>
public sealed record SpecField(
    string Path,
    FieldType Type,
    string? Default,
    long Minimum,
    long Maximum,
    ImmutableArray<string> Words,
    string Unit,
    string Rule,
    string Meaning);

public enum FieldType
{
    Text,
    Integer,
    Number,
    Word,
}

/// <summary>The one table of fields: the reader's ranges and defaults, the JSON schema and docs/architecture-spec.md come from it.</summary>
public static class FieldTable
{
    public static readonly ImmutableArray<SpecField> Fields =
    [
        Text("name", "Name of the architecture; shown in reports."),
        Integer("cores", null, 1, 1024, "cores", "", "Cores in the tile."),
        Integer("crossbar.rows", null, 4, 1024, "inputs", "power of two", "Inputs of a crossbar (R)."),
        Integer("crossbar.columns", null, 4, 1024, "outputs", "power of two; 4 * columns is a multiple of bus.width_bytes", "Outputs of a crossbar (C)."),
        Word("crossbar.implementation", "behavioural", ["behavioural", "emulated"], "`behavioural`: an MVM takes mvm_cycles, for simulation of the analog array. `emulated`: synthesizable multiply-accumulate, for FPGA prototypes."),
        Integer("crossbar.mvm_cycles", 1400, 1, 1_000_000, "cycles", "", "Duration of one MVM of the behavioural crossbar."),
        Integer("crossbar.mac_lanes", 4, 1, 1024, "multipliers", "power of two, at most columns; mac_lanes * 4 / bus.width_bytes is at most rows", "Multipliers of the emulated crossbar."),
        Word("units", "blocking", ["blocking", "overlapped"], "`blocking`: a core does one thing after another. `overlapped`: load/store unit, crossbar and GPEU run at the same time."),
        Integer("bus.width_bytes", null, 4, 64, "bytes", "power of two", "Bytes that the bus carries per cycle and direction."),
        Integer("memory.size_bytes", null, 1024, 1 << 28, "bytes", "multiple of bus.width_bytes", "Shared memory."),
        Integer("memory.latency_cycles", 2, 1, 64, "cycles", "", "From a read's address to its data."),
        Word("sync.scheme", "cyclic", ["sequential", "linear", "cyclic"], "Order in which the cores of one HG work on its output vectors."),
        Word("sync.transport", "bus", ["bus", "dedicated"], "`bus`: a CALL is a write over the bus. `dedicated`: wires made from the schedule."),
        Integer("sync.counters", 8, 1, 16, "counters", "", "Synchronization counters per core."),
        Integer("instruction_memory_bytes", 4096, 256, 65536, "bytes", "power of two", "Instruction memory of a core; an instruction has 8 bytes."),
        new("clock_mhz", FieldType.Number, "1000", 0, 100_000, [], "MHz", "above 0", "Clock; only turns cycles into times in reports."),
    ];

    /// <summary>The field of that path.</summary>
    public static SpecField Find(string path) => Fields.First(f => f.Path == path);

    private static SpecField Text(string path, string meaning) => new(path, FieldType.Text, null, 0, 0, [], "", "", meaning);

    private static SpecField Integer(string path, long? fallback, long minimum, long maximum, string unit, string rule, string meaning) =>
        new(path, FieldType.Integer, fallback?.ToString(System.Globalization.CultureInfo.InvariantCulture), minimum, maximum, [], unit, rule, meaning);

    private static SpecField Word(string path, string fallback, ImmutableArray<string> words, string meaning) =>
        new(path, FieldType.Word, fallback, 0, 0, words, "", "", meaning);
}
