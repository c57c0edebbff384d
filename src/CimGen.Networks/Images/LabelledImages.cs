using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Files;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;

namespace CimGen.Networks;

/// <summary>Images as the network gets them: the values of all inputs, in HWC order each.</summary>
/// <param name="Labels">One for each image, or none at all.</param>
public sealed record LabelledImages(ImmutableArray<int> Labels, ImmutableArray<float[]> Images)
{
    private const long MaxBytes = 1L << 30;

    /// <summary>Reads .npy and idx files by their names, and all others as CSV.</summary>
    /// <param name="labels">A file of labels for images in .npy or idx; CSV holds its own.</param>
    public static Result<LabelledImages> Read(string path, MapBundle shape, InputFormats formats, string? labels = null)
    {
        try
        {
            return ReadFiles(path, shape, formats, labels);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return NetworkDiagnostics.NotReadable(new SourceLocation(path), exception);
        }
    }

    /// <summary>Whether a file of images holds their labels, too.</summary>
    public static bool HoldLabels(string path) => ImageFormats.Of(path) == ImageFormat.Csv;

    private static Result<LabelledImages> ReadFiles(string path, MapBundle shape, InputFormats formats, string? labels)
    {
        var at = new SourceLocation(path);
        // A link has a length of its own.
        var file = new FileInfo(RealPath.Of(path) ?? path);
        if (!file.Exists)
        {
            return NetworkDiagnostics.NotReadable(at, "the image file does not exist");
        }

        if (file.Length > MaxBytes)
        {
            return NetworkDiagnostics.Images(at, $"the file has {file.Length} bytes, {MaxBytes} are read", "use fewer images");
        }

        var bag = new DiagnosticBag();
        var values = new ImageValues(shape, formats);
        var read = ImageFormats.Of(path) switch
        {
            ImageFormat.Numpy => NumpyImages.Read(path, values, labels, bag),
            ImageFormat.Idx => IdxImages.Read(path, values, labels, bag),
            _ => CsvImages.Read(path, values, bag),
        };
        if (!bag.HasErrors)
        {
            values.WarnOfLittleRange(at, bag);
        }

        return Result.From(new LabelledImages(read, values.Images), bag);
    }
}
