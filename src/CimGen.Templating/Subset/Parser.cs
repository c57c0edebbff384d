using System.Collections.Immutable;
using System.Globalization;

namespace CimGen.Templating.Subset;

/// <summary>Tokens to syntax tree, by recursive descent.</summary>
internal sealed class Parser(List<Token> tokens)
{
    // Loosest first, as in Scriban.
    private static readonly string[][] Precedence = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"], ["*"]];

    private int _index;

    public ImmutableArray<Node> Run()
    {
        var nodes = ParseNodes();
        return Current.Kind == TokenKind.EndOfFile
            ? nodes
            : throw Unexpected($"'{Current.Text}' closes nothing; remove it");
    }

    private Token Current => tokens[_index];

    private ImmutableArray<Node> ParseNodes()
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        while (Current.Kind != TokenKind.EndOfFile && !IsName("end") && !IsName("else"))
        {
            if (Current.Kind == TokenKind.Text)
            {
                nodes.Add(new TextNode(Current.At, Take().Text));
            }
            else if (Current.Kind == TokenKind.EndOfCode || IsSymbol(";"))
            {
                Take();
            }
            else
            {
                nodes.Add(ParseStatement());
            }
        }

        return nodes.ToImmutable();
    }

    private Node ParseStatement()
    {
        if (IsName("for"))
        {
            return ParseFor();
        }

        if (IsName("if"))
        {
            return ParseIf();
        }

        if (IsName("include"))
        {
            var at = Take().At;
            return Current.Kind == TokenKind.String
                ? new IncludeNode(at, Take().Text)
                : throw Unexpected("include takes the name of a template in quotes");
        }

        var value = ParsePipe();
        ExpectEnd();
        return new OutputNode(value.At, value);
    }

    private ForNode ParseFor()
    {
        var at = Take().At;
        var variable = Expect(TokenKind.Name, "a for names its variable").Text;
        if (!IsName("in"))
        {
            throw Unexpected("expected 'in'");
        }

        Take();
        var items = ParsePipe();
        ExpectEnd();
        var body = ParseNodes();
        Close(at, "for");
        return new ForNode(at, variable, items, body);
    }

    private IfNode ParseIf()
    {
        var at = Take().At;
        var branches = ImmutableArray.CreateBuilder<(Expression, ImmutableArray<Node>)>();
        var otherwise = ImmutableArray<Node>.Empty;
        branches.Add(ParseBranch());
        while (IsName("else"))
        {
            Take();
            if (IsName("if"))
            {
                Take();
                branches.Add(ParseBranch());
            }
            else
            {
                otherwise = ParseNodes();
                break;
            }
        }

        Close(at, "if");
        return new IfNode(at, branches.ToImmutable(), otherwise);
    }

    private (Expression, ImmutableArray<Node>) ParseBranch()
    {
        var condition = ParsePipe();
        ExpectEnd();
        return (condition, ParseNodes());
    }

    private Expression ParsePipe()
    {
        var value = ParseBinary(0);
        while (IsSymbol("|"))
        {
            Take();
            var (at, name) = ParseFunctionName();
            value = new Call(at, name, [value, .. ParseArguments()]);
        }

        return value;
    }

    private Expression ParseBinary(int level)
    {
        if (level == Precedence.Length)
        {
            return ParseUnary();
        }

        var left = ParseBinary(level + 1);
        while (Current.Kind == TokenKind.Symbol && Precedence[level].Contains(Current.Text))
        {
            var symbol = Take();
            left = new Binary(symbol.At, symbol.Text, left, ParseBinary(level + 1));
        }

        return left;
    }

    private Expression ParseUnary()
    {
        if (IsSymbol("!"))
        {
            return new Not(Take().At, ParseUnary());
        }

        var value = ParsePrimary();
        while (IsSymbol("."))
        {
            Take();
            var member = Expect(TokenKind.Name, "expected a member's name after '.'");
            value = new Member(member.At, value, member.Text);
        }

        return value;
    }

    private Expression ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Integer when long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                Take();
                return new Literal(token.At, number);
            case TokenKind.String:
                Take();
                return new Literal(token.At, token.Text);
            case TokenKind.Name when token.Text is "true" or "false":
                Take();
                return new Literal(token.At, token.Text == "true");
            case TokenKind.Name when Functions.IsNamespace(token.Text):
                var (at, name) = ParseFunctionName();
                return new Call(at, name, ParseArguments());
            case TokenKind.Name:
                Take();
                return new Name(token.At, token.Text);
            case TokenKind.Symbol when token.Text == "(":
                Take();
                var inner = ParsePipe();
                if (!IsSymbol(")"))
                {
                    throw Unexpected("expected ')'");
                }

                Take();
                return inner;
            default:
                throw Unexpected("expected a value");
        }
    }

    private (Core.Diagnostics.SourceLocation At, string Name) ParseFunctionName()
    {
        var first = Expect(TokenKind.Name, "expected a function");
        if (!IsSymbol("."))
        {
            return (first.At, first.Text);
        }

        Take();
        return (first.At, $"{first.Text}.{Expect(TokenKind.Name, "expected a function").Text}");
    }

    private ImmutableArray<Expression> ParseArguments()
    {
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        while (Current.Kind is TokenKind.Name or TokenKind.Integer or TokenKind.String || IsSymbol("("))
        {
            arguments.Add(ParseUnary());
        }

        return arguments.ToImmutable();
    }

    private void Close(Core.Diagnostics.SourceLocation opened, string what)
    {
        if (!IsName("end"))
        {
            throw new TemplateException(TemplateDiagnostics.Syntax(opened, $"this '{what}' has no 'end'; add one"));
        }

        Take();
        ExpectEnd();
    }

    private void ExpectEnd()
    {
        if (Current.Kind != TokenKind.EndOfCode && !IsSymbol(";"))
        {
            throw Unexpected($"'{Current.Text}' is not expected here; end the statement with '}}}}' or ';'");
        }
    }

    private bool IsName(string text) => Current.Kind == TokenKind.Name && Current.Text == text;

    private bool IsSymbol(string text) => Current.Kind == TokenKind.Symbol && Current.Text == text;

    private Token Take() => tokens[_index++];

    private Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    private TemplateException Unexpected(string what) => new(TemplateDiagnostics.Syntax(Current.At, what));
}
