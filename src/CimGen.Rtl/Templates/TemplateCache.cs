using System.Collections.Concurrent;
using CimGen.Core.Diagnostics;
using Scriban;

namespace CimGen.Rtl.Templates;

/// <summary>Reads and parses templates, each once.</summary>
internal sealed class TemplateCache(TemplateFolder folder)
{
    private readonly ConcurrentDictionary<string, Template> _templates = new(StringComparer.Ordinal);

    public Result<Template> Load(string name, SourceLocation? requester) =>
        _templates.TryGetValue(name, out var cached)
            ? Result.Success(cached)
            : folder.Load(name, requester).Then(source => Parse(name, source));

    private Result<Template> Parse(string name, TemplateSource source)
    {
        var template = Template.Parse(source.Text, source.File);
        if (template.HasErrors)
        {
            var message = template.Messages[0];
            return TemplateDiagnostics.Scriban(TemplateEngine.Locate(message.Span), message.Message);
        }

        _templates.TryAdd(name, template);
        return Result.Success(template);
    }
}
