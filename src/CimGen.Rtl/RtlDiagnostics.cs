using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Rtl;

/// <summary>The catalogue of this room.</summary>
public static class RtlDiagnostics
{
    public static readonly DiagnosticDescriptor CannotWriteError = new(
        "CIM0850", "Output cannot be written", "The design's folder could not be written; what was there before is untouched.");

    public static ImmutableArray<DiagnosticDescriptor> All => [CannotWriteError];

    public static Diagnostic CannotWrite(SourceLocation at, string reason) =>
        CannotWriteError.Error(at, $"{reason.TrimEnd('.')}; check space and permissions, or choose another folder with --out");
}
