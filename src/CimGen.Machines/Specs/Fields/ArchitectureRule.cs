using CimGen.Core.Diagnostics;

namespace CimGen.Machines.Specs.Fields;

/// <summary>A rule that one field's range cannot express.</summary>
/// <param name="Field">The field to point at when the rule is broken.</param>
/// <param name="Meaning">For the documentation.</param>
/// <param name="Holds">The rule.</param>
/// <param name="Report">Its diagnostic.</param>
public sealed record ArchitectureRule(
    ArchitectureField Field,
    string Meaning,
    Func<Architecture, bool> Holds,
    Func<SourceLocation, Architecture, Diagnostic> Report);
