namespace CimGen.Templating.Builtin.Syntax;

internal enum TokenKind
{
    /// <summary>Template text between tags.</summary>
    Text,

    /// <summary><c>{{</c>, with or without whitespace control.</summary>
    Open,

    /// <summary><c>}}</c>, with or without whitespace control.</summary>
    Close,

    Identifier,
    Integer,
    String,

    /// <summary>An operator, a dot, a parenthesis or a pipe.</summary>
    Symbol,

    NewLine,
    End,
}
