using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>Quantizes one convolution, kernel by kernel.</summary>
internal static class ConvolutionQuantizer
{
    private const int MaxWeight = 127;

    /// <summary>The first kernel with a weight or bias that is no finite number; -1 when there is none.</summary>
    public static int NotFinite(Convolution layer)
    {
        var perKernel = layer.Weights.Length / layer.Kernels;
        var weight = layer.Weights.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        var bias = layer.Bias.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        return weight < 0 ? bias : bias < 0 ? weight / perKernel : Math.Min(weight / perKernel, bias);
    }

    /// <summary>Of a layer whose values are all finite.</summary>
    public static QuantizedConvolution Run(Convolution layer, QuantizedTensor input, QuantizedTensor output, DiagnosticBag bag)
    {
        var perKernel = layer.Weights.Length / layer.Kernels;
        var weights = new sbyte[layer.Weights.Length];
        var bias = new int[layer.Kernels];
        var multipliers = new int[layer.Kernels];
        var shifts = new int[layer.Kernels];
        for (var k = 0; k < layer.Kernels; k++)
        {
            var kernel = layer.Weights.AsSpan(k * perKernel, perKernel);
            var scale = Scale(kernel, layer.Bias[k], input.Scale);
            long total = 0;
            long magnitude = 0;
            for (var i = 0; i < perKernel; i++)
            {
                var weight = (sbyte)Math.Clamp(Math.Round(kernel[i] / scale), -MaxWeight, MaxWeight);
                weights[(k * perKernel) + i] = weight;
                total += weight;
                magnitude += Math.Abs(weight);
            }

            // sum(w * (q - zero)) = sum(w * q) - zero * sum(w): the second part is known now.
            var exact = Math.Round(layer.Bias[k] / (input.Scale * scale)) - ((double)input.ZeroPoint * total);
            var bound = Math.Abs(exact) + (128.0 * magnitude);
            if (bound > int.MaxValue)
            {
                bag.Add(NetworkDiagnostics.Overflow(layer.Location, layer.Name, bound));
                break;
            }

            bias[k] = (int)exact;
            (multipliers[k], shifts[k]) = Quantizer.FixedPoint(input.Scale * scale / output.Scale);
        }

        var (low, high) = Quantizer.Clamp(layer.Range, output);
        return new QuantizedConvolution(
            layer.Name,
            layer.Input,
            layer.Output,
            layer.Window,
            layer.Kernels,
            [.. weights],
            [.. bias],
            new Requantization([.. multipliers], [.. shifts], output.ZeroPoint, low, high),
            layer.Location);
    }

    /// <summary>Real value of a weight of 1: from the largest weight, but coarse enough that the bias fits 31 bits.</summary>
    private static double Scale(ReadOnlySpan<float> kernel, float bias, double inputScale)
    {
        var largest = 0.0;
        foreach (var weight in kernel)
        {
            largest = Math.Max(largest, Math.Abs((double)weight));
        }

        return Math.Max(Math.Max(largest / MaxWeight, Math.Abs((double)bias) / (inputScale * (1 << 28))), 1e-12);
    }
}
