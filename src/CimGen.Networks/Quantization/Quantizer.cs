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
    /// <summary>Largest factor of a vector instruction.</summary>
    private const int MaxSumFactor = 32767;

    /// <param name="network">As <see cref="QuantizationOptions.Prepare"/> gives it.</param>
    /// <param name="images">Calibration images, HWC, at least one.</param>
    /// <param name="options">Null: plain ranges.</param>
    public static Result<QuantizedNetwork> Run(Network network, IReadOnlyList<float[]> images, QuantizationOptions? options = null)
    {
        var bag = new DiagnosticBag();
        var ranges = IsGiven(network) ? Ranges.None : Ranges.Observe(network, images, options ?? QuantizationOptions.Default);
        if (network.Inputs.FirstOrDefault(i => !IsFinite(ranges[i])) is { } infinite)
        {
            return NetworkDiagnostics.ImageValue(network.Layers[0].Location, infinite);
        }

        var tensors = new TensorTable(network, ranges);
        foreach (var input in network.Inputs)
        {
            tensors.Add(input, reach: 1);
        }

        var fused = FusedFunctions.Inputs(network);
        var layers = new List<QuantizedLayer>();
        foreach (var layer in network.Layers)
        {
            if (NotFinite(layer, ranges[layer.Output]) is { } problem)
            {
                bag.Add(problem);
                break;
            }

            var inputs = layer.Inputs.Select(tensors.Find).ToArray();
            var output = tensors.Add(layer.Output, Reach(layer, inputs));
            if (layer is Elementwise function && fused.Contains(function.Input))
            {
                // What the table reads is never stored.
                var before = layers.FindIndex(l => l.Output == function.Input);
                layers[before] = layers[before] with { Output = layer.Output, Requantization = layers[before].Requantization! with { Table = Lookup.Table(function, inputs[0], output) } };
                tensors.Hide(function.Input);
            }
            else
            {
                layers.Add(Quantize(layer, inputs, output, options is { BiasCorrection: true } ? ranges.Means(layer.Inputs[0], network.Shapes[layer.Inputs[0]].Channels) : [], bag));
            }
        }

        return Result.From(
            new QuantizedNetwork(network.Name, network.Inputs, [.. network.Outputs.Select(o => o.Map)], [.. tensors.All], [.. layers]) { Unstored = [.. tensors.Hidden] }, bag);
    }

    /// <summary>Whether the network comes with all of its scales, so that there is nothing to calibrate.</summary>
    public static bool IsGiven(Network network)
    {
        var groups = ScaleGroups.Of(network);
        return !network.GivenScales.IsEmpty && network.Layers.Select(l => l.Output).Concat(network.Inputs).All(m => groups.ScaleOf(m) is not null);
    }

    /// <summary>A scale in float32, as quantized models have it, where float32 holds it.</summary>
    internal static double AsModelsHaveIt(double scale) => float.IsNormal((float)scale) ? (float)scale : scale;

    /// <summary>An image in the integers of the network's inputs.</summary>
    public static sbyte[] ToIntegers(QuantizedNetwork network, float[] image)
    {
        var shapes = network.InputShapes;
        return MapBundle.Join([.. network.Inputs.Select((name, map) => ToIntegers(network.Tensor(name), shapes.Part(image, map).Span))]);
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

    /// <summary>The largest magnitude that a layer could give for any of its inputs' integers; 1 when it can give nothing but 0.</summary>
    private static double Reach(Layer layer, QuantizedTensor[] inputs)
    {
        var reach = layer switch
        {
            Convolution convolution => MatrixQuantizer.Reach(convolution.Weights, convolution.Bias, inputs[0]),
            Affine affine => MatrixQuantizer.Reach(affine.Scale, affine.Shift, inputs[0]),
            Elementwise elementwise => Lookup.Reach(elementwise, inputs[0]),
            Product => 255 * inputs[0].Scale * 255 * inputs[1].Scale,
            _ => inputs.Sum(i => 255 * i.Scale),
        };
        return reach > 0 ? reach : 1;
    }

    /// <param name="means">Of the first input's channels, for biases to be corrected by; empty when they are not.</param>
    private static QuantizedLayer Quantize(Layer layer, QuantizedTensor[] inputs, QuantizedTensor output, double[] means, DiagnosticBag bag)
    {
        switch (layer)
        {
            case Convolution convolution:
                return MatrixQuantizer.Run(convolution, inputs[0], output, means, bag);
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
            case Elementwise elementwise:
                return new QuantizedLookup(layer.Name, elementwise.Input, layer.Output, Lookup.Table(elementwise, inputs[0], output), layer.Location);
            case Product product:
                return new QuantizedProduct(
                    layer.Name, product.Left, product.Right, layer.Output, inputs[0].ZeroPoint, inputs[1].ZeroPoint,
                    Uniform(inputs[0].Scale * inputs[1].Scale / output.Scale, layer, output), layer.Location);
            default:
                return QuantizeSum((Sum)layer, inputs, output);
        }
    }

    /// <summary>
    /// Both inputs as whole multiples of a common step. The sum is exact but for the ratio of the two factors, and the requantization takes the
    /// step to the output's scale.
    /// </summary>
    private static QuantizedSum QuantizeSum(Sum layer, QuantizedTensor[] inputs, QuantizedTensor output)
    {
        var (first, second) = inputs.Length == 1 ? (1, 0) : SmallFraction.Nearest(inputs[0].Scale / inputs[1].Scale, MaxSumFactor);
        var step = first >= second ? inputs[0].Scale / first : inputs[1].Scale / second;
        var factors = inputs.Length == 1 ? [first] : ImmutableArray.Create(first, layer.Subtracts ? -second : second);
        var initial = -factors.Zip(inputs, (f, t) => f * t.ZeroPoint).Sum();
        return new QuantizedSum(layer.Name, layer.Inputs, layer.Output, factors, initial, Uniform(step / output.Scale, layer, output), layer.Location);
    }

    private static Requantization Uniform(double factor, Layer layer, QuantizedTensor output)
    {
        var (multiplier, shift) = FixedPoint(factor);
        var channels = output.Shape.Channels;
        var (low, high) = Clamp(layer.Range, output);
        return new Requantization(
            [.. Enumerable.Repeat(multiplier, channels)], [.. Enumerable.Repeat(shift, channels)], output.ZeroPoint, low, high)
        {
            Factors = [.. Enumerable.Repeat((float)factor, channels)],
        };
    }

    /// <summary>What takes a sum to the output, rounded as ONNX Runtime does it where float32 holds the scales.</summary>
    internal static float Factor(double input, double weight, double output) =>
        float.IsNormal((float)input) && float.IsNormal((float)weight) && float.IsNormal((float)output) && (float)input * (float)weight is var product && float.IsNormal(product)
            ? product / (float)output
            : (float)(input * weight / output);

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
