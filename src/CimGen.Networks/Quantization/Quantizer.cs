using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>
/// Post-training quantization to int8: per-tensor asymmetric activations from the ranges that calibration images show, per-channel
/// symmetric weights, integer requantization (Jacob et al., "Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference", CVPR 2018). Only ratios of scales reach the hardware, so that scales themselves may have any
/// magnitude: a common factor on the weights of a layer changes nothing.
/// </summary>
public static class Quantizer
{
    /// <param name="images">Calibration images, HWC, at least one.</param>
    public static Result<QuantizedNetwork> Run(Network network, IReadOnlyList<float[]> images)
    {
        var bag = new DiagnosticBag();
        var ranges = Ranges.Observe(network, images);
        if (!IsFinite(ranges[network.Input]))
        {
            return NetworkDiagnostics.ImageValue(network.Layers[0].Location, network.Input);
        }

        var tensors = new Dictionary<string, QuantizedTensor>(StringComparer.Ordinal)
        {
            [network.Input] = Tensor(network, network.Input, ranges[network.Input], reach: 1),
        };
        var layers = ImmutableArray.CreateBuilder<QuantizedLayer>();
        foreach (var layer in network.Layers)
        {
            var inputs = layer.Inputs.Select(i => tensors[i]).ToArray();
            if (NotFinite(layer, ranges[layer.Output]) is { } problem)
            {
                bag.Add(problem);
                break;
            }

            // Selecting values changes no scale: the output keeps that of the input.
            var output = layer is MaxPooling
                ? inputs[0] with { Name = layer.Output, Shape = network.Shapes[layer.Output] }
                : Tensor(network, layer.Output, ranges[layer.Output], ranges[layer.Output] is (0, 0) ? Reach(layer, inputs) : 1);
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
            // Half a step beyond the largest float is infinite.
            result[i] = (float)Math.Clamp(tensor.Scale * (values[i] - tensor.ZeroPoint), float.MinValue, float.MaxValue);
        }

        return result;
    }

    private static bool IsFinite((double Low, double High) range) => double.IsFinite(range.Low) && double.IsFinite(range.High);

    /// <summary>What of a layer is no finite number; null when all is.</summary>
    private static Diagnostic? NotFinite(Layer layer, (double Low, double High) range)
    {
        var kernel = layer switch
        {
            Convolution convolution => MatrixQuantizer.NotFinite(convolution.Weights, convolution.Bias),
            Affine affine => MatrixQuantizer.NotFinite(affine.Scale, affine.Shift),
            _ => -1,
        };
        return kernel >= 0 ? NetworkDiagnostics.WeightValue(layer.Location, layer.Name, kernel)
            : IsFinite(range) ? null
            : layer is MaxPooling ? NetworkDiagnostics.EmptyMaximum(layer.Location, layer.Name)
            : NetworkDiagnostics.Activation(layer.Location, layer.Name);
    }

    /// <param name="reach">Stands for the range of a map that is 0 in all calibration images, so that other images still find a scale.</param>
    private static QuantizedTensor Tensor(Network network, string name, (double Low, double High) range, double reach)
    {
        var (low, high) = range is (0, 0) ? (0, reach) : range;
        var scale = (high - low) / 255;
        var zeroPoint = (int)Math.Clamp(Math.Round(-128 - (low / scale)), -128, 127);
        return new QuantizedTensor(name, network.Shapes[name], scale, zeroPoint);
    }

    /// <summary>The largest magnitude that a layer could give for any of its inputs' integers; 1 when it can give nothing but 0.</summary>
    private static double Reach(Layer layer, QuantizedTensor[] inputs)
    {
        var reach = layer switch
        {
            Convolution convolution => MatrixQuantizer.Reach(convolution.Weights, convolution.Bias, inputs[0]),
            Affine affine => MatrixQuantizer.Reach(affine.Scale, affine.Shift, inputs[0]),
            _ => inputs.Sum(i => 255 * i.Scale),
        };
        return reach > 0 ? reach : 1;
    }

    private static QuantizedLayer Quantize(Layer layer, QuantizedTensor[] inputs, QuantizedTensor output, DiagnosticBag bag)
    {
        switch (layer)
        {
            case Convolution convolution:
                return MatrixQuantizer.Run(convolution, inputs[0], output, bag);
            case Affine affine:
                return MatrixQuantizer.Run(affine, inputs[0], output, bag);
            case MaxPooling pooling:
                return new QuantizedMaxPooling(layer.Name, pooling.Input, layer.Output, pooling.Window, layer.Location);
            case AveragePooling pooling:
                var area = (long)pooling.Window.KernelY * pooling.Window.KernelX;
                if (area * 255 > int.MaxValue)
                {
                    bag.Add(NetworkDiagnostics.Overflow(layer.Location, layer.Name, area * 255.0, "pool in two steps"));
                }

                return new QuantizedAveragePooling(
                    layer.Name,
                    pooling.Input,
                    layer.Output,
                    pooling.Window,
                    (int)(-area * inputs[0].ZeroPoint),
                    Uniform(inputs[0].Scale / (area * output.Scale), layer, output),
                    layer.Location);
            default:
                return QuantizeSum((Sum)layer, inputs, output);
        }
    }

    /// <summary>
    /// All inputs on one fixed-point scale of 2^-k outputs, as fine as 16-bit factors and a 32-bit sum allow; the requantization takes it back.
    /// </summary>
    private static QuantizedSum QuantizeSum(Sum layer, QuantizedTensor[] inputs, QuantizedTensor output)
    {
        const double LargestFactor = 32767;
        const double LargestTotal = int.MaxValue / 256;
        var ratios = inputs.Select(t => t.Scale / output.Scale).ToArray();
        var k = Math.Min(22, (int)Math.Floor(Math.Log2(Math.Min(LargestFactor / ratios.Max(), LargestTotal / ratios.Sum()))));
        var factors = ratios.Select((r, i) => (layer.Subtracts && i > 0 ? -1 : 1) * (int)Math.Round(Math.ScaleB(r, k))).ToImmutableArray();
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

    /// <summary>
    /// factor = multiplier * 2^-shift with a 16-bit multiplier. Where the shift ends, nothing is lost: below 2^-32 no 32-bit sum makes half a
    /// step of the output, above 2^15 every sum but 0 leaves its 8 bits.
    /// </summary>
    internal static (int Multiplier, int Shift) FixedPoint(double factor)
    {
        var shift = (int)Math.Clamp(15 - Math.Floor(Math.Log2(factor)), 1, Requantization.MaxShift);
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
