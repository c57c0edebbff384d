using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Builtin.Syntax;

/// <summary>
/// Cuts a template into text pieces and the tokens of its tags, and applies Scriban's whitespace control to the text:
/// <c>{{-</c> and <c>-}}</c> eat all whitespace next to the tag; <c>{{~</c> eats it back to the start of the line and
/// <c>~}}</c> eats it up to and including the next line feed.
/// </summary>
internal sealed class Tokenizer(SourceText source)
{
    private readonly ImmutableArray<Token>.Builder _tokens = ImmutableArray.CreateBuilder<Token>();

    private int _position;

    private delegate bool TagScanner(SourceText source, int start, out Token? token, out int end, out Diagnostic? error);

    /// <returns>All tokens, the last one of kind <see cref="TokenKind.End"/>; or null and the first error.</returns>
    public ImmutableArray<Token>? Run(out Diagnostic? error)
    {
        while (_position < source.Length)
        {
            if (!ReadText(out error) || (_position < source.Length && !ReadTag(out error)))
            {
                return null;
            }
        }

        Add(TokenKind.End, "end of the template", source.Length);
        error = null;
        return _tokens.ToImmutable();
    }

    private void Add(TokenKind kind, string text, int start) => _tokens.Add(new Token(kind, text, source.Locate(start)));

    private bool ReadText(out Diagnostic? error)
    {
        var start = _position;
        var end = start;
        for (; end < source.Length; end++)
        {
            if (source[end] != '{')
            {
                continue;
            }

            if (source[end + 1] == '{')
            {
                break;
            }

            if (IsEscape(end))
            {
                error = TemplateDiagnostics.NotInSubset(source.Locate(end), "an escape block '{%{'");
                return false;
            }
        }

        _position = end;
        if (end < source.Length)
        {
            end = source[end + 2] switch
            {
                '-' => TrimEnd(start, end, stopAtLineBreak: false),
                '~' => TrimEnd(start, end, stopAtLineBreak: true),
                _ => end,
            };
        }

        if (end > start)
        {
            Add(TokenKind.Text, source.Text[start..end], start);
        }

        error = null;
        return true;
    }

    private bool IsEscape(int brace)
    {
        var next = brace + 1;
        while (source[next] == '%')
        {
            next++;
        }

        return next > brace + 1 && source[next] == '{';
    }

    private int TrimEnd(int start, int end, bool stopAtLineBreak)
    {
        while (end > start && char.IsWhiteSpace(source[end - 1]))
        {
            var isLineBreak = source[end - 1] == '\n' || (source[end - 1] == '\r' && source[end] != '\n');
            if (stopAtLineBreak && isLineBreak)
            {
                break;
            }

            end--;
        }

        return end;
    }

    private bool ReadTag(out Diagnostic? error)
    {
        var open = _position;
        _position += source[open + 2] is '-' or '~' ? 3 : 2;
        Add(TokenKind.Open, source.Text[open.._position], open);
        while (!TryReadClose())
        {
            if (_position >= source.Length)
            {
                error = TemplateDiagnostics.TagNotClosed(source.Locate(open));
                return false;
            }

            if (source[_position] == '#')
            {
                SkipComment();
            }
            else if (char.IsWhiteSpace(source[_position]))
            {
                ReadWhitespace();
            }
            else if (!ReadToken(out error))
            {
                return false;
            }
        }

        error = null;
        return true;
    }

    private int CloseLength()
    {
        var mark = source[_position] is '-' or '~' ? 1 : 0;
        return source[_position + mark] == '}' && source[_position + mark + 1] == '}' ? mark + 2 : 0;
    }

    private bool TryReadClose()
    {
        var length = CloseLength();
        if (length == 0)
        {
            return false;
        }

        var mark = source[_position];
        Add(TokenKind.Close, source.Text.Substring(_position, length), _position);
        _position += length;
        while (mark is '-' or '~' && _position < source.Length && char.IsWhiteSpace(source[_position]))
        {
            _position++;
            if (mark == '~' && source[_position - 1] == '\n')
            {
                break;
            }
        }

        return true;
    }

    // '#' runs to the end of the line or tag, '##' to the next '##' or the end of the tag.
    private void SkipComment()
    {
        _position++;
        if (source[_position] != '#')
        {
            while (_position < source.Length && CloseLength() == 0 && source[_position] is not ('\n' or '\r'))
            {
                _position++;
            }

            return;
        }

        _position++;
        while (_position < source.Length && CloseLength() == 0)
        {
            _position++;
            if (source[_position - 1] == '#' && source[_position] == '#')
            {
                _position++;
                return;
            }
        }
    }

    private void ReadWhitespace()
    {
        var start = _position;
        while (_position < source.Length && char.IsWhiteSpace(source[_position]))
        {
            _position++;
        }

        if (source.Text.AsSpan(start, _position - start).ContainsAny('\n', '\r'))
        {
            Add(TokenKind.NewLine, "", start);
        }
    }

    private bool ReadToken(out Diagnostic? error)
    {
        TagScanner scanner = source[_position] switch
        {
            '"' or '\'' => TokenScanner.String,
            >= '0' and <= '9' => TokenScanner.Integer,
            '_' => TokenScanner.Identifier,
            var c when char.IsLetter(c) => TokenScanner.Identifier,
            _ => TokenScanner.Symbol,
        };
        if (!scanner(source, _position, out var token, out var end, out error))
        {
            return false;
        }

        _tokens.Add(token!);
        _position = end;
        return true;
    }
}
