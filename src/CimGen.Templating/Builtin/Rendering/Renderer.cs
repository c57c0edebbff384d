using System.Collections.Immutable;
using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Templating.Builtin.Syntax;
using CimGen.Templating.Models;

namespace CimGen.Templating.Builtin.Rendering;

/// <summary>Writes the text of one template and of those that it includes. Includes see the variables of their place.</summary>
internal sealed class Renderer
{
    private readonly Func<string, SourceLocation, Result<ParsedTemplate>> _load;
    private readonly TemplateLimits _limits;
    private readonly Scope _scope;
    private readonly Evaluator _evaluator;
    private readonly StringBuilder _output = new();

    private int _includes;

    private Renderer(Func<string, SourceLocation, Result<ParsedTemplate>> load, TemplateObject model, TemplateLimits limits)
    {
        _load = load;
        _limits = limits;
        _scope = new Scope(model);
        _evaluator = new Evaluator(_scope);
    }

    /// <param name="load">Gives the template of an include.</param>
    public static Result<string> Render(
        ParsedTemplate template,
        TemplateObject model,
        Func<string, SourceLocation, Result<ParsedTemplate>> load,
        TemplateLimits limits)
    {
        var renderer = new Renderer(load, model, limits);
        return renderer.TryRender(template.Body) ? Result.Success(renderer._output.ToString()) : renderer._evaluator.Error!;
    }

    private bool TryRender(ImmutableArray<Node> nodes)
    {
        foreach (var node in nodes)
        {
            if (!TryRender(node))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryRender(Node node) => node switch
    {
        TextNode text => TryWrite(text.Text, text.Location),
        OutputNode output => TryOutput(output),
        IfNode conditional => TryIf(conditional),
        ForNode loop => TryFor(loop),
        IncludeNode include => TryInclude(include),
        _ => throw new InvalidOperationException($"No rule for {node.GetType().Name}."),
    };

    private bool TryWrite(string text, SourceLocation location)
    {
        if (text.Length > _limits.OutputCharacters - _output.Length)
        {
            return _evaluator.Fail(TemplateDiagnostics.Output(location, _limits.OutputCharacters));
        }

        _output.Append(text);
        return true;
    }

    private bool TryOutput(OutputNode output)
    {
        if (!_evaluator.TryEvaluate(output.Value, out var value))
        {
            return false;
        }

        if (TemplateValue.TextOf(value) is { } text)
        {
            return TryWrite(text, output.Location);
        }

        return _evaluator.Fail(value is null
            ? TemplateDiagnostics.Null(output.Location, "print")
            : TemplateDiagnostics.Type(output.Location, $"cannot print {TemplateValue.TypeName(value)}"));
    }

    private bool TryIf(IfNode conditional)
    {
        foreach (var branch in conditional.Branches)
        {
            if (!_evaluator.TryCondition(branch.Condition, "the condition", out var condition))
            {
                return false;
            }

            if (condition)
            {
                return TryRender(branch.Body);
            }
        }

        return TryRender(conditional.Otherwise);
    }

    private bool TryFor(ForNode loop)
    {
        if (!_evaluator.TryEvaluate(loop.List, out var value))
        {
            return false;
        }

        if (value is not object?[] list)
        {
            return _evaluator.Fail(TemplateDiagnostics.Type(loop.List.Location, $"cannot loop over {TemplateValue.TypeName(value)}"));
        }

        for (var i = 0; i < list.Length; i++)
        {
            _scope.Push("for", TemplateObject.Of(new LoopState(i, i == 0, i == list.Length - 1)));
            _scope.Push(loop.Variable, list[i]);
            if (!TryRender(loop.Body))
            {
                return false;
            }

            _scope.Pop();
            _scope.Pop();
        }

        return true;
    }

    private bool TryInclude(IncludeNode include)
    {
        if (_includes == _limits.IncludeDepth)
        {
            return _evaluator.Fail(TemplateDiagnostics.Includes(include.Location, _limits.IncludeDepth));
        }

        var loaded = _load(include.Name, include.Location);
        if (!loaded.Ok)
        {
            return _evaluator.Fail(loaded.Diagnostics[0]);
        }

        _includes++;
        var rendered = TryRender(loaded.Value.Body);
        _includes--;
        return rendered;
    }
}
