using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>
/// Says where 8 bits lose the network. Golden model and Verilog agree with the integers whatever these are worth, so somebody has to hold
/// them against the float network. The layer in which the signal is lost is named with the likely reason.
/// </summary>
/// <param name="image">One of the images that the noise was measured with.</param>
/// <param name="calibrated">The design names calibration images; otherwise they were random.</param>
public sealed class PrecisionCheck(Network network, QuantizedNetwork quantized, QuantizationNoise noise, float[] image, bool calibrated)
{
    /// <summary>Decibels below which a feature map says little ...</summary>
    private const double Poor = 10;

    /// <summary>... and above which there was something to lose.</summary>
    private const double Good = 20;

    /// <summary>Largest value of a channel or kernel over the usual one from which 8 bits are too few for both.</summary>
    private const double Uneven = 32;

    private readonly Lazy<Dictionary<string, float[]>> _real = new(() => FloatExecutor.Run(network, image));

    public ImmutableArray<Diagnostic> Run()
    {
        var inputs = network.Inputs.Where(IsPoor).Select(i => Calibration(network.Layers[0].Location, i)).OfType<Diagnostic>().ToImmutableArray();
        if (!inputs.IsEmpty)
        {
            return inputs;
        }

        var lost = network.Layers.Where(l => IsPoor(l.Output) && l.Inputs.All(IsGood)).Select(Explain).ToImmutableArray();
        return lost.IsEmpty ? [.. network.Outputs.Select(o => o.Map).Distinct().Where(IsPoor).Select(Gradual)] : lost;
    }

    private bool IsPoor(string map) => noise.Knows(map) && !(noise[map].Decibels >= Poor);

    private bool IsGood(string map) => Decibels(map) > Good;

    /// <summary>Of a map that is never stored, those of what it is made from.</summary>
    private double Decibels(string map) => noise.Knows(map) ? noise[map].Decibels : network.Layers.First(l => l.Output == map).Inputs.Min(Decibels);

    private Diagnostic Explain(Layer layer) => Calibration(layer.Location, layer.Output) ?? NetworkDiagnostics.PrecisionLost(
        layer.Location, layer.Output, Text(noise[layer.Output].Decibels), Weights(layer) ?? Channels(layer) ?? "its values are small differences of large terms; train it with 8 bits in mind");

    /// <summary>Whether the range that calibration found is to blame: values lie beyond it, or its steps are too large for them.</summary>
    private Diagnostic? Calibration(SourceLocation at, string map)
    {
        var (tensor, found) = (quantized.Tensor(map), noise[map]);
        var tooSmall = !double.IsFinite(found.Noise) || found.Clipped > found.Noise / 2;
        var tooLarge = found.Count * tensor.Scale * tensor.Scale / 12 > found.Noise / 4;
        return tooSmall || tooLarge
            ? NetworkDiagnostics.CalibrationDiffers(
                at, map, Text(found.Decibels), Range(found.Low, found.High), Range(tensor.Scale * (-128 - tensor.ZeroPoint), tensor.Scale * (127 - tensor.ZeroPoint)), calibrated)
            : null;
    }

    /// <summary>A kernel whose weights differ too much in size, when the inputs are not to blame.</summary>
    private string? Weights(Layer layer)
    {
        var (weights, kernels) = layer is Convolution c ? (c.Weights, c.Kernels) : ([], 1);
        if (weights.IsEmpty || InputNoise(layer) > noise[layer.Output].Noise / noise[layer.Output].Count / 2)
        {
            return null;
        }

        var worst = Enumerable.Range(0, kernels).Select(k => Spread(weights.AsSpan().Slice(k * (weights.Length / kernels), weights.Length / kernels).ToArray()))
            .Select((s, k) => (s.Largest, s.Usual, Kernel: k)).MaxBy(s => s.Largest / s.Usual);
        return worst.Largest > Uneven * worst.Usual
            ? string.Create(CultureInfo.InvariantCulture, $"the weights of kernel {worst.Kernel} reach {worst.Largest:g3}, half of them no more than {worst.Usual:g3}, and 8 bits do not hold both; train with weight decay, or clip the outliers")
            : null;
    }

    /// <summary>A channel of an input that leaves too few steps to the others.</summary>
    private string? Channels(Layer layer)
    {
        foreach (var input in layer.Inputs)
        {
            var (map, channels) = (_real.Value[input], network.Shapes[input].Channels);
            var reach = new float[channels];
            for (var i = 0; i < map.Length; i++)
            {
                reach[i % channels] = Math.Max(reach[i % channels], Math.Abs(map[i]));
            }

            var (largest, usual) = Spread(reach);
            if (largest > Uneven * usual)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"channel {Array.IndexOf(reach, largest)} of its input '{input}' reaches {largest:g3}, half of the channels no more than {usual:g3}, and 8 bits do not hold both; scale that channel down where it is made and its weights up here");
            }
        }

        return null;
    }

    /// <summary>Mean square of what the layer's output is off in floating point when only its inputs are integers.</summary>
    private double InputNoise(Layer layer)
    {
        var integers = IntegerReference.Run(quantized, Quantizer.ToIntegers(quantized, image));
        var off = FloatExecutor.Run(network, layer, i => Quantizer.ToReal(quantized.Tensor(i), integers[i]));
        return off.Zip(_real.Value[layer.Output], (a, b) => ((double)a - b) * (a - b)).Average();
    }

    /// <summary>No layer alone is to blame: names the one that loses most.</summary>
    private Diagnostic Gradual(string output)
    {
        var (layer, before) = network.Layers.Where(l => noise.Knows(l.Output)).Select(l => (l, l.Inputs.Min(Decibels))).MaxBy(l => l.Item2 - noise[l.l.Output].Decibels);
        return NetworkDiagnostics.PrecisionFades(layer.Location, output, Text(noise[output].Decibels), layer.Output, before, noise[layer.Output].Decibels);
    }

    /// <summary>The largest magnitude, and the one that half of them do not pass.</summary>
    private static (float Largest, float Usual) Spread(float[] values)
    {
        var sorted = values.Select(Math.Abs).Order().ToArray();
        return (sorted[^1], sorted[(sorted.Length - 1) / 2]);
    }

    private static string Range(double low, double high) => string.Create(CultureInfo.InvariantCulture, $"{low:g3} to {high:g3}");

    /// <summary>What a feature map is worth.</summary>
    private static string Text(double decibels) => double.IsFinite(decibels)
        ? string.Create(CultureInfo.InvariantCulture, $"is {decibels:f1} dB above its quantization noise")
        : double.IsNaN(decibels) ? "has values beyond float32" : "is 0 in floating point, but not in integers";
}
