using System.Collections.Immutable;
using System.Globalization;
using CimGen.Flow;
using CimGen.Networks.Execution;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>What 8 bits cost: the outputs of the integer reference against those of the float network.</summary>
/// <param name="Decibels">Signal to quantization noise of the output, over all images.</param>
/// <param name="Cosine">Between both outputs of an image, on the mean.</param>
/// <param name="Predictions">The largest outputs.</param>
/// <param name="Labels">Empty for images without labels.</param>
internal sealed record Precision(double Decibels, double Cosine, Predictions Predictions, ImmutableArray<int> Labels)
{
    private const int CosineDigits = 5;

    /// <summary>Columns of a measure: images, decibels, cosine, images with the same largest output, and those that are right in floats and integers.</summary>
    public ImmutableArray<object> Values =>
    [
        (long)Predictions.Int8.Length,
        double.IsFinite(Decibels) ? Math.Round(Decibels, 1) : Decibels.ToString(CultureInfo.InvariantCulture),
        Math.Round(Cosine, CosineDigits),
        Equal(Predictions.Float, Predictions.Int8),
        Labels.IsEmpty ? string.Empty : Equal(Predictions.Float, Labels),
        Labels.IsEmpty ? string.Empty : Equal(Predictions.Int8, Labels),
    ];

    public static Precision Of(LoadedNetwork loaded)
    {
        var (network, quantized, images) = (loaded.Float, loaded.Network, loaded.Images);
        var noise = new QuantizationNoise(quantized);
        var (floats, integers, cosines) = (new int[images.Images.Length], new int[images.Images.Length], 0.0);
        foreach (var (i, image) in images.Images.Index())
        {
            var real = FloatExecutor.Run(network, image);
            var reference = IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized, image));
            noise.Add(real, reference);
            floats[i] = Predictions.Largest(network.OutputsOf(real), network);
            integers[i] = Predictions.Largest(quantized.OutputsOf(reference), network);
            cosines += network.Outputs.Min(o => CosineOf(real[o.Map], quantized.Tensor(o.Map), reference[o.Map]));
        }

        return new Precision(quantized.Outputs.Min(o => noise[o].Decibels), cosines / images.Images.Length, new Predictions([.. floats], [.. integers]), images.Labels);
    }

    private static double CosineOf(float[] real, QuantizedTensor tensor, sbyte[] integers)
    {
        var (product, one, other) = (0.0, 0.0, 0.0);
        for (var i = 0; i < real.Length; i++)
        {
            var value = tensor.Scale * (integers[i] - tensor.ZeroPoint);
            product += real[i] * value;
            one += (double)real[i] * real[i];
            other += value * value;
        }

        // A vector of zeros has no direction; two of them are the same.
        return one == 0 && other == 0 ? 1 : one == 0 || other == 0 ? 0 : product / Math.Sqrt(one * other);
    }

    private static long Equal(ImmutableArray<int> one, ImmutableArray<int> other) => one.Zip(other).LongCount(p => p.First == p.Second);
}
