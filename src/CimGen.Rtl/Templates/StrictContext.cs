using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace CimGen.Rtl.Templates;

/// <summary>
/// Scriban made strict: unknown names, printed nulls and conditions that are no booleans are errors. Automatic indentation is off, so
/// that text stays as the template lays it out.
/// </summary>
internal sealed class StrictContext : TemplateContext
{
    private readonly TemplateCache _templates;

    public StrictContext(object model, TemplateCache templates, TemplateLimits limits)
    {
        _templates = templates;
        StrictVariables = true;
        EnableRelaxedMemberAccess = false;
        AutoIndent = false;
        LoopLimit = limits.LoopSteps;
        LimitToString = 0;
        OutputLimit = limits.OutputCharacters;
        OnOutputLimit = ScriptLimitBehavior.Throw;
        RecursiveLimit = limits.IncludeDepth;
        TryGetVariable = (TemplateContext _, SourceSpan span, ScriptVariable variable, out object? value) =>
        {
            value = null;
            throw TemplateFault.At(span, location => TemplateDiagnostics.NoVariable(location, variable.Name));
        };
        TryGetMember = (TemplateContext context, SourceSpan span, object target, string member, out object? value) =>
        {
            value = null;
            throw TemplateFault.At(span, location => TemplateDiagnostics.NoMember(
                location, member, context.GetMemberAccessor(target)?.GetMembers(context, span, target) ?? []));
        };
        TemplateLoader = new NameLoader();
        var globals = new ScriptObject(StringComparer.Ordinal);
        globals.Import(model, renamer: StandardMemberRenamer.Default);
        PushGlobal(globals);
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        var value = base.Evaluate(scriptNode, aliasReturnedFunction);
        return value is null && scriptNode is ScriptExpressionStatement { Expression: not ScriptAssignExpression } output
            ? throw TemplateFault.At(output.Span, TemplateDiagnostics.Null)
            : value;
    }

    public override bool ToBool(SourceSpan span, object? value) =>
        value is bool condition ? condition : throw TemplateFault.At(span, TemplateDiagnostics.NoBoolean);

    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext)
    {
        var span = callerContext?.Span ?? CurrentSpan;
        var template = _templates.Load(templatePath, TemplateEngine.Locate(span));
        return template.Ok ? template.Value : throw new TemplateFault(span, template.Diagnostics[0]);
    }

    /// <summary>Template names are their own paths; <see cref="CreateTemplate"/> loads them.</summary>
    private sealed class NameLoader : ITemplateLoader
    {
        public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => templateName;

        public string Load(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
            throw new InvalidOperationException("Templates are loaded by the context.");

        public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
            throw new InvalidOperationException("Templates are rendered synchronously.");
    }
}
