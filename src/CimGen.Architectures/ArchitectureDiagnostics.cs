using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Architectures;

/// <summary>The catalogue of this room.</summary>
public static class ArchitectureDiagnostics
{
    public static readonly DiagnosticDescriptor RuleBroken = new(
        "CIM0201",
        "Architecture rule",
        "Each value is in its range, but the values do not fit each other: the hardware needs powers of two for its address arithmetic and whole bus words in its buffers. docs/architecture-spec.md lists the rules.");

    public static ImmutableArray<DiagnosticDescriptor> All => [RuleBroken];

    public static Diagnostic Rule(SourceLocation at, string field, long value, string rule) =>
        RuleBroken.Error(at, $"'{field}' is {value}, but must be: {rule}; change the value");
}
