using System.Globalization;
using System.Text;

namespace CimGen.Bench;

/// <summary>Pages whose sections between markers are made from results.</summary>
public static class MarkdownPage
{
    /// <summary>The page with a section made anew.</summary>
    /// <exception cref="InvalidDataException">The page has no such section.</exception>
    public static string WithSection(this string page, string section, string text)
    {
        var (begin, end) = ($"<!-- begin: {section} -->\n", $"<!-- end: {section} -->");
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = page.IndexOf(end, StringComparison.Ordinal);
        return from < begin.Length || to < from ? throw new InvalidDataException($"the page has no section '{section}'") : page[..from] + text + page[to..];
    }

    /// <param name="columns">Names, with " | " between them.</param>
    public static string Table(string columns, IEnumerable<IEnumerable<object>> rows)
    {
        var names = columns.Split(" | ");
        var text = new StringBuilder($"| {columns} |\n|{string.Concat(names.Select(_ => "---|"))}\n");
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Text)).Append(" |\n");
        }

        return text.ToString();
    }

    public static string Percent(double share, int digits = 1) => (100 * share).ToString($"f{digits}", CultureInfo.InvariantCulture) + " %";

    public static string Text(object value) => string.Format(CultureInfo.InvariantCulture, value is int or long ? "{0:n0}" : "{0}", value);
}
