using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Files;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;

namespace CimGen.Networks;

/// <summary>Images as the network gets them, in HWC order.</summary>
/// <param name="Labels">One for each image, or none at all.</param>
public sealed record LabelledImages(ImmutableArray<int> Labels, ImmutableArray<float[]> Images)
{
    private const long MaxBytes = 1L << 30;

    /// <summary>Reads .npy files by that ending, and all others as CSV.</summary>
    /// <param name="labels">A file of labels for images in .npy; CSV holds its own.</param>
    public static Result<LabelledImages> Read(string path, FeatureShape shape, InputFormat format, string? labels = null)
    {
        try
        {
            return ReadFiles(path, shape, format, labels);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return NetworkDiagnostics.NotReadable(new SourceLocation(path), exception);
        }
    }

    /// <summary>Whether a file of images is read as .npy.</summary>
    public static bool IsNumpy(string path) => Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);

    private static Result<LabelledImages> ReadFiles(string path, FeatureShape shape, InputFormat format, string? labels)
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
        var values = new ImageValues(shape, format);
        var ownLabels = IsNumpy(path) ? NumpyImages.Read(path, values, labels, bag) : CsvImages.Read(path, values, bag);
        if (!bag.HasErrors)
        {
            values.WarnOfLittleRange(at, bag);
        }

        return Result.From(new LabelledImages(ownLabels, values.Images), bag);
    }
}
