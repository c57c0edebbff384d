using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Builtin.Syntax;

/// <summary>The parser's place in the tokens, and the first error that it met.</summary>
internal sealed class TokenCursor(ImmutableArray<Token> tokens)
{
    private int _next;

    public Token Current => tokens[_next];

    public Token Peek => tokens[Math.Min(_next + 1, tokens.Length - 1)];

    public Diagnostic? Error { get; private set; }

    public Token Take() => tokens[_next < tokens.Length - 1 ? _next++ : _next];

    public bool TryTake(string text)
    {
        var matches = Current.Is(text);
        if (matches)
        {
            Take();
        }

        return matches;
    }

    public void SkipNewLines()
    {
        while (Current.Kind == TokenKind.NewLine)
        {
            Take();
        }
    }

    /// <summary>Takes the <c>}}</c> of a tag. One tag holds one statement.</summary>
    public bool TakeClose(string expected)
    {
        SkipNewLines();
        return Current.Kind == TokenKind.Close ? Take() is not null : Fail(expected) is not null;
    }

    /// <summary>Records that something else was expected here.</summary>
    public Node? Fail(string expected) => Fail(TemplateDiagnostics.Unexpected(Current.Location, Current.Describe(), expected));

    public Node? Fail(Diagnostic error)
    {
        Error ??= error;
        return null;
    }
}
