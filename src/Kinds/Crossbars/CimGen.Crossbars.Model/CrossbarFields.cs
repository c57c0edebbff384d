using System.Collections.Immutable;
using CimGen.Machines.Specs;
using CimGen.Machines.Specs.Fields;

namespace CimGen.Crossbars.Model;

/// <summary>The crossbar's section of the architecture spec.</summary>
public static class CrossbarFields
{
    private const string Section = "crossbar";

    private static readonly ImmutableArray<int> Sides = [4, 8, 16, 32, 64, 128, 256, 512, 1024];

    public static readonly IntegerChoiceField Rows = new(
        Section, "rows", "", "R, the inputs of a crossbar: one byte each.", a => a.Crossbar.Rows, Sides);

    public static readonly IntegerChoiceField Columns = new(
        Section, "columns", "", "C, the outputs of a crossbar: a 32-bit sum each.", a => a.Crossbar.Columns, Sides);

    public static readonly EnumField<CrossbarImplementation> Implementation = new(
        Section, "implementation",
        "`behavioural` simulates the analog array: all sums at once after `mvm_cycles`. `emulated` is synthesizable: one row after another from block RAM. Results are equal.",
        a => a.Crossbar.Implementation, CrossbarImplementation.Behavioural);

    public static readonly IntegerField MvmCycles = new(
        Section, "mvm_cycles", "cycles", "Duration of one MVM of the behavioural crossbar. The emulated one ignores it.",
        a => a.Crossbar.MvmCycles, 1, 1_000_000, 64);

    public static readonly IntegerField MacLanes = new(
        Section, "mac_lanes", "", "Multipliers of the emulated crossbar: columns that it handles per cycle. The behavioural one ignores it.",
        a => a.Crossbar.MacLanes, 1, 1024, 4);

    /// <summary>The section as the spec has it.</summary>
    public static SpecPart<Machines.ComputeUnitSpec> Part { get; } = new(
        Section,
        typeof(Crossbar),
        [Rows, Columns, Implementation, MvmCycles, MacLanes],
        [
            new(MacLanes,
                "`crossbar.mac_lanes` divides `crossbar.columns`.",
                a => a.Crossbar.Columns % a.Crossbar.MacLanes == 0,
                (at, a) => CrossbarDiagnostics.ReportLanesDoNotDivideColumns(at, a.Crossbar.MacLanes, a.Crossbar.Columns)),
            new(MacLanes,
                "The sums of `crossbar.mac_lanes` leave over the bus word within the cycles of `crossbar.rows`: mac_lanes * 4 / width_bytes is at most rows.",
                a => a.Crossbar.MacLanes * 4L <= (long)a.Crossbar.Rows * a.Bus.WidthBytes,
                (at, a) => CrossbarDiagnostics.ReportTooManyLanes(at, a.Crossbar.MacLanes, a.Crossbar.Rows * a.Bus.WidthBytes / 4)),
        ],
        sections => new Crossbar(
            Rows.Read(sections[Section]),
            Columns.Read(sections[Section]),
            Implementation.Read(sections[Section]),
            MvmCycles.Read(sections[Section]),
            MacLanes.Read(sections[Section])));
}
