using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>Quantizes a layer with weights, kernel by kernel: a convolution, or the constants of each channel.</summary>
internal static class MatrixQuantizer
{
    private const int MaxWeight = 127;

    /// <summary>A quantized model may have it.</summary>
    private const int LeastGivenWeight = -128;

    /// <summary>Weights are not made coarser than this for the sake of 32-bit sums.</summary>
    private const int LeastWeight = 15;

    /// <summary>The first kernel with a weight or bias that is no finite number; -1 when there is none.</summary>
    public static int NotFinite(ImmutableArray<float> weights, ImmutableArray<float> bias)
    {
        if (TensorPrimitives.IsFiniteAll<float>(weights.AsSpan()) && TensorPrimitives.IsFiniteAll<float>(bias.AsSpan()))
        {
            return -1;
        }

        var perKernel = weights.Length / bias.Length;
        var weight = weights.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        var constant = bias.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        return weight < 0 ? constant : constant < 0 ? weight / perKernel : Math.Min(weight / perKernel, constant);
    }

    /// <summary>The largest magnitude of an output for any input.</summary>
    public static double Reach(ImmutableArray<float> weights, ImmutableArray<float> bias, QuantizedTensor input)
    {
        var perKernel = weights.Length / bias.Length;
        var reach = 0.0;
        for (var k = 0; k < bias.Length; k++)
        {
            var sum = Math.Abs((double)bias[k]);
            foreach (var weight in weights.AsSpan().Slice(k * perKernel, perKernel))
            {
                sum += Math.Abs((double)weight) * 255 * input.Scale;
            }

            reach = Math.Max(reach, sum);
        }

        return reach;
    }

    /// <summary>Of a layer whose values are all finite.</summary>
    public static QuantizedConvolution Run(Convolution layer, QuantizedTensor input, QuantizedTensor output, double[] means, DiagnosticBag bag)
    {
        // Weights that the model gives are those that it was trained or corrected with.
        var real = means.Length > 0 && layer.KernelScales.IsEmpty ? Corrected(layer, input, means) : layer.Bias;
        var (weights, bias, scales, requantization) = Run(layer, layer.Weights, real, layer.KernelScales, input, output, bag);
        return new QuantizedConvolution(layer.Name, layer.Input, layer.Output, layer.Window, layer.Kernels, weights, bias, requantization, layer.Location)
        {
            Groups = layer.Groups,
            KernelScales = scales,
        };
    }

    /// <summary>Of a layer whose values are all finite.</summary>
    public static QuantizedConvolution Run(Affine layer, QuantizedTensor input, QuantizedTensor output, DiagnosticBag bag)
    {
        var (weights, bias, scales, requantization) = Run(layer, layer.Scale, layer.Shift, [], input, output, bag);
        return new QuantizedConvolution(
            layer.Name, layer.Inputs[0], layer.Output, new Window(1, 1), bias.Length, weights, bias, requantization, layer.Location)
        { Groups = bias.Length, KernelScales = scales };
    }

    private static (ImmutableArray<sbyte> Weights, ImmutableArray<int> Bias, ImmutableArray<double> Scales, Requantization Requantization) Run(
        Layer layer, ImmutableArray<float> weights, ImmutableArray<float> bias, ImmutableArray<float> scales, QuantizedTensor input, QuantizedTensor output, DiagnosticBag bag)
    {
        var perKernel = weights.Length / bias.Length;
        var integers = new sbyte[weights.Length];
        var constants = new int[bias.Length];
        var multipliers = new int[bias.Length];
        var shifts = new int[bias.Length];
        var kernelScales = new double[bias.Length];
        var factors = new float[bias.Length];
        for (var k = 0; k < bias.Length; k++)
        {
            var from = weights.AsSpan().Slice(k * perKernel, perKernel);
            var to = integers.AsSpan(k * perKernel, perKernel);
            var kernel = scales.IsEmpty ? QuantizeKernel(from, bias[k], input, to) : Round(from, bias[k], input, scales[k], to, LeastGivenWeight);
            if (kernel.Bound > int.MaxValue)
            {
                bag.Add(NetworkDiagnostics.Overflow(layer.Location, layer.Name, kernel.Bound, "split it into layers with fewer inputs to a kernel"));
                break;
            }

            constants[k] = (int)kernel.Constant;
            kernelScales[k] = kernel.Scale;
            factors[k] = Quantizer.Factor(input.Scale, kernel.Scale, output.Scale);
            (multipliers[k], shifts[k]) = Quantizer.FixedPoint(input.Scale * kernel.Scale / output.Scale);
        }

        var (low, high) = Quantizer.Clamp(layer.Range, output);
        return (
            ImmutableCollectionsMarshal.AsImmutableArray(integers),
            ImmutableCollectionsMarshal.AsImmutableArray(constants),
            ImmutableArray.Create(kernelScales),
            new Requantization(ImmutableArray.Create(multipliers), ImmutableArray.Create(shifts), output.ZeroPoint, low, high) { Factors = ImmutableArray.Create(factors) });
    }

