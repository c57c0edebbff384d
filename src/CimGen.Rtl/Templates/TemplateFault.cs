using CimGen.Core.Diagnostics;
using Scriban.Parsing;
using Scriban.Syntax;

namespace CimGen.Rtl.Templates;

/// <summary>Carries a diagnostic out of Scriban, whose only way to stop is an exception. Never leaves this folder.</summary>
internal sealed class TemplateFault(SourceSpan span, Diagnostic diagnostic) : ScriptRuntimeException(span, diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;

    public static TemplateFault At(SourceSpan span, Func<SourceLocation, Diagnostic> describe) =>
        new(span, describe(TemplateEngine.Locate(span)));
}
