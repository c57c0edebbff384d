using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Templating.Subset;

namespace CimGen.Templating;

/// <summary>The default engine: the subset of Scriban that docs/templates.md describes.</summary>
public sealed class SubsetEngine(TemplateFolder folder) : ITemplateEngine
{
    private readonly Dictionary<string, ImmutableArray<Node>> _parsed = [];

    /// <inheritdoc/>
    public Result<string> Render(string name, object model)
    {
        try
        {
            var nodes = Parse(name, new SourceLocation(name));
            return Result.Success(new Renderer((parent, node) => Parse(Resolve(parent, node.Name), node.At), model).Run(name, nodes));
        }
        catch (TemplateException exception)
        {
            return exception.Diagnostic;
        }
    }

    /// <summary>An include without a folder is looked for beside the template that asks for it.</summary>
    internal static string Resolve(string parent, string name)
    {
        var slash = parent.LastIndexOf('/');
        return name.Contains('/', StringComparison.Ordinal) || slash < 0 ? name : $"{parent[..slash]}/{name}";
    }

    private ImmutableArray<Node> Parse(string name, SourceLocation from)
    {
        if (!_parsed.TryGetValue(name, out var nodes))
        {
            var found = folder.Find(name, from);
            if (!found.Ok)
            {
                throw new TemplateException(found.Diagnostics[0]);
            }

            nodes = new Parser(new Lexer(found.Value.Path, found.Value.Text).Run()).Run();
            _parsed.Add(name, nodes);
        }

        return nodes;
    }
}
