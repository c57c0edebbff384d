using System.Collections;
using System.Collections.Immutable;
using System.Text;

namespace CimGen.Templating.Subset;

/// <summary>Walks the syntax tree and writes text.</summary>
internal sealed class Renderer(Func<string, IncludeNode, ImmutableArray<Node>> include, object model)
{
    /// <summary>Greatest depth of includes.</summary>
    public const int MaxDepth = 32;

    private readonly StringBuilder _text = new();
    private readonly Scope _scope = new(model);
    private int _depth;

    public string Run(string name, ImmutableArray<Node> nodes)
    {
        Render(name, nodes);
        return _text.ToString();
    }

    private void Render(string template, ImmutableArray<Node> nodes)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case TextNode text:
                    _text.Append(text.Text);
                    break;
                case OutputNode output:
                    _text.Append(Functions.Text(Evaluate(output.Value)));
                    break;
                case IncludeNode child:
                    RenderInclude(template, child);
                    break;
                case IfNode choice:
                    RenderIf(template, choice);
                    break;
                case ForNode loop:
                    RenderFor(template, loop);
                    break;
            }
        }
    }

    private void RenderInclude(string template, IncludeNode node)
    {
        if (++_depth > MaxDepth)
        {
            throw new TemplateException(TemplateDiagnostics.Nesting(node.At, node.Name));
        }

        Render(template, include(template, node));
        _depth--;
    }

    private void RenderIf(string template, IfNode choice)
    {
        foreach (var (condition, body) in choice.Branches)
        {
            if (Truth(condition))
            {
                Render(template, body);
                return;
            }
        }

        Render(template, choice.Otherwise);
    }

    private void RenderFor(string template, ForNode loop)
    {
        if (Evaluate(loop.Items) is not (IEnumerable items and not string))
        {
            throw new TemplateException(TemplateDiagnostics.Type(loop.At, "a for runs over a list; this is none"));
        }

        var list = items.Cast<object>().ToList();
        for (var i = 0; i < list.Count; i++)
        {
            _scope.Push("for", new LoopState(i, i == 0, i == list.Count - 1));
            _scope.Push(loop.Variable, list[i] is int number ? (long)number : list[i]);
            Render(template, loop.Body);
            _scope.Pop();
            _scope.Pop();
        }
    }

    private bool Truth(Expression condition) => Evaluate(condition) is bool truth
        ? truth
        : throw new TemplateException(TemplateDiagnostics.Type(condition.At, "a condition is true or false; this is neither"));

    private object Evaluate(Expression expression) => expression switch
    {
        Literal literal => literal.Value,
        Name name => _scope.Find(name.Text)
            ?? throw new TemplateException(TemplateDiagnostics.UnknownName(name.At, name.Text, "the model")),
        Member member => Scope.FindMember(Evaluate(member.Owner), member.Text)
            ?? throw new TemplateException(TemplateDiagnostics.UnknownName(member.At, member.Text, "its owner")),
        Not not => !Truth(not.Operand),
        Binary { Operator: "&&" } both => Truth(both.Left) && Truth(both.Right),
        Binary { Operator: "||" } either => Truth(either.Left) || Truth(either.Right),
        Binary binary => Combine(binary, Evaluate(binary.Left), Evaluate(binary.Right)),
        Call call => Functions.Call(call.At, call.Function, [.. call.Arguments.Select(Evaluate)]),
        _ => throw new InvalidOperationException(expression.GetType().Name),
    };

    private static object Combine(Binary binary, object left, object right) => (binary.Operator, left, right) switch
    {
        ("==", _, _) => left.Equals(right),
        ("!=", _, _) => !left.Equals(right),
        ("<", long a, long b) => a < b,
        (">", long a, long b) => a > b,
        ("<=", long a, long b) => a <= b,
        (">=", long a, long b) => a >= b,
        ("+", long a, long b) => a + b,
        ("-", long a, long b) => a - b,
        ("*", long a, long b) => a * b,
        ("+", string a, _) => a + Functions.Text(right),
        _ => throw new TemplateException(TemplateDiagnostics.Type(
            binary.At, $"'{binary.Operator}' does not work on these values; it takes integers")),
    };

    private sealed record LoopState(int Index, bool First, bool Last);
}
