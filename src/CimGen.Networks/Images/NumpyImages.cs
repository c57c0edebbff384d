using System.Collections.Immutable;
using System.Globalization;
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
        if (file is null || !HasShape(file.Header.Shape, name, values, at, bag) || !values.HasRoom(file.Header.Shape[0], at, bag))
        {
            return [];
        }

        var image = new float[values.Shape.Count];
        for (var n = 0; n < file.Header.Shape[0]; n++)
        {
            file.Read(image);
            values.Next();
            for (var i = 0; i < image.Length; i++)
            {
                if (!values.Take(i, image[i]))
                {
                    bag.Add(values.OutOfRange(at, string.Create(CultureInfo.InvariantCulture, $"image {n}, value {i} is {image[i]}, which")));
                    return [];
                }
            }
        }

        return labels is null ? [] : Labels.Read(labels, (int)file.Header.Shape[0], bag);
    }

    private static bool HasShape(ImmutableArray<long> shape, string name, ImageValues values, SourceLocation at, DiagnosticBag bag)
    {
        var (c, h, w) = ((long)values.Shape.Channels, (long)values.Shape.Height, (long)values.Shape.Width);
        var isHwc = values.Format.Layout == InputLayout.Hwc;
        long[] wanted = isHwc ? [h, w, c] : [c, h, w];
        long[] other = isHwc ? [c, h, w] : [h, w, c];
        if (shape.Length > 1 && (Is(wanted) || Is([c * h * w])))
        {
            if (shape[0] == 0)
            {
                bag.Add(NetworkDiagnostics.Images(at, "the file holds no image", "save an array of images"));
            }

            return shape[0] > 0;
        }

        var order = isHwc ? "N, height, width, channels" : "N, channels, height, width";
        bag.Add(NetworkDiagnostics.Numpy(
            at,
            name,
            $"has shape {NumpyHeader.Text(shape)}, the network takes [N, {string.Join(", ", wanted)}] ({order})",
            shape.Length > 1 && Is(other)
                ? $"this looks like the other layout: declare input: {{ layout: {(isHwc ? "chw" : "hwc")} }} in the design"
                : shape.SequenceEqual(wanted) ? "for a single image, save x[None]" : "save the images with these axes in this order"));
        return false;

        // Axes of length 1 may be left out or added: that changes no order.
        bool Is(long[] image) => shape.Skip(1).Where(length => length != 1).SequenceEqual(image.Where(length => length != 1));
    }
}
