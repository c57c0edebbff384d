using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Subset;

internal enum TokenKind
{
    Text,
    Name,
    Integer,
    String,
    Symbol,
    EndOfCode,
    EndOfFile,
}

internal readonly record struct Token(TokenKind Kind, string Text, SourceLocation At);
