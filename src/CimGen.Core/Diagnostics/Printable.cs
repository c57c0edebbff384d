using System.Globalization;
using System.Text;

namespace CimGen.Core.Diagnostics;

/// <summary>
/// Text from files inside ours. Characters that steer a terminal or reorder a line (control characters, line breaks, directional overrides)
/// become escapes such as <c>\u001b</c>; everything that can be seen stays.
/// </summary>
public static class Printable
{
    /// <summary>A name, on one line. Different names stay different, as the backslash is escaped, too.</summary>
    public static string Name(string name) => Escaped(name, r => r.Value != '\\' && IsPrintable(r));

    /// <summary>A line of a message, which may hold names and paths.</summary>
    public static string Line(string text) => Escaped(text, IsPrintable);

    /// <summary>A message with further lines, each behind two spaces; any other line break is not its own.</summary>
    public static string Lines(string text) => string.Join("\n  ", text.Split("\n  ").Select(Line));

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Escaped(string text, Predicate<Rune> stays)
    {
        if (text.EnumerateRunes().All(r => stays(r)))
        {
            return text;
        }

        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(stays(rune) ? rune.ToString() : rune.Value == '\\' ? @"\\" : string.Create(CultureInfo.InvariantCulture, $@"\u{rune.Value:x4}"));
        }

        return escaped.ToString();
    }
}
