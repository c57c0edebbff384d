using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Images;

/// <summary>Collects the images of one file: values come in the file's order and meaning, and are kept as the network gets them.</summary>
internal sealed class ImageValues(FeatureShape shape, InputFormat format)
{
    /// <summary>Less of the declared range cannot be meant.</summary>
    private const double LeastShare = 0.01;

    /// <summary>Values of all images of a file: a gigabyte of float32.</summary>
    private const long MaxValues = 1L << 28;

    private readonly ImmutableArray<float[]>.Builder _images = ImmutableArray.CreateBuilder<float[]>();
    private double _low = double.PositiveInfinity;
    private double _high = double.NegativeInfinity;

    public FeatureShape Shape => shape;

    public InputFormat Format => format;

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
        // As float32, in which files and networks hold values: the ends of a range, too.
        if (!((float)value >= (float)format.Low && (float)value <= (float)format.High))
        {
            return false;
        }

        (_low, _high) = (Math.Min(_low, value), Math.Max(_high, value));
        var place = format.Place(index, shape);
        _images[^1][place] = format.Real(value, place % shape.Channels);
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
                bag.Add(OutOfRange(at, string.Create(CultureInfo.InvariantCulture, $"image {number}, value {i} is {image[i]}, which")));
                return false;
            }
        }

        return true;
    }

    /// <summary>A value that was not taken.</summary>
    /// <param name="what">The value, and which one it is.</param>
    public Diagnostic OutOfRange(SourceLocation at, string what) => NetworkDiagnostics.Images(
        at,
        string.Create(CultureInfo.InvariantCulture, $"{what} does not lie in {format.Low}..{format.High}"),
        "correct it, or declare in the design what the values are: input: { range: [LOW, HIGH], scale: ... }");

    public void WarnOfLittleRange(SourceLocation at, DiagnosticBag bag)
    {
        if (_high - _low < LeastShare * (format.High - format.Low))
        {
            bag.Add(NetworkDiagnostics.ImageRange(at, _low, _high, format.Low, format.High));
        }
    }
}
