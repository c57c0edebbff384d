using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Idx;

namespace CimGen.Networks.Images;

/// <summary>Images in an idx file: an array [N, H, W] for a single channel, otherwise as in .npy; labels in a file of their own.</summary>
internal static class IdxImages
{
    /// <returns>The labels; none without a file of labels. Errors are in <paramref name="bag"/>.</returns>
    public static ImmutableArray<int> Read(string path, ImageValues values, string? labels, DiagnosticBag bag)
    {
        var at = new SourceLocation(path);
        var name = Path.GetFileName(path);
        using var file = IdxFile.Open(path, name, at, bag);
        if (file is null || !ImageAxes.Fit(file.Shape, name, values, NetworkDiagnostics.Idx, at, bag) || !values.HasRoom(file.Shape[0], at, bag))
        {
            return [];
        }

        var bytes = new byte[values.Shape.Count];
        var image = new float[bytes.Length];
        for (var n = 0; n < file.Shape[0]; n++)
        {
            if (!file.Read(bytes, bag))
            {
                return [];
            }

            for (var i = 0; i < bytes.Length; i++)
            {
                image[i] = bytes[i];
            }

            if (!values.TakeImage(n, image, at, bag))
            {
                return [];
            }
        }

        return !file.Ends(bag) || labels is null ? [] : Labels.Read(labels, (int)file.Shape[0], bag);
    }
}
