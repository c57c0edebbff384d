using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;

namespace CimGen.Rtl;

/// <summary>The catalogue of this room.</summary>
public static class RtlDiagnostics
{
    public static readonly DiagnosticDescriptor CannotWriteError = new(
        "CIM0850", "Output cannot be written", "The design's folder could not be written; what was there before is untouched.", ExitCode.ToolFailure);

    public static readonly DiagnosticDescriptor ForeignFolderError = new(
        "CIM0851", "Folder holds other files", "CimGen writes to a new or empty folder, or to one whose manifest.json says that it wrote it before. Files that people put there later stay.");

    public static readonly DiagnosticDescriptor BaudRateError = new(
        "CIM0852", "Clock does not make the baud rate", "A bit of the UART host bridge takes a whole number of clock cycles, at least 4, and its rate may be off by 2 % at most.");

    public static readonly DiagnosticDescriptor NotSynthesizableError = new(
        "CIM0853", "Compute unit cannot be synthesized", "Its Verilog stands for an analog macro in simulations: a behavioural crossbar for an analog array, say, where hardware needs the emulated one.");

    public static readonly DiagnosticDescriptor InUseError = new(
        "CIM0854", "Folder is in use", "One run at a time works on a design's folder: two would take each other's files away. The claim ends with the run that has it, also when that is killed.", ExitCode.ToolFailure);

    public static readonly DiagnosticDescriptor FileInTheWayError = new(
        "CIM0855", "A file is in the way", "The build makes a file, or a folder for one, where a file lies that it did not write: manifest.json does not list it.");

    public static ImmutableArray<DiagnosticDescriptor> All => [CannotWriteError, ForeignFolderError, BaudRateError, NotSynthesizableError, InUseError, FileInTheWayError];

    public static Diagnostic NotSynthesizable(SourceLocation at, Architecture architecture) => NotSynthesizableError.Error(
        at, $"the {architecture.Compute.Plural} of architecture '{architecture.Name}' are for simulations alone; {architecture.Compute.ToSynthesize}");

    public static Diagnostic ForeignFolder(SourceLocation at) =>
        ForeignFolderError.Error(at, "the folder holds files and no manifest.json of a generated design; choose another folder with --out, or empty this one");

    public static Diagnostic InUse(SourceLocation at) =>
        InUseError.Error(at, "another run is at work on the folder; wait for its end, or choose another folder with --out");

    public static Diagnostic FileInTheWay(SourceLocation at, string path) =>
        FileInTheWayError.Error(at, $"'{path}' was not written by CimGen and lies where the build makes a file or folder; rename it, or choose another folder with --out");

    public static Diagnostic BaudRate(SourceLocation at, int clockHertz, int baud) =>
        BaudRateError.Error(at, $"a clock of {clockHertz} Hz cannot make {baud} baud within 2 %; choose a baud rate that divides the clock, or another clock");

    public static Diagnostic CannotWrite(SourceLocation at, string reason) =>
        CannotWriteError.Error(at, $"{reason.TrimEnd('.')}; check space and permissions, or choose another folder with --out");
}
