using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Subset;

/// <summary>Carries a diagnostic out of the recursion; never leaves this room.</summary>
internal sealed class TemplateException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
