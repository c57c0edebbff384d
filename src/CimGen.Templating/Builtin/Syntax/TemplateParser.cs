using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Templating.Loading;

namespace CimGen.Templating.Builtin.Syntax;

/// <summary>Parses a template: text, and tags that hold one statement each.</summary>
internal sealed class TemplateParser
{
    private readonly TokenCursor _cursor;
    private readonly TemplateLimits _limits;
    private readonly ExpressionParser _expressions;

    private int _depth;

    private TemplateParser(ImmutableArray<Token> tokens, TemplateLimits limits)
    {
        _cursor = new TokenCursor(tokens);
        _limits = limits;
        _expressions = new ExpressionParser(_cursor, limits);
    }

    /// <returns>The template, or its first error.</returns>
    public static Result<ParsedTemplate> Parse(TemplateSource source, TemplateLimits limits)
    {
        if (new Tokenizer(new SourceText(source)).Run(out var error) is not { } tokens)
        {
            return error!;
        }

        var parser = new TemplateParser(tokens, limits);
        var body = parser.ParseBody();
        if (parser._cursor.Error is null && parser._cursor.Current is { Kind: TokenKind.Identifier } stray)
        {
            parser._cursor.Fail(TemplateDiagnostics.BlockNotOpened(stray.Location, stray.Text));
        }

        return parser._cursor.Error is { } failure ? failure : Result.Success(new ParsedTemplate(body));
    }

    // Stops at the end of the template, after an error, or on the 'else' or 'end' of a tag.
    private ImmutableArray<Node> ParseBody()
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        while (_cursor.Error is null && _cursor.Current.Kind != TokenKind.End)
        {
            var token = _cursor.Take();
            if (token.Kind == TokenKind.Text)
            {
                nodes.Add(new TextNode(token.Text, token.Location));
                continue;
            }

            _cursor.SkipNewLines();
            if (_cursor.Current.Is("else") || _cursor.Current.Is("end"))
            {
                break;
            }

            if (_cursor.Current.Kind == TokenKind.Close)
            {
                _cursor.Take();
            }
            else if (ParseStatement() is { } node)
            {
                nodes.Add(node);
            }
        }

        return nodes.ToImmutable();
    }

    private Node? ParseStatement()
    {
        var token = _cursor.Current;
        return token switch
        {
            { Kind: TokenKind.Identifier, Text: "if" } => InBlock(ParseIf),
            { Kind: TokenKind.Identifier, Text: "for" } when !_cursor.Peek.Is(".") => InBlock(ParseFor),
            { Kind: TokenKind.Identifier, Text: "include" } => ParseInclude(),
            _ => ParseOutput(),
        };
    }

    private Node? InBlock(Func<Node?> parse)
    {
        if (++_depth > _limits.BlockDepth)
        {
            return _cursor.Fail(TemplateDiagnostics.Complex(_cursor.Current.Location, "blocks are nested too deeply", _limits.BlockDepth));
        }

        var node = parse();
        _depth--;
        return node;
    }

    private OutputNode? ParseOutput()
    {
        var location = _cursor.Current.Location;
        return _expressions.Parse() is { } value && _cursor.TakeClose("an operator or '}}'") ? new OutputNode(value, location) : null;
    }

    private IncludeNode? ParseInclude()
    {
        var keyword = _cursor.Take();
        if (_cursor.Current.Kind != TokenKind.String)
        {
            _cursor.Fail("the name of a template, in quotes");
            return null;
        }

        var name = _cursor.Take().Text;
        return _cursor.TakeClose("'}}'") ? new IncludeNode(name, keyword.Location) : null;
    }

    private ForNode? ParseFor()
    {
        var keyword = _cursor.Take();
        var variable = _cursor.Current;
        if (variable.Kind != TokenKind.Identifier)
        {
            _cursor.Fail("the name of the loop variable");
            return null;
        }

        if (ReservedWords.Contains(variable.Text))
        {
            _cursor.Fail(TemplateDiagnostics.NotInSubset(variable.Location, $"a loop variable named '{variable.Text}'"));
            return null;
        }

        _cursor.Take();
        if (!_cursor.TryTake("in"))
        {
            _cursor.Fail("'in'");
            return null;
        }

        if (_expressions.Parse() is not { } list || !_cursor.TakeClose("an operator or '}}'"))
        {
            return null;
        }

        var body = ParseBody();
        return TakeEnd(keyword) ? new ForNode(variable.Text, list, body, keyword.Location) : null;
    }

    private IfNode? ParseIf()
    {
        var keyword = _cursor.Take();
        var branches = ImmutableArray.CreateBuilder<Branch>();
        var otherwise = ImmutableArray<Node>.Empty;
        if (!ParseBranch(branches))
        {
            return null;
        }

        while (_cursor.TryTake("else"))
        {
            if (_cursor.TryTake("if"))
            {
                if (!ParseBranch(branches))
                {
                    return null;
                }

                continue;
            }

            if (!_cursor.TakeClose("'if' or '}}'"))
            {
                return null;
            }

            otherwise = ParseBody();
            break;
        }

        return TakeEnd(keyword) ? new IfNode(branches.ToImmutable(), otherwise, keyword.Location) : null;
    }

    private bool ParseBranch(ImmutableArray<Branch>.Builder branches)
    {
        if (_expressions.Parse() is not { } condition || !_cursor.TakeClose("an operator or '}}'"))
        {
            return false;
        }

        branches.Add(new Branch(condition, ParseBody()));
        return _cursor.Error is null;
    }

    private bool TakeEnd(Token keyword)
    {
        if (_cursor.Error is not null)
        {
            return false;
        }

        if (_cursor.TryTake("end"))
        {
            return _cursor.TakeClose("'}}'");
        }

        _cursor.Fail(_cursor.Current.Kind == TokenKind.End
            ? TemplateDiagnostics.BlockNotClosed(keyword.Location, keyword.Text)
            : TemplateDiagnostics.BlockNotOpened(_cursor.Current.Location, _cursor.Current.Text));
        return false;
    }
}
