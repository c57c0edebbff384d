using CimGen.Core.Diagnostics;
using Scriban.Parsing;
using Scriban.Syntax;

namespace CimGen.Rtl.Templates;

/// <summary>Renders Scriban templates, strictly: an unknown name, a printed null or a condition that is no boolean is an error at its place.</summary>
public sealed class TemplateEngine(TemplateFolder folder, TemplateLimits? limits = null)
{
    private readonly TemplateLimits _limits = limits ?? TemplateLimits.Default;
    private readonly TemplateCache _templates = new(folder);

    /// <summary>Renders one template.</summary>
    /// <param name="template">Path relative to the template folder, with forward slashes: <c>fabric/cim_bus.v.sbn</c>.</param>
    /// <param name="model">A record or dictionary; its members are the template's variables, PascalCase names turned to snake_case.</param>
    /// <returns>The text, or the first error (CIM0801 and up).</returns>
    public Result<string> Render(string template, object model)
    {
        try
        {
            return _templates.Load(template, null).Then(parsed => Result.Success(parsed.Render(new StrictContext(model, _templates, _limits))));
        }
        catch (ScriptRuntimeException e)
        {
            return Find(e) ?? TemplateDiagnostics.Scriban(Locate(e.Span), e.OriginalMessage);
        }
    }

    internal static SourceLocation Locate(SourceSpan span) => new(span.FileName ?? "", span.Start.Line + 1, span.Start.Column + 1);

    // Scriban wraps what a callback throws; the fault inside says more.
    private static Diagnostic? Find(Exception? e)
    {
        while (e is not null and not TemplateFault)
        {
            e = e.InnerException;
        }

        return (e as TemplateFault)?.Diagnostic;
    }
}
