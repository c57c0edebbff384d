using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Rtl;

/// <summary>The catalogue of this room.</summary>
public static class RtlDiagnostics
{
    public static readonly DiagnosticDescriptor CannotWriteError = new(
        "CIM0850", "Output cannot be written", "The design's folder could not be written; what was there before is untouched.");

    public static readonly DiagnosticDescriptor ForeignFolderError = new(
        "CIM0851", "Folder holds other files", "A design's folder is replaced as a whole, so that CimGen only writes to a new or empty folder or to one that it has written before.");

    public static readonly DiagnosticDescriptor BaudRateError = new(
        "CIM0852", "Clock does not make the baud rate", "A bit of the UART host bridge takes a whole number of clock cycles, at least 4, and its rate may be off by 2 % at most.");

    public static readonly DiagnosticDescriptor NotSynthesizableError = new(
        "CIM0853", "Crossbar cannot be synthesized", "A behavioural crossbar stands for an analog array in simulations; hardware needs the emulated one.");

    public static ImmutableArray<DiagnosticDescriptor> All => [CannotWriteError, ForeignFolderError, BaudRateError, NotSynthesizableError];

    public static Diagnostic NotSynthesizable(SourceLocation at, string architecture) =>
        NotSynthesizableError.Error(at, $"the crossbars of architecture '{architecture}' are behavioural; set crossbar.implementation to emulated, and mac_lanes");

    public static Diagnostic ForeignFolder(SourceLocation at) =>
        ForeignFolderError.Error(at, "the folder holds files that are not of a generated design, and they would be lost; choose another folder with --out");

    public static Diagnostic BaudRate(SourceLocation at, int clockHertz, int baud) =>
        BaudRateError.Error(at, $"a clock of {clockHertz} Hz cannot make {baud} baud within 2 %; choose a baud rate that divides the clock, or another clock");

    public static Diagnostic CannotWrite(SourceLocation at, string reason) =>
        CannotWriteError.Error(at, $"{reason.TrimEnd('.')}; check space and permissions, or choose another folder with --out");
}
