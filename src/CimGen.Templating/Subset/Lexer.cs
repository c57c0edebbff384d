using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Subset;

/// <summary>
/// Template text to tokens. <c>{{-</c> and <c>-}}</c> take all white space next to them away, <c>{{~</c> takes blanks before it up to the line
/// break, <c>~}}</c> blanks after it and one line break, as in Scriban.
/// </summary>
internal sealed class Lexer(string path, string text)
{
    private static readonly string[] Symbols = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "(", ")", ".", "|", ";"];

    private readonly List<Token> _tokens = [];
    private int _position;
    private int _line = 1;
    private int _lineStart;

    public List<Token> Run()
    {
        char strip = ' ';
        while (_position < text.Length)
        {
            var start = text.IndexOf("{{", _position, StringComparison.Ordinal);
            AddText(strip, start < 0 ? text.Length : start);
            if (start < 0)
            {
                break;
            }

            strip = ReadCode();
        }

        Add(TokenKind.EndOfFile, string.Empty);
        return _tokens;
    }

    private void AddText(char stripBefore, int end)
    {
        var at = Here();
        var content = text[_position..end];
        MoveTo(end);
        if (stripBefore == '-')
        {
            content = content.TrimStart();
        }
        else if (stripBefore == '~')
        {
            content = content.TrimStart(' ', '\t');
            content = content.StartsWith('\n') ? content[1..] : content;
        }

        var marker = end + 2 < text.Length ? text[end + 2] : ' ';
        if (marker == '-')
        {
            content = content.TrimEnd();
        }
        else if (marker == '~')
        {
            content = content.TrimEnd(' ', '\t');
        }

        if (content.Length > 0)
        {
            _tokens.Add(new Token(TokenKind.Text, content, at));
        }
    }

    /// <summary>One <c>{{ ... }}</c>; returns the marker before its end.</summary>
    private char ReadCode()
    {
        var open = Here();
        MoveTo(_position + 2);
        if (Peek() is '-' or '~')
        {
            MoveTo(_position + 1);
        }

        while (true)
        {
            SkipBlanks();
            if (_position >= text.Length)
            {
                throw new TemplateException(TemplateDiagnostics.Syntax(open, "this '{{' is not closed; add '}}'"));
            }

            if (Peek() == '#')
            {
                SkipComment();
                continue;
            }

            if (Peek() is '-' or '~' && At("}}", 1))
            {
                var marker = Peek();
                Add(TokenKind.EndOfCode, string.Empty);
                MoveTo(_position + 3);
                return marker;
            }

            if (At("}}", 0))
            {
                Add(TokenKind.EndOfCode, string.Empty);
                MoveTo(_position + 2);
                return ' ';
            }

            ReadToken();
        }
    }

    private void ReadToken()
    {
        var c = Peek();
        var start = _position;
        if (char.IsAsciiLetter(c) || c == '_')
        {
            TakeWhile(TokenKind.Name, start, x => char.IsAsciiLetterOrDigit(x) || x == '_');
        }
        else if (char.IsAsciiDigit(c))
        {
            TakeWhile(TokenKind.Integer, start, char.IsAsciiDigit);
        }
        else if (c is '\'' or '"')
        {
            var end = text.IndexOf(c, start + 1);
            if (end < 0 || text.AsSpan(start, end - start).Contains('\n'))
            {
                throw new TemplateException(TemplateDiagnostics.Syntax(Here(), "this string is not closed; add the quote on the same line"));
            }

            _tokens.Add(new Token(TokenKind.String, text[(start + 1)..end], Here()));
            MoveTo(end + 1);
        }
        else
        {
            var symbol = Array.Find(Symbols, s => At(s, 0))
                ?? throw new TemplateException(TemplateDiagnostics.Syntax(Here(), $"'{c}' is not part of the language; see docs/templates.md"));
            Add(TokenKind.Symbol, symbol);
            MoveTo(start + symbol.Length);
        }
    }

    private void TakeWhile(TokenKind kind, int start, Func<char, bool> belongs)
    {
        var end = start;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        Add(kind, text[start..end]);
        MoveTo(end);
    }

    private void SkipBlanks()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            MoveTo(_position + 1);
        }
    }

    /// <summary><c># ...</c> to the end of the line or of the code; <c>## ... ##</c> over lines.</summary>
    private void SkipComment()
    {
        if (At("##", 0))
        {
            var end = text.IndexOf("##", _position + 2, StringComparison.Ordinal);
            MoveTo(end < 0 ? text.Length : end + 2);
            return;
        }

        while (_position < text.Length && Peek() != '\n' && !At("}}", 0) && !(Peek() is '-' or '~' && At("}}", 1)))
        {
            MoveTo(_position + 1);
        }
    }

    private char Peek() => _position < text.Length ? text[_position] : '\0';

    private bool At(string what, int offset) => string.CompareOrdinal(text, _position + offset, what, 0, what.Length) == 0;

    private void Add(TokenKind kind, string content) => _tokens.Add(new Token(kind, content, Here()));

    private SourceLocation Here() => new(path, _line, _position - _lineStart + 1);

    private void MoveTo(int position)
    {
        for (; _position < position; _position++)
        {
            if (text[_position] == '\n')
            {
                _line++;
                _lineStart = _position + 1;
            }
        }
    }
}
