using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tables;
using CimGen.Rtl.Templates;
using CimGen.Sweeps.Files;
using CsvHelper;
using Scriban.Runtime;

namespace CimGen.Sweeps.Pages;

/// <summary>Makes pages and figures of a sweep's tables, by templates.</summary>
public static class PageWriter
{
    private const string Markdown = ".md";

    /// <summary>Makes all pages of the sweep anew, or none when one of them cannot be.</summary>
    /// <param name="folder">Of the pages.</param>
    public static IReadOnlyList<Diagnostic> Write(SweepResults results, string folder)
    {
        var sweep = results.Sweep;
        var engine = new TemplateEngine(new TemplateFolder(Path.GetDirectoryName(Path.GetFullPath(sweep.Path))!));
        var tables = results.Tables().ToDictionary(t => t.Key, t => Rows(t.Value, sweep));
        foreach (var (name, path) in sweep.Data)
        {
            tables[name] = Rows(ReadTable(path), sweep);
        }

        var texts = new List<(string Path, string Text)>();
        foreach (var page in sweep.Pages)
        {
            var path = Path.Combine(folder, page.File);
            var text = engine.Render(page.Template, Model(tables, page)).Then(t => InPage(path, t));
            if (!text.Ok)
            {
                return text.Diagnostics;
            }

            texts.Add((path, text.Value));
        }

        foreach (var (path, text) in texts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return [];
    }

    /// <summary>The sections of a page in Markdown, or all of another file.</summary>
    private static Result<string> InPage(string path, string text)
    {
        if (!path.EndsWith(Markdown, StringComparison.Ordinal))
        {
            return Result.Success(text);
        }

        try
        {
            return Result.Success(File.ReadAllText(path).WithSections(text));
        }
        catch (Exception exception) when (exception is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            return SweepDiagnostics.Page(new SourceLocation(path), exception.Message.TrimEnd('.'));
        }
    }

    private static ScriptObject Model(Dictionary<string, Rows> tables, Page page)
    {
        var model = TableFunctions.All();
        foreach (var (name, rows) in tables)
        {
            model[name] = rows;
        }

        foreach (var (name, value) in page.With)
        {
            model[name] = Value(value);
        }

        return model;
    }

    private static Rows Rows(Table table, SweepFile sweep)
    {
        string[] axes = [.. sweep.Axes.Select(a => a.Name).Intersect(table.Columns)];
        return new Rows(axes, table.Rows.Select(r => new Row(table.Columns.Zip(r.Select(v => v is string text ? Value(text) : v)))));
    }

    /// <summary>A table that is no result: what others published.</summary>
    private static Table ReadTable(string path)
    {
        using var reader = CsvReader.FromFile(path, new CsvReaderOptions { HasHeader = false });
        Table? table = null;
        while (reader.Read())
        {
            var fields = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString);
            if (table is null)
            {
                table = new Table(fields);
            }
            else
            {
                table.Add([.. fields]);
            }
        }

        return table ?? new Table();
    }

    /// <summary>Labels that are numbers count as such.</summary>
    private static object Value(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (object)number
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : text;
}
