using System.Globalization;
using Spectre.Console;

namespace CimGen.Bench;

/// <summary>A benchmark's results: shown on the console, kept as CSV, and put into a page.</summary>
/// <param name="columns">Names, with their units.</param>
public sealed class ResultTable(params string[] columns)
{
    private const int ReportWidth = 140;

    private readonly List<object[]> _rows = [];

    /// <param name="values">One for each column.</param>
    public void Add(params object[] values) => _rows.Add(values);

    /// <summary>Shows the table.</summary>
    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple);
        Array.ForEach(columns, c => table.AddColumn(c));
        _rows.ForEach(r => table.AddRow([.. r.Select(MarkdownPage.Text)]));
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, ReportWidth);
        AnsiConsole.Write(table);
    }

    /// <summary>Writes the table as CSV.</summary>
    public void WriteCsv(string path) => File.WriteAllLines(
        path,
        [string.Join(',', columns.Select(CsvName)), .. _rows.Select(r => string.Join(',', r.Select(v => string.Format(CultureInfo.InvariantCulture, "{0}", v))))]);

    /// <summary>Makes a section of a page anew.</summary>
    public void WriteSection(string page, string section) =>
        File.WriteAllText(page, File.ReadAllText(page).WithSection(section, MarkdownPage.Table(string.Join(" | ", columns), _rows)));

    private static string CsvName(string column) => column.Replace(' ', '_').Replace('/', '_').Replace(",", string.Empty);
}
