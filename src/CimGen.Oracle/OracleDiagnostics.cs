using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Oracle;

/// <summary>What can be said about a comparison with ONNX Runtime.</summary>
public static class OracleDiagnostics
{
    public static readonly DiagnosticDescriptor RefusedError = new(
        "CIM0950", "ONNX Runtime refuses the model", "The comparison with ONNX Runtime loads the user's model, and the quantized one, into ONNX Runtime. It may know fewer versions of operators than CimGen.", ExitCode.ToolFailure);

    public static ImmutableArray<DiagnosticDescriptor> All => [RefusedError];

    public static Diagnostic Refused(SourceLocation at, string why) => RefusedError.Error(at, $"ONNX Runtime says: {why}; run without --check-onnxruntime, or export the model for a version that it knows");
}
