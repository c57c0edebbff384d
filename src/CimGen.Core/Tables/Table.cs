using System.Globalization;
using System.Text;
using CsvHelper;

namespace CimGen.Core.Tables;

/// <summary>Results in rows: as CSV, as a table of a page, as text for people.</summary>
/// <param name="columns">Names, with their units.</param>
public sealed class Table(params IEnumerable<string> columns)
{
    private readonly List<object[]> _rows = [];

    public IReadOnlyList<string> Columns { get; } = [.. columns];

    /// <summary>One value for each column.</summary>
    public IReadOnlyList<IReadOnlyList<object>> Rows => _rows;

    /// <param name="values">One for each column.</param>
    public void Add(params object[] values) => _rows.Add(values);

    /// <summary>The table as CSV, with a line of names first. Numbers are written in full, shares with six digits.</summary>
    public string Csv()
    {
        using var text = new StringWriter { NewLine = "\n" };
        using (var writer = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
            writer.WriteRecord([.. Columns.Select(Name)]);
            foreach (var row in _rows)
            {
                foreach (var value in row)
                {
                    writer.WriteField(Plain(value));
                }

                writer.EndRecord();
            }
        }

        return text.ToString();
    }

    /// <summary>The table for a page in Markdown.</summary>
    public string Markdown()
    {
        var text = new StringBuilder($"| {string.Join(" | ", Columns)} |\n|{string.Concat(Columns.Select(_ => "---|"))}\n");
        foreach (var row in _rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Readable)).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>The table for a terminal, numbers to the right.</summary>
    public string Aligned()
    {
        var cells = _rows.Select(r => r.Select(Readable).ToArray()).Prepend([.. Columns]).ToList();
        var widths = Enumerable.Range(0, Columns.Count).Select(c => cells.Max(r => r[c].Length)).ToArray();
        var numbers = Enumerable.Range(0, Columns.Count).Select(c => _rows.TrueForAll(r => r[c] is not string)).ToArray();
        return string.Concat(cells.Select(r => string.Join("  ", r.Select((t, c) => numbers[c] ? t.PadLeft(widths[c]) : t.PadRight(widths[c]))).TrimEnd() + "\n"));
    }

    /// <summary>A value for people: whole numbers in groups of three digits.</summary>
    public static string Readable(object value) => string.Format(CultureInfo.InvariantCulture, value is int or long ? "{0:n0}" : "{0}", value);

    /// <summary>A share for people.</summary>
    public static string Percent(double share, int digits = 1) => (100 * share).ToString($"f{digits}", CultureInfo.InvariantCulture) + " %";

    private static string Plain(object value) => string.Format(CultureInfo.InvariantCulture, value is double ? "{0:0.######}" : "{0}", value);

    /// <summary>Names of columns are words to a program.</summary>
    private static string Name(string column) => column.Replace(' ', '_').Replace('/', '_').Replace(",", string.Empty, StringComparison.Ordinal);
}
