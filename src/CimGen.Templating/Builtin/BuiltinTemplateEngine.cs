using System.Collections.Concurrent;
using CimGen.Core.Diagnostics;
using CimGen.Templating.Builtin.Rendering;
using CimGen.Templating.Builtin.Syntax;
using CimGen.Templating.Loading;
using CimGen.Templating.Models;

namespace CimGen.Templating.Builtin;

/// <summary>Renders the template subset without any package. Templates are parsed once per engine.</summary>
public sealed class BuiltinTemplateEngine(TemplateFolder folder, TemplateLimits? limits = null) : ITemplateEngine
{
    private readonly TemplateLimits _limits = limits ?? TemplateLimits.Default;
    private readonly ConcurrentDictionary<string, ParsedTemplate> _parsed = new(StringComparer.Ordinal);

    public string Name => "builtin";

    public Result<string> Render(string template, object model) =>
        Load(template, null).Then(parsed =>
            Renderer.Render(parsed, TemplateObject.Of(model), (name, requester) => Load(name, requester), _limits));

    private Result<ParsedTemplate> Load(string name, SourceLocation? requester)
    {
        if (_parsed.TryGetValue(name, out var cached))
        {
            return Result.Success(cached);
        }

        var parsed = folder.Load(name, requester).Then(source => TemplateParser.Parse(source, _limits));
        if (parsed.Ok)
        {
            _parsed.TryAdd(name, parsed.Value);
        }

        return parsed;
    }
}
