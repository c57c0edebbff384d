using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Codegen;

/// <summary>The catalogue of this room.</summary>
public static class CodegenDiagnostics
{
    public static readonly DiagnosticDescriptor ProgramTooLongError = new(
        "CIM0701", "Program does not fit", "A core's microcode is longer than its instruction memory. It grows with the number of layers that the core serves, not with their size.");

    public static readonly DiagnosticDescriptor TooManyInputsError = new(
        "CIM0702", "Too many inputs", "A core has address registers for the sum of at most two feature maps.");

    public static ImmutableArray<DiagnosticDescriptor> All => [ProgramTooLongError, TooManyInputsError];

    public static Diagnostic ProgramTooLong(SourceLocation at, int core, int bytes, int available, IEnumerable<string> layers) =>
        ProgramTooLongError.Error(at, $"core {core} needs {bytes} bytes of microcode for {string.Join(", ", layers)}, its memory has {available}; raise instruction_memory_bytes");

    public static Diagnostic TooManyInputs(SourceLocation at, string layer, int inputs) =>
        TooManyInputsError.Error(at, $"layer '{layer}' adds {inputs} feature maps, at most 2 are supported; add them pair by pair");
}
