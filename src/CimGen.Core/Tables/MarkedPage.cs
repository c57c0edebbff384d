namespace CimGen.Core.Tables;

/// <summary>Pages whose sections between marks are made from results: <c>&lt;!-- begin: NAME --&gt;</c> to <c>&lt;!-- end: NAME --&gt;</c>, each on a line.</summary>
public static class MarkedPage
{
    private const string Begin = "<!-- begin: ";
    private const string Close = " -->\n";

    /// <summary>The page with a section made anew.</summary>
    /// <exception cref="InvalidDataException">The page has no such section.</exception>
    public static string WithSection(this string page, string section, string text)
    {
        var (from, to) = Place(page, section);
        return page[..from] + text + page[to..];
    }

    /// <summary>The page with each section that another text has.</summary>
    /// <exception cref="InvalidDataException">The page lacks one of them.</exception>
    public static string WithSections(this string page, string sections)
    {
        foreach (var part in sections.Split(Begin).Skip(1))
        {
            var name = part[..part.IndexOf(Close, StringComparison.Ordinal)];
            var (from, to) = Place(sections, name);
            page = page.WithSection(name, sections[from..to]);
        }

        return page;
    }

    private static (int From, int To) Place(string page, string section)
    {
        var begin = $"{Begin}{section}{Close}";
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = page.IndexOf($"<!-- end: {section} -->", StringComparison.Ordinal);
        return from < begin.Length || to < from ? throw new InvalidDataException($"the page has no section '{section}'") : (from, to);
    }
}
