using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Machines.Specs;

/// <summary>The diagnostics CIM02xx: architecture specs whose fields do not fit each other. Single fields report CIM00xx.</summary>
public static class ArchitectureDiagnostics
{
    public static readonly DiagnosticDescriptor BadName = new(
        "CIM0201", "architecture name is not usable", "The name appears in reports and generated files: 1 to 64 letters, digits, '-', '_' or '.', the first a letter or digit.");

    public static readonly DiagnosticDescriptor NotMultiple = new(
        "CIM0202", "size is not a multiple", "Memories hold whole words: instruction memory whole 8-byte instructions, shared memory whole bus beats.");

    public static readonly DiagnosticDescriptor BusTooWide = new(
        "CIM0204", "bus is wider than an output vector", "A core stores 4 bytes per column in whole beats, so that columns * 4 must be a multiple of the bus width.");

    public static readonly DiagnosticDescriptor LongBusPathWarning = new(
        "CIM0206", "paths of a flat bus are long", "Of crossbars that are synthesized: from 16 cores on, the path through the arbiter and the multiplexers of a flat bus is longer than any inside a core, and it grows with every further one (docs/fpga.md, \"How parts grow\"). A tree has registers behind every four cores, and takes look-up tables and cycles for them.", ExitCode.Success);

    public static readonly DiagnosticDescriptor SecondComputeUnit = new(
        "CIM0207", "two compute units", "The section of a compute unit chooses it, and all cores have the same one.");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [BadName, NotMultiple, BusTooWide, LongBusPathWarning, SecondComputeUnit];

    public static Diagnostic ReportBadName(SourceLocation location) =>
        BadName.Error(location, "the name is not usable; write 1 to 64 letters, digits, '-', '_' or '.', the first a letter or digit");

    public static Diagnostic ReportNotMultiple(SourceLocation location, string field, int value, int factor, string reason) =>
        NotMultiple.Error(location, $"'{field}' is {value}, which is no multiple of {factor} ({reason}); the next ones are {value - (value % factor)} and {value - (value % factor) + factor}");

    public static Diagnostic ReportBusTooWide(SourceLocation location, int width, int columns) =>
        BusTooWide.Error(location, $"'bus.width_bytes' is {width}, but an output vector of {columns} columns has only {columns * sizeof(int)} bytes; use a bus of that width or less, or more columns");

    public static Diagnostic ReportSecondComputeUnit(SourceLocation location, string first, string second) =>
        SecondComputeUnit.Error(location, $"'{second}' is a second compute unit beside '{first}'; remove one of the two sections");

    public static Diagnostic WarnLongBusPath(SourceLocation location, int cores, int width) =>
        LongBusPathWarning.Warning(location, $"the paths of a flat bus grow with its {cores} cores and become the longest of the machine; write 'bus: {{ width_bytes: {width}, topology: tree }}' for a faster clock, or 'topology: flat' if that is meant");
}
