using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Builtin.Syntax;

/// <param name="Text">As written; for a <see cref="TokenKind.String"/> its value, for a text piece what is left of it after whitespace control.</param>
internal sealed record Token(TokenKind Kind, string Text, SourceLocation Location)
{
    public bool Is(string text) => Kind is TokenKind.Identifier or TokenKind.Symbol && Text == text;

    /// <summary>How a diagnostic calls the token.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.Close => "end of the tag",
        TokenKind.NewLine => "line break",
        TokenKind.String => "string",
        _ => $"'{Text}'",
    };
}
