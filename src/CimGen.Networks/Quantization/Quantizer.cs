using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>
/// Post-training quantization to int8: per-tensor asymmetric activations from the ranges that calibration images show, per-channel
/// symmetric weights, integer requantization (Jacob et al., "Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference", CVPR 2018).
/// </summary>
public static class Quantizer
{
    /// <param name="images">Calibration images, HWC, at least one.</param>
    public static Result<QuantizedNetwork> Run(Network network, IReadOnlyList<float[]> images)
    {
        var bag = new DiagnosticBag();
        var ranges = Ranges.Observe(network, images);
        var tensors = new Dictionary<string, QuantizedTensor>(StringComparer.Ordinal)
        {
            [network.Input] = Tensor(network, network.Input, ranges),
        };
        var layers = ImmutableArray.CreateBuilder<QuantizedLayer>();
        foreach (var layer in network.Layers)
        {
            var inputs = layer.Inputs.Select(i => tensors[i]).ToArray();
            if (NotFinite(layer, ranges[layer.Output]) is { } what)
            {
                bag.Add(NetworkDiagnostics.NetworkValue(layer.Location, layer.Name, what));
                break;
            }

            // Selecting values changes no scale: the output keeps that of the input.
            var output = layer is MaxPooling
                ? inputs[0] with { Name = layer.Output, Shape = network.Shapes[layer.Output] }
                : Tensor(network, layer.Output, ranges);
            tensors.Add(layer.Output, output);
            layers.Add(Quantize(layer, inputs, output, bag));
        }

        return Result.From(
            new QuantizedNetwork(network.Name, network.Input, network.Output, [.. tensors.Values], layers.ToImmutable()), bag);
    }

    /// <summary>A float feature map in the integers of a tensor.</summary>
    public static sbyte[] ToIntegers(QuantizedTensor tensor, ReadOnlySpan<float> values)
    {
        var result = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            result[i] = (sbyte)Math.Clamp(Math.Round(values[i] / tensor.Scale) + tensor.ZeroPoint, -128, 127);
        }

        return result;
    }

    /// <summary>The real values that the integers stand for.</summary>
    public static float[] ToReal(QuantizedTensor tensor, ReadOnlySpan<sbyte> values)
    {
        var result = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            result[i] = (float)(tensor.Scale * (values[i] - tensor.ZeroPoint));
        }

        return result;
    }

    /// <summary>What of a layer is no finite number; null when all is.</summary>
    private static string? NotFinite(Layer layer, (double Low, double High) range)
    {
        var kernel = layer is Convolution convolution ? ConvolutionQuantizer.NotFinite(convolution) : -1;
        return kernel >= 0 ? $"a weight or the bias of kernel {kernel}"
            : double.IsFinite(range.Low) && double.IsFinite(range.High) ? null
            : layer is MaxPooling ? "the maximum of a window that lies in the padding"
            : "an activation";
    }

    private static QuantizedTensor Tensor(Network network, string name, Ranges ranges)
    {
        var (low, high) = ranges[name];
        var scale = Math.Max(high - low, 1e-6) / 255;
        var zeroPoint = (int)Math.Clamp(Math.Round(-128 - (low / scale)), -128, 127);
        return new QuantizedTensor(name, network.Shapes[name], scale, zeroPoint);
    }

    private static QuantizedLayer Quantize(Layer layer, QuantizedTensor[] inputs, QuantizedTensor output, DiagnosticBag bag)
    {
        switch (layer)
        {
            case Convolution convolution:
                return ConvolutionQuantizer.Run(convolution, inputs[0], output, bag);
            case MaxPooling pooling:
                return new QuantizedMaxPooling(layer.Name, pooling.Input, layer.Output, pooling.Window, layer.Location);
            case AveragePooling pooling:
                var area = pooling.Window.KernelY * pooling.Window.KernelX;
                if (area * 255L > int.MaxValue)
                {
                    bag.Add(NetworkDiagnostics.Overflow(layer.Location, layer.Name, area * 255.0));
                }

                return new QuantizedAveragePooling(
                    layer.Name,
                    pooling.Input,
                    layer.Output,
                    pooling.Window,
                    -area * inputs[0].ZeroPoint,
                    Uniform(inputs[0].Scale / (area * output.Scale), layer, output),
                    layer.Location);
            default:
                return QuantizeSum((Sum)layer, inputs, output, bag);
        }
    }

    /// <summary>All inputs on one fixed-point scale of 2^-k outputs; the requantization takes it back.</summary>
    private static QuantizedSum QuantizeSum(Sum layer, QuantizedTensor[] inputs, QuantizedTensor output, DiagnosticBag bag)
    {
        var ratios = inputs.Select(t => t.Scale / output.Scale).ToArray();
        var k = Math.Clamp((int)Math.Floor(Math.Log2(32767 / ratios.Max())), -14, 22);
        var factors = ratios.Select(r => (int)Math.Round(Math.ScaleB(r, k))).ToImmutableArray();
        var bound = factors.Sum(f => 255.0 * Math.Abs(f));
        if (bound > int.MaxValue || factors.Any(f => f > 32767))
        {
            bag.Add(NetworkDiagnostics.Overflow(layer.Location, layer.Name, bound));
        }

        var initial = -factors.Zip(inputs, (f, t) => (long)f * t.ZeroPoint).Sum();
        return new QuantizedSum(
            layer.Name, layer.Inputs, layer.Output, factors, (int)initial, Uniform(Math.ScaleB(1, -k), layer, output), layer.Location);
    }

    private static Requantization Uniform(double factor, Layer layer, QuantizedTensor output)
    {
        var (multiplier, shift) = FixedPoint(factor);
        var channels = output.Shape.Channels;
        var (low, high) = Clamp(layer.Range, output);
        return new Requantization(
            [.. Enumerable.Repeat(multiplier, channels)], [.. Enumerable.Repeat(shift, channels)], output.ZeroPoint, low, high);
    }

    /// <summary>factor = multiplier * 2^-shift with a 16-bit multiplier, as exact as that allows.</summary>
    internal static (int Multiplier, int Shift) FixedPoint(double factor)
    {
        var shift = Math.Clamp(15 - (int)Math.Floor(Math.Log2(factor)), 1, Requantization.MaxShift);
        var multiplier = (int)Math.Min(Math.Round(Math.ScaleB(factor, shift)), int.MaxValue);
        if (multiplier > Requantization.MaxMultiplier && shift > 1)
        {
            shift--;
            multiplier = (int)Math.Round(Math.ScaleB(factor, shift));
        }

        return (Math.Min(multiplier, Requantization.MaxMultiplier), shift);
    }

    /// <summary>The activation's range in the output's integers.</summary>
    internal static (int Low, int High) Clamp(ActivationRange range, QuantizedTensor output)
    {
        return (ToInteger(range.Low, -128), ToInteger(range.High, 127));

        int ToInteger(float bound, int unbounded) => float.IsInfinity(bound)
            ? unbounded
            : (int)Math.Clamp(Math.Round(bound / output.Scale) + output.ZeroPoint, -128, 127);
    }
}
