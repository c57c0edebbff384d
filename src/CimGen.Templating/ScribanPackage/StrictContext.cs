using CimGen.Templating.Builtin.Rendering;
using CimGen.Templating.Builtin.Syntax;
using CimGen.Templating.Models;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace CimGen.Templating.ScribanPackage;

/// <summary>
/// Scriban made strict: unknown names, null output and conditions that are no booleans are the same diagnostics as in the
/// built-in engine. Automatic indentation is off, so that text stays as the template lays it out.
/// </summary>
internal sealed class StrictContext : TemplateContext
{
    // Full Scriban knows 'while'; a template must not run for ever.
    private const int MaxLoopSteps = 1_000_000;

    private readonly TemplateCache _templates;
    private readonly TemplateLimits _limits;

    public StrictContext(TemplateObject model, TemplateCache templates, TemplateLimits limits)
    {
        _templates = templates;
        _limits = limits;
        StrictVariables = true;
        AutoIndent = false;
        LoopLimit = MaxLoopSteps;
        LimitToString = 0;
        RecursiveLimit = limits.IncludeDepth;
        TryGetVariable = (TemplateContext _, SourceSpan span, ScriptVariable variable, out object? value) =>
        {
            value = null;
            throw TemplateFault.At(span, location => TemplateDiagnostics.NoVariable(location, variable.Name));
        };
        TemplateLoader = new NameLoader();
        BuiltinObject.Import("hex", new Func<long, int, string>(Hex));
        PushGlobal(Globals(model));
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        var value = base.Evaluate(scriptNode, aliasReturnedFunction);
        if (value is null && scriptNode is ScriptExpressionStatement { Expression: not ScriptAssignExpression } output)
        {
            throw TemplateFault.At(output.Span, location => TemplateDiagnostics.Null(location, "print"));
        }

        return value;
    }

    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        base.Write(span, textAsObject);
        return Output is StringBuilderOutput { Builder.Length: var length } && length > _limits.OutputCharacters
            ? throw TemplateFault.At(span, location => TemplateDiagnostics.Output(location, _limits.OutputCharacters))
            : this;
    }

    public override bool ToBool(SourceSpan span, object? value) => value is bool condition
        ? condition
        : throw TemplateFault.At(span, location =>
            TemplateDiagnostics.Type(location, $"the condition is {TemplateValue.TypeName(value)} and not a boolean"));

    public override string? ObjectToString(object? value, bool nested = false) =>
        value is TemplateObject or UnsupportedValue or object?[]
            ? throw TemplateFault.At(CurrentSpan, location =>
                TemplateDiagnostics.Type(location, $"cannot print {TemplateValue.TypeName(value)}"))
            : base.ObjectToString(value, nested);

    protected override IObjectAccessor? GetMemberAccessorImpl(object target) =>
        target is TemplateObject ? ModelAccessor.Instance : base.GetMemberAccessorImpl(target);

    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext)
    {
        var span = callerContext?.Span ?? CurrentSpan;
        var template = _templates.Load(templatePath, ScribanTemplateEngine.Locate(span));
        return template.Ok ? template.Value : throw new TemplateFault(span, template.Diagnostics[0]);
    }

    // A model member named like a function group would hide the functions, and no template can use it as a variable anyway.
    private static ScriptObject Globals(TemplateObject model)
    {
        var globals = new ScriptObject(StringComparer.Ordinal);
        foreach (var name in model.Names.Where(name => !ReservedWords.Contains(name)))
        {
            model.TryGet(name, out var value);
            globals.Add(name, value);
        }

        return globals;
    }

    private string Hex(long value, int digits) =>
        TemplateFunctions.Hex(value, digits, out var problem)
            ?? throw TemplateFault.At(CurrentSpan, location => TemplateDiagnostics.Type(location, problem));

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
