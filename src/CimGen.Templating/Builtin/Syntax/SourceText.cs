using CimGen.Core.Diagnostics;
using CimGen.Templating.Loading;

namespace CimGen.Templating.Builtin.Syntax;

/// <summary>A template's text with its line starts. A line ends with LF, CR LF or a lone CR.</summary>
internal sealed class SourceText
{
    private readonly List<int> _lineStarts = [0];

    public SourceText(TemplateSource source)
    {
        File = source.File;
        Text = source.Text;
        for (var i = 0; i < Text.Length; i++)
        {
            if (Text[i] == '\n' || (Text[i] == '\r' && this[i + 1] != '\n'))
            {
                _lineStarts.Add(i + 1);
            }
        }
    }

    public string File { get; }

    public string Text { get; }

    public int Length => Text.Length;

    /// <summary>The character at a position; NUL, which no template holds, past the end.</summary>
    public char this[int position] => position < Text.Length ? Text[position] : '\0';

    public SourceLocation Locate(int position)
    {
        var index = _lineStarts.BinarySearch(position);
        var line = index >= 0 ? index : ~index - 1;
        return new SourceLocation(File, line + 1, position - _lineStarts[line] + 1);
    }
}