    /// <summary>Less what rounded weights add on the mean.</summary>
    private static ImmutableArray<float> Corrected(Convolution layer, QuantizedTensor input, double[] means)
    {
        var perKernel = layer.Weights.Length / layer.Kernels;
        var perGroup = means.Length / layer.Groups;
        var integers = new sbyte[perKernel];
        var bias = layer.Bias.ToArray();
        for (var k = 0; k < bias.Length; k++)
        {
            var weights = layer.Weights.AsSpan().Slice(k * perKernel, perKernel);
            var kernel = QuantizeKernel(weights, bias[k], input, integers);
            var first = k / (layer.Kernels / layer.Groups) * perGroup;
            var error = 0.0;
            for (var i = 0; i < perKernel; i++)
            {
                error += ((kernel.Scale * integers[i]) - weights[i]) * means[first + (i % perGroup)];
            }

            bias[k] -= (float)error;
        }

        return [.. bias];
    }

    /// <summary>As fine as 8 bits, and a 32-bit sum for any input, allow; beyond 32 bits when that would leave too little of the weights.</summary>
    private static Kernel QuantizeKernel(ReadOnlySpan<float> weights, float bias, QuantizedTensor input, Span<sbyte> integers)
    {
        var largest = Math.Abs((double)TensorPrimitives.MaxMagnitude(weights));

        // From the largest weight, but coarse enough that the bias fits 28 bits. A kernel of zeros gives 0 on any scale.
        var scale = Math.Max(largest / MaxWeight, Math.Abs((double)bias) / (input.Scale * (1 << 28)));
        var kernel = Round(weights, bias, input, scale > 0 ? Quantizer.AsModelsHaveIt(scale) : 1, integers);
        while (kernel.Bound > int.MaxValue)
        {
            var coarser = Quantizer.AsModelsHaveIt(kernel.Scale * Math.Max(kernel.Bound / int.MaxValue, 1.01));
            if (largest / coarser < LeastWeight)
            {
                break;
            }

            kernel = Round(weights, bias, input, coarser, integers);
        }

        return kernel;
    }

    private static Kernel Round(ReadOnlySpan<float> weights, float bias, QuantizedTensor input, double scale, Span<sbyte> integers, int least = -MaxWeight)
    {
        long total = 0;
        long magnitude = 0;
        Span<double> steps = stackalloc double[Math.Min(512, weights.Length)];
        for (var first = 0; first < weights.Length; first += steps.Length)
        {
            steps = steps[..Math.Min(steps.Length, weights.Length - first)];
            TensorPrimitives.ConvertTruncating(weights.Slice(first, steps.Length), steps);
            TensorPrimitives.Divide<double>(steps, scale, steps);
            TensorPrimitives.Round<double>(steps, steps);
            for (var i = 0; i < steps.Length; i++)
            {
                var integer = (int)Math.Clamp(steps[i], least, MaxWeight);
                integers[first + i] = (sbyte)integer;
                total += integer;
                magnitude += Math.Abs(integer);
            }
        }

        // sum(w * (q - zero)) = sum(w * q) - zero * sum(w): the second part is known now.
        var constant = Math.Round(bias / (input.Scale * scale)) - ((double)input.ZeroPoint * total);
        return new Kernel(scale, constant, Math.Abs(constant) + (128.0 * magnitude));
    }

    /// <param name="Scale">Real value of a weight of 1.</param>
    /// <param name="Constant">Bias with zero-point correction.</param>
    /// <param name="Bound">The largest sum for any input.</param>
    private readonly record struct Kernel(double Scale, double Constant, double Bound);
}
