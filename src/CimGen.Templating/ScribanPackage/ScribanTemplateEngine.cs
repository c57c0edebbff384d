using CimGen.Core.Diagnostics;
using CimGen.Templating.Loading;
using CimGen.Templating.Models;
using Scriban.Parsing;
using Scriban.Syntax;

namespace CimGen.Templating.ScribanPackage;

/// <summary>
/// Renders with the Scriban package. It knows all of Scriban; templates that keep to the subset of docs/templates.md render
/// the same bytes as with the built-in engine. Errors that only Scriban can tell are CIM0821.
/// </summary>
public sealed class ScribanTemplateEngine(TemplateFolder folder, TemplateLimits? limits = null) : ITemplateEngine
{
    private readonly TemplateLimits _limits = limits ?? TemplateLimits.Default;
    private readonly TemplateCache _templates = new(folder);

    public string Name => "scriban";

    public Result<string> Render(string template, object model)
    {
        try
        {
            var parsed = _templates.Load(template, null);
            return parsed.Ok
                ? Result.Success(parsed.Value.Render(new StrictContext(TemplateObject.Of(model), _templates, _limits)))
                : new Result<string>(null, parsed.Diagnostics);
        }
        catch (ScriptRuntimeException e)
        {
            return Find(e) ?? TemplateDiagnostics.Scriban(Locate(e.Span), e.OriginalMessage);
        }
    }

    internal static SourceLocation Locate(SourceSpan span) => new(span.FileName ?? "", span.Start.Line + 1, span.Start.Column + 1);

    // Scriban wraps what a function throws; the fault inside says more.
    private static Diagnostic? Find(Exception? e)
    {
        while (e is not null and not TemplateFault)
        {
            e = e.InnerException;
        }

        return (e as TemplateFault)?.Diagnostic;
    }
}
