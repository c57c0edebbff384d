using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Templating.Builtin.Rendering;

namespace CimGen.Templating.Builtin.Syntax;

/// <summary>
/// Parses one expression; binary operators bind as in Scriban, a pipe binds weakest. Methods return null after an error,
/// which the cursor then holds.
/// </summary>
internal sealed class ExpressionParser(TokenCursor cursor, TemplateLimits limits)
{
    private static readonly FrozenDictionary<string, int> Precedence = new Dictionary<string, int>
    {
        ["||"] = 1,
        ["&&"] = 2,
        ["=="] = 3,
        ["!="] = 3,
        ["<"] = 4,
        ["<="] = 4,
        [">"] = 4,
        [">="] = 4,
        ["+"] = 5,
        ["-"] = 5,
        ["*"] = 6,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private int _nodes;

    /// <summary>Parses the expression of a tag, from the current token on.</summary>
    public Expression? Parse()
    {
        _nodes = 0;
        return ParsePipes();
    }

    private Expression? ParsePipes()
    {
        var value = ParseBinary(0);
        while (value is not null && cursor.TryTake("|"))
        {
            value = ParseCall(value);
        }

        return value;
    }

    private Expression? ParseCall(Expression piped)
    {
        if (cursor.Current.Kind != TokenKind.Identifier)
        {
            return Fail("a function");
        }

        var first = cursor.Take();
        var name = first.Text;
        if (cursor.TryTake("."))
        {
            if (cursor.Current.Kind != TokenKind.Identifier)
            {
                return Fail("a function");
            }

            name += "." + cursor.Take().Text;
        }

        var arguments = ImmutableArray.CreateBuilder<Expression>();
        while (cursor.Current.Kind is TokenKind.Identifier or TokenKind.Integer or TokenKind.String || cursor.Current.Is("("))
        {
            if (ParsePrimary() is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }

        if (!TemplateFunctions.Arguments.TryGetValue(name, out var expected))
        {
            return Fail(TemplateDiagnostics.NoFunction(first.Location, name, TemplateFunctions.Arguments.Keys.Order(StringComparer.Ordinal)));
        }

        return arguments.Count == expected
            ? Count(new CallExpression(name, piped, arguments.ToImmutable(), first.Location))
            : Fail(TemplateDiagnostics.ArgumentCount(first.Location, name, expected, arguments.Count));
    }

    private Expression? ParseBinary(int parentPrecedence)
    {
        var left = ParseUnary();
        while (left is not null
            && cursor.Current.Kind == TokenKind.Symbol
            && Precedence.TryGetValue(cursor.Current.Text, out var precedence)
            && precedence > parentPrecedence)
        {
            var op = cursor.Take();
            var right = ParseBinary(precedence);
            left = right is null ? null : Count(new BinaryExpression(left, op.Text, right, op.Location));
        }

        return left;
    }

    private Expression? ParseUnary()
    {
        if (!cursor.Current.Is("!") && !cursor.Current.Is("-"))
        {
            return ParsePrimary();
        }

        var op = cursor.Take();
        if (Count(new LiteralExpression(null, op.Location)) is null)
        {
            return null;
        }

        var operand = ParseUnary();
        return operand is null ? null : new UnaryExpression(op.Text, operand, op.Location);
    }

    private Expression? ParsePrimary()
    {
        var value = ParseAtom();
        while (value is not null && cursor.TryTake("."))
        {
            value = cursor.Current.Kind == TokenKind.Identifier
                ? Count(new MemberExpression(value, cursor.Current.Text, cursor.Take().Location))
                : Fail("a member name");
        }

        return value;
    }

    private Expression? ParseAtom()
    {
        var token = cursor.Current;
        return token.Kind switch
        {
            TokenKind.Integer => Literal(long.Parse(token.Text, CultureInfo.InvariantCulture)),
            TokenKind.String => Literal(token.Text),
            TokenKind.Identifier => ParseName(token),
            _ when token.Is("(") => ParseParentheses(),
            _ => Fail("an expression"),
        };
    }

    private Expression? ParseName(Token token)
    {
        switch (token.Text)
        {
            case "true":
                return Literal(true);
            case "false":
                return Literal(false);
            case "null":
                return Literal(null);
            case "for" when cursor.Peek.Is("."):
                break;
            case var name when ReservedWords.Contains(name):
                return Fail(TemplateDiagnostics.NotInSubset(token.Location, $"'{name}' at this place"));
        }

        cursor.Take();
        return Count(new VariableExpression(token.Text, token.Location));
    }

    private Expression? ParseParentheses()
    {
        var open = cursor.Take();
        if (Count(new LiteralExpression(null, open.Location)) is null || ParsePipes() is not { } value)
        {
            return null;
        }

        return cursor.TryTake(")") ? value : Fail("')'");
    }

    private Expression? Literal(object? value) => Count(new LiteralExpression(value, cursor.Take().Location));

    // Bounds the depth of the tree, and with it every recursion over it.
    private Expression? Count(Expression expression) =>
        ++_nodes <= limits.ExpressionNodes
            ? expression
            : Fail(TemplateDiagnostics.Complex(expression.Location, "this expression is too large", limits.ExpressionNodes));

    private Expression? Fail(string expected)
    {
        cursor.Fail(expected);
        return null;
    }

    private Expression? Fail(Diagnostic error)
    {
        cursor.Fail(error);
        return null;
    }
}
