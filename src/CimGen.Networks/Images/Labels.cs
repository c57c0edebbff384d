using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Csv;
using CimGen.Networks.Idx;
using CimGen.Networks.Numpy;

namespace CimGen.Networks.Images;

/// <summary>Class numbers: in the first field of a line of images, or in a file of their own.</summary>
internal static class Labels
{
    /// <summary>The label in a field of a table: an integer, however it is written (3, 3.0, 3e0).</summary>
    /// <returns>Null with an error in <paramref name="bag"/>.</returns>
    public static int? Read(NumberTable table, int field, DiagnosticBag bag)
    {
        if (table.Number(field) is not { } value)
        {
            return null;
        }

        if (value == Math.Truncate(value) && value is >= int.MinValue and <= int.MaxValue)
        {
            return (int)value;
        }

        bag.Add(NetworkDiagnostics.Images(table.At(field), $"the label '{table.Text(field)}' is no integer", "write the number of the class"));
        return null;
    }

    /// <summary>Reads an .npy file of integers, an idx file of bytes, or CSV with one label a line.</summary>
    /// <returns>As many as there are images; otherwise an error in <paramref name="bag"/>.</returns>
    public static ImmutableArray<int> Read(string path, int images, DiagnosticBag bag)
    {
        var at = new SourceLocation(path);
        if (!File.Exists(path))
        {
            bag.Add(NetworkDiagnostics.NotReadable(at, "the file of labels does not exist"));
            return [];
        }

        var labels = ImageFormats.Of(path) switch
        {
            ImageFormat.Numpy => ReadNumpy(path, at, bag),
            ImageFormat.Idx => ReadIdx(path, images, at, bag),
            _ => ReadCsv(path, bag),
        };
        if (!bag.HasErrors && labels.Length != images)
        {
            bag.Add(WrongCount(at, labels.Length, images));
        }

        return labels;
    }

    private static ImmutableArray<int> ReadNumpy(string path, SourceLocation at, DiagnosticBag bag)
    {
        var name = Path.GetFileName(path);
        using var file = NumpyFile.Open(path, name, NumpyType.Integers.AsSpan(), at, bag);
        if (file is null)
        {
            return [];
        }

        if (file.Header.Shape.Count(length => length != 1) > 1)
        {
            bag.Add(NetworkDiagnostics.Numpy(at, name, $"has shape {file.Header.ShapeText}, labels are one list of numbers", "of scores, save x.argmax(1)"));
            return [];
        }

        var labels = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < file.Header.Count; i++)
        {
            if (file.ReadInteger() is not { } label)
            {
                bag.Add(NetworkDiagnostics.Images(at, $"label {i} is beyond 32 bits", "save the numbers of classes"));
                return [];
            }

            labels.Add(label);
        }

        return labels.ToImmutable();
    }

    private static ImmutableArray<int> ReadIdx(string path, int images, SourceLocation at, DiagnosticBag bag)
    {
        var name = Path.GetFileName(path);
        using var file = IdxFile.Open(path, name, at, bag);
        if (file is null)
        {
            return [];
        }

        if (file.Shape.Length != 1)
        {
            bag.Add(NetworkDiagnostics.Idx(at, name, $"has shape {NumpyHeader.Text(file.Shape)}, labels are one list of numbers", "name the file of labels, whose name has idx1 in it"));
            return [];
        }

        // A packed file may declare any number of labels: the images say how many can be meant.
        if (file.Shape[0] != images)
        {
            bag.Add(WrongCount(at, file.Shape[0], images));
            return [];
        }

        var labels = new byte[images];
        return file.Read(labels, bag) && file.Ends(bag) ? [.. labels.Select(label => (int)label)] : [];
    }

    private static Diagnostic WrongCount(SourceLocation at, long labels, int images) =>
        NetworkDiagnostics.Images(at, $"{labels} labels for {images} images", "name files that belong together");

    private static ImmutableArray<int> ReadCsv(string path, DiagnosticBag bag)
    {
        var labels = ImmutableArray.CreateBuilder<int>();
        using var table = new NumberTable(path, NetworkDiagnostics.Images, bag);
        while (table.Read())
        {
            if (table.Count != 1)
            {
                bag.Add(NetworkDiagnostics.Images(table.At(1), $"{table.Count} values in a line of labels", "write one label a line"));
            }
            else if (Read(table, 0, bag) is { } label)
            {
                labels.Add(label);
                continue;
            }

            return [];
        }

        return labels.ToImmutable();
    }
}
