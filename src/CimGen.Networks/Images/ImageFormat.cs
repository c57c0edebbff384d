using CimGen.Networks.Idx;

namespace CimGen.Networks.Images;

/// <summary>How a file holds images or labels.</summary>
internal enum ImageFormat
{
    Csv,
    Numpy,
    Idx,
}

/// <summary>The format of a file is told by its name.</summary>
internal static class ImageFormats
{
    public static ImageFormat Of(string path) =>
        Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase) ? ImageFormat.Numpy
        : IdxFile.IsName(path) ? ImageFormat.Idx
        : ImageFormat.Csv;
}
