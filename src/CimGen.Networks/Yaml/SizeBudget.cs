using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Yaml;

/// <summary>What the layers of a network may take together. Files are untrusted, so that each layer asks before memory is taken for it.</summary>
internal sealed class SizeBudget(DiagnosticBag bag)
{
    /// <summary>Half a gigabyte of float32.</summary>
    private const long MaxWeights = 1L << 27;

    /// <summary>Some minutes of calibration; the networks that fit the largest machines take a hundredth.</summary>
    private const long MaxOperations = 1L << 38;

    private Int128 _values;
    private Int128 _weights;
    private Int128 _operations;

    /// <summary>Feature maps: they are held at once when the float network runs.</summary>
    public bool TakesMap(FeatureShape shape, string what, SourceLocation at) =>
        Takes(ref _values, shape.ExactCount, FeatureShape.MaxCount, at, $"{what} ({shape})", "values of feature maps", "use smaller feature maps");

    /// <summary>Weights of a layer.</summary>
    public bool TakesWeights(Int128 count, string what, SourceLocation at) =>
        Takes(ref _weights, count, MaxWeights, at, what, "weights", "use fewer or smaller kernels");

    /// <summary>A window that slides over an input.</summary>
    /// <param name="kernels">1 for pooling.</param>
    public bool TakesWindow(Window window, FeatureShape input, FeatureShape output, int kernels, string what, SourceLocation at)
    {
        var column = (Int128)window.KernelY * window.KernelX * input.Channels;
        Int128 none = 0;
        return Takes(ref none, column, FeatureShape.MaxCount, at, $"a window of {what}", "values", "use a smaller kernel")
            && Takes(ref _operations, column * output.Height * output.Width * kernels, MaxOperations, at, what, "operations an image", "use smaller kernels or feature maps");
    }

    private bool Takes(ref Int128 total, Int128 more, Int128 most, SourceLocation at, string what, string unit, string advice)
    {
        var before = total;
        total += more;
        if (total > most)
        {
            var others = before > 0 ? $", the layers before {before}" : "";
            bag.Add(NetworkDiagnostics.TooLarge(at, $"{what} takes {more} {unit}{others}, and {most} are the most", advice));
        }

        return total <= most;
    }
}
