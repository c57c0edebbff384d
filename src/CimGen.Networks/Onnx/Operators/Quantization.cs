using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Values;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>
/// QuantizeLinear and DequantizeLinear. Around a feature map they say with which scale it is held; on constants they are computed, and weights
/// remember their steps.
/// </summary>
internal static class Quantization
{
    public static Value? Quantize(NodeContext node)
    {
        // What the host computes is not rounded.
        if (node.InputValue(0) is HostValue host)
        {
            return host;
        }

        if (Scale(node, TypeOf(node)) is not var (scale, type) || node.Map(0, padded: true) is not { } view)
        {
            return null;
        }

        if (view.Padding is { Value: not 0 } pad)
        {
            return node.Unsupported($"Pad '{pad.Node}' fills with {pad.Value} in front of a QuantizeLinear", "pad with 0");
        }

        if (!node.Graph.Give(view.Map, scale))
        {
            // Held in two ways: the second is a copy.
            node.Graph.AddActivation(node.Name, view.Map, node.Output, ActivationRange.Unbounded, node.At);
            view = view with { Map = node.Output };
            node.Graph.Give(view.Map, scale);
        }

        return new QuantizedView(view, scale, type);
    }

    public static ConstantTensor? QuantizeConstant(NodeContext node)
    {
        var type = TypeOf(node);
        if (node.Weights(0) is not { } values || PerAxis(node, values, type) is not { } axis || !IsByte(node, type))
        {
            return null;
        }

        var (least, most) = type == ElementType.Int8 ? (-128, 127) : (0, 255);
        return ConstantTensor.Of(type, values.Dimensions, values.Count, i => Math.Clamp(Math.Round((float)values[i] / axis.Scale(i)) + axis.Zero(i), least, most));
    }

    public static Value? Dequantize(NodeContext node)
    {
        if (node.InputValue(0) is HostValue host)
        {
            return host;
        }

        if (node.InputValue(0) is not QuantizedView quantized)
        {
            return node.InputValue(0) is UnknownValue ? null : node.Shape("its input does not come from a QuantizeLinear, and is no input of 8 bits");
        }

        if (Scale(node, quantized.Type) is not var (scale, _))
        {
            return null;
        }

        if (quantized.Scale is null)
        {
            return node.Graph.Give(quantized.View.Map, scale)
                ? quantized.View
                : node.Unsupported("the input's integers stand for different values", "dequantize the input once");
        }

        return quantized.Scale == scale ? quantized.View : node.Unsupported("a DequantizeLinear whose scale or zero point is not that of the QuantizeLinear before", "give both the same");
    }

    public static ConstantTensor? DequantizeConstant(NodeContext node)
    {
        if (node.Constant(0) is not { } values || PerAxis(node, values, values.Type) is not { } axis)
        {
            return null;
        }

        if (!values.Type.IsInteger() || values.Type.Width() > 4)
        {
            node.Unsupported($"DequantizeLinear of {values.Type.Name()}", "only int8, uint8 and int32 constants are read");
            return null;
        }

        // Weights that do not fit 8 bits without their zero point are rounded anew.
        var whole = Enumerable.Range(0, values.Count).All(i => values[i] - axis.Zero(i) is >= -128 and <= 127);
        var real = ConstantTensor.Of(ElementType.Float, values.Dimensions, values.Count, i => (float)(values[i] - axis.Zero(i)) * axis.Scale(i));
        return whole ? real with { Steps = new WeightSteps([.. axis.Scales], axis.Axis) } : real;
    }

    /// <summary>The type of the integers: that of the zero point, or what the node says.</summary>
    private static ElementType TypeOf(NodeContext node) => node.Input(2) is not null && node.InputValue(2) is ConstantTensor zero ? zero.Type
        : node.Integer("output_dtype", 0) is > 0 and var type ? (ElementType)type
        : ElementType.UInt8;

    /// <summary>Scale and zero point of a map, in signed integers; null when they are none, which is reported.</summary>
    private static (GivenScale Scale, ElementType Type)? Scale(NodeContext node, ElementType type)
    {
        if (!IsByte(node, type) || node.Weights(1) is not { } scale || (node.Input(2) is not null && node.Constant(2) is null))
        {
            return null;
        }

        var zero = node.Input(2) is null ? null : node.Constant(2);
        if (scale.Count != 1 || zero is { Count: not 1 })
        {
            node.Unsupported("a feature map with several scales", "quantize feature maps with one scale each (per tensor)");
            return null;
        }

        if (!(scale[0] > 0) || !double.IsFinite(scale[0]))
        {
            node.Shape($"the scale is {scale[0]}");
            return null;
        }

        return (new GivenScale((float)scale[0], (int)(zero?[0] ?? 0) - (type == ElementType.UInt8 ? 128 : 0)), type);
    }

    private static bool IsByte(NodeContext node, ElementType type)
    {
        if (type is ElementType.Int8 or ElementType.UInt8)
        {
            return true;
        }

        node.Unsupported($"{node.Operator} with {type.Name()}", "only int8 and uint8 are mapped; quantize the model to 8 bits");
        return false;
    }

    /// <summary>Scales and zero points of a constant; null when they do not fit it, which is reported.</summary>
    private static AxisScales? PerAxis(NodeContext node, ConstantTensor values, ElementType type)
    {
        if (node.Weights(1) is not { } scale || (node.Input(2) is not null && node.Constant(2) is null))
        {
            return null;
        }

        if (node.Integer("block_size", 0) != 0)
        {
            node.Unsupported($"{node.Operator} with block_size", "quantize weights with one scale, or one for each kernel");
            return null;
        }

        var zero = node.Input(2) is null ? null : node.Constant(2);
        var axis = 0;
        if (scale.Count != 1 || scale.Dimensions.Length > 1)
        {
            if (Dims.Axis(node.Integer("axis", 1), values.Dimensions.Length) is not { } along || scale.Dimensions.Length != 1 || values.Dimensions[along] != scale.Count)
            {
                node.Shape($"scales of shape {Dims.Text(scale.Dimensions.AsSpan())} for a constant of {Dims.Text(values.Dimensions.AsSpan())}");
                return null;
            }

            axis = along;
        }

        if ((zero is not null && (zero.Count != scale.Count || zero.Type != type)) || scale.ToFloats().Any(s => !(s > 0) || !float.IsFinite(s)))
        {
            node.Shape("zero points do not fit the scales, or a scale is not positive");
            return null;
        }

        var stride = (int)Dims.Count(values.Dimensions.AsSpan()[Math.Min(axis + 1, values.Dimensions.Length)..]);
        return new AxisScales(scale.ToFloats(), zero?.ToIntegers(), axis, Math.Max(1, stride));
    }

    /// <param name="Stride">Elements from one place along the axis to the next.</param>
    private sealed record AxisScales(float[] Scales, long[]? Zeros, int Axis, int Stride)
    {
        public float Scale(int element) => Scales[Place(element)];

        public long Zero(int element) => Zeros?[Place(element)] ?? 0;

        private int Place(int element) => Scales.Length == 1 ? 0 : element / Stride % Scales.Length;
    }
}
