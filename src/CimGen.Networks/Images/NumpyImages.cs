using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Numpy;

namespace CimGen.Networks.Images;

/// <summary>Images in an .npy file: an array [N, C, H, W] or [N, H, W, C] of float32 or uint8, labels in a file of their own.</summary>
internal static class NumpyImages
{
    /// <returns>The labels; none without a file of labels. Errors are in <paramref name="bag"/>.</returns>
    public static ImmutableArray<int> Read(string path, ImageValues values, string? labels, DiagnosticBag bag)
    {
        var at = new SourceLocation(path);
        var name = Path.GetFileName(path);
        using var file = NumpyFile.Open(path, name, [NumpyType.Float32, NumpyType.UInt8], at, bag);
        if (file is null || !ImageAxes.Fit(file.Header.Shape, name, values, NetworkDiagnostics.Numpy, at, bag) || !values.HasRoom(file.Header.Shape[0], at, bag))
        {
            return [];
        }

        var image = new float[values.Shape.Count];
        for (var n = 0; n < file.Header.Shape[0]; n++)
        {
            file.Read(image);
            if (!values.TakeImage(n, image, at, bag))
            {
                return [];
            }
        }

        return labels is null ? [] : Labels.Read(labels, (int)file.Header.Shape[0], bag);
    }
}
