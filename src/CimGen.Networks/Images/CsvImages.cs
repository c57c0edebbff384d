using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Csv;

namespace CimGen.Networks.Images;

/// <summary>Images in CSV, one a line: the label, then the values.</summary>
internal static class CsvImages
{
    /// <returns>The labels. Errors are in <paramref name="bag"/>.</returns>
    public static ImmutableArray<int> Read(string path, ImageValues values, DiagnosticBag bag)
    {
        var labels = ImmutableArray.CreateBuilder<int>();
        using var table = new NumberTable(path, NetworkDiagnostics.Images, bag);
        while (table.Read())
        {
            if (table.Count != values.Shape.Count + 1)
            {
                bag.Add(WrongCount(table, values));
                return [];
            }

            if (!values.HasRoom(labels.Count + 1, table.At(0), bag) || Labels.Read(table, 0, bag) is not { } label || !ReadImage(table, values, bag))
            {
                return [];
            }

            labels.Add(label);
        }

        if (!bag.HasErrors && labels.Count == 0)
        {
            bag.Add(NetworkDiagnostics.Images(new SourceLocation(path), "the file holds no image", "write one a line: the label, then its values"));
        }

        return labels.ToImmutable();
    }

    private static bool ReadImage(NumberTable table, ImageValues values, DiagnosticBag bag)
    {
        values.Next();
        for (var i = 0; i < values.Shape.Count; i++)
        {
            if (table.Number(i + 1) is not { } value)
            {
                return false;
            }

            if (!values.Take(i, value))
            {
                bag.Add(values.OutOfRange(i, table.At(i + 1), $"'{table.Text(i + 1)}'"));
                return false;
            }
        }

        return true;
    }

    private static Diagnostic WrongCount(NumberTable table, ImageValues values) => NetworkDiagnostics.Images(
        table.At(0),
        $"{table.Count} field{(table.Count == 1 ? "" : "s")} in the line, a label and {values.Shape.Count} values ({values.Shape}) are wanted",
        table.Count == values.Shape.Count ? "write the label first"
        : table.Count == values.Shape.Count + 2 && table.Text(table.Count - 1).Length == 0 ? "leave out the separator at the end"
        : table.Count == values.Shape.Count + 2 ? "leave out row numbers, if they are in the first column (pandas: index=False)"
        : table.Count == 1 ? "separate fields by commas"
        : "name the images that this network takes");
}
