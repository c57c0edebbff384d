using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CsvHelper;

namespace CimGen.Networks;

/// <summary>Images with their labels, as floats 0..1 in HWC order.</summary>
public sealed record LabelledImages(ImmutableArray<int> Labels, ImmutableArray<float[]> Images)
{
    private const long MaxBytes = 1L << 30;

    /// <summary>Reads CSV: a label, then one value 0..255 per pixel in CHW order; a header line is skipped.</summary>
    public static Result<LabelledImages> Read(string path, FeatureShape shape)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return NetworkDiagnostics.NotReadable(new SourceLocation(path), "the image file does not exist");
        }

        if (file.Length > MaxBytes)
        {
            return NetworkDiagnostics.Images(new SourceLocation(path), $"the file has {file.Length} bytes, more than are read");
        }

        var labels = ImmutableArray.CreateBuilder<int>();
        var images = ImmutableArray.CreateBuilder<float[]>();
        using var reader = CsvReader.FromFile(path, new CsvReaderOptions { HasHeader = false, FieldCountMismatch = CsvFieldCountHandling.Allow, TrackLineNumbers = true });
        while (reader.Read())
        {
            if (reader.RowNumber == 1 && !reader.TryParse<int>(0, out _))
            {
                continue;
            }

            var at = new SourceLocation(path, (int)reader.LineNumber, 1);
            if (reader.FieldCount != shape.Count + 1)
            {
                return NetworkDiagnostics.Images(at, $"{reader.FieldCount - 1} pixels, but the network takes {shape.Count} ({shape})");
            }

            var image = new float[shape.Count];
            if (!reader.TryParse<int>(0, out var label) || !Fill(image, reader, shape))
            {
                return NetworkDiagnostics.Images(at, "a label or pixel is no number 0..255");
            }

            labels.Add(label);
            images.Add(image);
        }

        return images.Count > 0
            ? Result.Success(new LabelledImages(labels.ToImmutable(), images.ToImmutable()))
            : NetworkDiagnostics.Images(new SourceLocation(path), "the file holds no image");
    }

    private static bool Fill(float[] image, CsvReader reader, FeatureShape shape)
    {
        var area = shape.Height * shape.Width;
        for (var i = 0; i < image.Length; i++)
        {
            if (!reader.TryParse<float>(i + 1, out var value) || value is not (>= 0 and <= 255))
            {
                return false;
            }

            // CHW to HWC.
            image[(i % area * shape.Channels) + (i / area)] = value / 255f;
        }

        return true;
    }
}
