using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Images;

/// <summary>Collects the images of one file: values come in the file's order and meaning, and are kept as the network gets them.</summary>
internal sealed class ImageValues(MapBundle shape, InputFormats formats)
{
    /// <summary>Less of the declared range cannot be meant.</summary>
    private const double LeastShare = 0.01;

    /// <summary>Values of all images of a file: a gigabyte of float32.</summary>
    private const long MaxValues = 1L << 28;

    private readonly ImmutableArray<float[]>.Builder _images = ImmutableArray.CreateBuilder<float[]>();
    private readonly (double Low, double High)[] _seen = [.. shape.Maps.Select(_ => (double.PositiveInfinity, double.NegativeInfinity))];

    public MapBundle Shape => shape;

    /// <summary>The order of the values of a single input.</summary>
    public InputLayout Layout => formats[0].Layout ?? InputLayout.Chw;

    public ImmutableArray<float[]> Images => _images.ToImmutable();

    /// <summary>Whether so many images are held; otherwise there is an error in <paramref name="bag"/>.</summary>
    public bool HasRoom(long images, SourceLocation at, DiagnosticBag bag)
    {
        var fits = images * shape.ExactCount <= MaxValues;
        if (!fits)
        {
            bag.Add(NetworkDiagnostics.Images(at, $"{images} images of {shape.Count} values, and {MaxValues} values are the most", "use fewer images"));
        }

        return fits;
    }

    /// <summary>Begins another image.</summary>
    public void Next() => _images.Add(new float[shape.Count]);

    /// <summary>Takes a value of the last image.</summary>
    /// <param name="index">In the file's order.</param>
    /// <returns>False when the value is not one of the declared range.</returns>
    public bool Take(int index, double value)
    {
        var (map, i) = shape.Locate(index);
        var format = formats[map];

        // As float32, in which files and networks hold values: the ends of a range, too.
        if (!((float)value >= (float)format.Low && (float)value <= (float)format.High))
        {
            return false;
        }

        ref var seen = ref _seen[map];
        seen = (Math.Min(seen.Low, value), Math.Max(seen.High, value));
        var place = format.Place(i, shape.Maps[map]);
        _images[^1][index - i + place] = format.Real(value, place % shape.Maps[map].Channels);
        return true;
    }

    /// <summary>Takes an image of an array.</summary>
    /// <param name="number">Of the image.</param>
    /// <returns>False with an error in <paramref name="bag"/> when a value is not one of the declared range.</returns>
    public bool TakeImage(int number, ReadOnlySpan<float> image, SourceLocation at, DiagnosticBag bag)
    {
        Next();
        for (var i = 0; i < image.Length; i++)
        {
            if (!Take(i, image[i]))
            {
                bag.Add(OutOfRange(i, at, string.Create(CultureInfo.InvariantCulture, $"image {number}, value {i} is {image[i]}, which")));
                return false;
            }
        }

        return true;
    }

    /// <summary>A value that was not taken.</summary>
    /// <param name="index">In the file's order.</param>
    /// <param name="what">The value, and which one it is.</param>
    public Diagnostic OutOfRange(int index, SourceLocation at, string what)
    {
        var format = formats[shape.Locate(index).Map];
        return NetworkDiagnostics.Images(
            at,
            string.Create(CultureInfo.InvariantCulture, $"{what} does not lie in {format.Low}..{format.High}"),
            "correct it, or declare in the design what the values are: input: { range: [LOW, HIGH], scale: ... }");
    }

    public void WarnOfLittleRange(SourceLocation at, DiagnosticBag bag)
    {
        foreach (var (map, (low, high)) in _seen.Index())
        {
            if (high - low < LeastShare * (formats[map].High - formats[map].Low))
            {
                bag.Add(NetworkDiagnostics.ImageRange(at, low, high, formats[map].Low, formats[map].High));
            }
        }
    }
}
