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

    public static ImmutableArray<DiagnosticDescriptor> All => [CannotWriteError, ForeignFolderError];

    public static Diagnostic ForeignFolder(SourceLocation at) =>
        ForeignFolderError.Error(at, "the folder holds files that are not of a generated design, and they would be lost; choose another folder with --out");

    public static Diagnostic CannotWrite(SourceLocation at, string reason) =>
        CannotWriteError.Error(at, $"{reason.TrimEnd('.')}; check space and permissions, or choose another folder with --out");
}
