using System.Globalization;
using System.Text;
using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Builtin.Syntax;

/// <summary>Reads the single tokens inside a tag. Each method starts on the token's first character and gives the position after it.</summary>
internal static class TokenScanner
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "|", ".", "(", ")", "<", ">", "!", "+", "-", "*"];

    public static bool Identifier(SourceText source, int start, out Token? token, out int end, out Diagnostic? error)
    {
        end = WordEnd(source, start);
        token = new Token(TokenKind.Identifier, source.Text[start..end], source.Locate(start));
        error = null;
        return true;
    }

    public static bool Integer(SourceText source, int start, out Token? token, out int end, out Diagnostic? error)
    {
        end = WordEnd(source, start);
        if (source[end] == '.' && char.IsAsciiDigit(source[end + 1]))
        {
            end = WordEnd(source, end + 1);
        }

        var text = source.Text[start..end];
        var valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        token = valid ? new Token(TokenKind.Integer, text, source.Locate(start)) : null;
        error = valid ? null : TemplateDiagnostics.IntegerLiteral(source.Locate(start), text);
        return valid;
    }

    public static bool String(SourceText source, int start, out Token? token, out int end, out Diagnostic? error)
    {
        var value = new StringBuilder();
        token = null;
        for (end = start + 1; source[end] != source[start]; end++)
        {
            var character = source[end];
            if (end >= source.Length || character is '\n' or '\r')
            {
                error = TemplateDiagnostics.StringLiteral(source.Locate(start), "this string is not closed on its line");
                return false;
            }

            if (character == '\\')
            {
                end++;
                if (Escaped(source[end]) is not { } escaped)
                {
                    error = TemplateDiagnostics.StringLiteral(source.Locate(end - 1), "this escape is unknown");
                    return false;
                }

                character = escaped;
            }

            value.Append(character);
        }

        end++;
        token = new Token(TokenKind.String, value.ToString(), source.Locate(start));
        error = null;
        return true;
    }

    public static bool Symbol(SourceText source, int start, out Token? token, out int end, out Diagnostic? error)
    {
        var rest = source.Text.AsSpan(start);
        foreach (var symbol in Symbols)
        {
            if (rest.StartsWith(symbol, StringComparison.Ordinal))
            {
                end = start + symbol.Length;
                token = new Token(TokenKind.Symbol, symbol, source.Locate(start));
                error = null;
                return true;
            }
        }

        end = start;
        token = null;
        error = source[start] is '{' or '}'
            ? TemplateDiagnostics.BraceInTag(source.Locate(start), source[start])
            : TemplateDiagnostics.NotInSubset(source.Locate(start), $"'{source[start]}'");
        return false;
    }

    private static int WordEnd(SourceText source, int position)
    {
        while (source[position] == '_' || char.IsLetterOrDigit(source[position]))
        {
            position++;
        }

        return position;
    }

    private static char? Escaped(char code) => code switch
    {
        '\\' or '"' or '\'' => code,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => null,
    };
}
