using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Numpy;

namespace CimGen.Networks.Images;

/// <summary>The axes of an array of images, whatever the format of its file.</summary>
internal static class ImageAxes
{
    /// <summary>Whether an array holds images for the network, in the declared layout; otherwise an error in <paramref name="bag"/>.</summary>
    /// <param name="name">The file as the user knows it.</param>
    /// <param name="diagnostic">Of the file's format: place, file, what is wrong, what to do.</param>
    public static bool Fit(
        ImmutableArray<long> shape, string name, ImageValues values, Func<SourceLocation, string, string, string, Diagnostic> diagnostic, SourceLocation at, DiagnosticBag bag)
    {
        // An image of several inputs has no axes but the one of all its values.
        var (c, h, w) = values.Shape.Maps is [var map] ? ((long)map.Channels, (long)map.Height, (long)map.Width) : (values.Shape.Count, 1, 1);
        var isHwc = values.Layout == InputLayout.Hwc;
        long[] wanted = values.Shape.Maps.Length > 1 ? [c] : isHwc ? [h, w, c] : [c, h, w];
        long[] other = isHwc ? [c, h, w] : [h, w, c];
        if (shape.Length > 1 && (Is(wanted) || Is([c * h * w])))
        {
            if (shape[0] == 0)
            {
                bag.Add(NetworkDiagnostics.Images(at, "the file holds no image", "save an array of images"));
            }

            return shape[0] > 0;
        }

        var order = values.Shape.Maps.Length > 1 ? $"N, values of all inputs: {values.Shape}" : isHwc ? "N, height, width, channels" : "N, channels, height, width";
        bag.Add(diagnostic(
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
