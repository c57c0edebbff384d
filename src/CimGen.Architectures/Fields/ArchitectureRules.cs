using System.Collections.Immutable;
using static CimGen.Architectures.Fields.ArchitectureFields;

namespace CimGen.Architectures.Fields;

/// <summary>The one table of rules over several fields.</summary>
public static class ArchitectureRules
{
    /// <summary>
    /// There is no rule that ties rows to the bus: an input vector may be shorter than a beat (the paper runs 32 rows on a bus
    /// of 64 bytes).
    /// </summary>
    public static ImmutableArray<ArchitectureRule> All { get; } =
    [
        new(Name,
            "`name` has the characters given above, since it becomes part of generated files.",
            a => NameField.IsUsable(a.Name),
            (at, _) => ArchitectureDiagnostics.ReportBadName(at)),
        new(InstructionMemoryBytes,
            "`instruction_memory_bytes` is a multiple of 8: whole instructions.",
            a => a.InstructionMemoryBytes % InstructionMemoryBytes.Step == 0,
            (at, a) => ArchitectureDiagnostics.ReportNotMultiple(
                at, InstructionMemoryBytes.Path, a.InstructionMemoryBytes, InstructionMemoryBytes.Step, "one instruction")),
        new(MemorySize,
            "`memory.size_bytes` is a multiple of `bus.width_bytes`: whole beats.",
            a => a.Memory.SizeBytes % a.Bus.WidthBytes == 0,
            (at, a) => ArchitectureDiagnostics.ReportNotMultiple(at, MemorySize.Path, a.Memory.SizeBytes, a.Bus.WidthBytes, "the bus width")),
        new(MacLanes,
            "`crossbar.mac_lanes` divides `crossbar.columns`.",
            a => a.Crossbar.Columns % a.Crossbar.MacLanes == 0,
            (at, a) => ArchitectureDiagnostics.ReportLanesDoNotDivideColumns(at, a.Crossbar.MacLanes, a.Crossbar.Columns)),
        new(MacLanes,
            "The sums of `crossbar.mac_lanes` leave over the bus word within the cycles of `crossbar.rows`: mac_lanes * 4 / width_bytes is at most rows.",
            a => a.Crossbar.MacLanes * 4L <= (long)a.Crossbar.Rows * a.Bus.WidthBytes,
            (at, a) => ArchitectureDiagnostics.ReportTooManyLanes(at, a.Crossbar.MacLanes, a.Crossbar.Rows * a.Bus.WidthBytes / 4)),
        new(BusWidth,
            "`crossbar.columns` * 4 is a multiple of `bus.width_bytes`: an output vector of 32-bit sums is whole beats.",
            a => a.Crossbar.OutputBytes % a.Bus.WidthBytes == 0,
            (at, a) => ArchitectureDiagnostics.ReportBusTooWide(at, a.Bus.WidthBytes, a.Crossbar.Columns)),
    ];
}
