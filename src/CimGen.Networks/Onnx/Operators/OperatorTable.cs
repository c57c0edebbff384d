using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>
/// The operators that are read, with their attributes and inputs in opsets 7 to 23 (ONNX "Operators" and "Changelog"). What is not in
/// this table is refused.
/// </summary>
internal static class OperatorTable
{
    private static readonly ImmutableArray<OperatorDefinition> All =
    [
        new("Conv", "crossbars; the kernels of groups lie on the diagonal", "auto_pad dilations group kernel_shape pads strides", "3", Convolutions.Convolution),
        new("ConvTranspose", "a convolution on crossbars for each phase of the stride", "auto_pad dilations group kernel_shape output_padding output_shape pads strides", "3", TransposedConvolutions.Read),
        new("Gemm", "crossbars; B and C are constants", "alpha beta transA transB", "3", FullyConnected.Gemm),
        new("MatMul", "crossbars; the right side is a constant matrix. On the channels of [1, H, W, C] a 1 x 1 convolution", "", "2", FullyConnected.MatMul),
        new("MaxPool", "GPEU: maximum", "auto_pad ceil_mode:10- dilations:10- kernel_shape pads storage_order:8- strides", "1", Pools.MaxPool, OnIntegers: true),
        new("AveragePool", "GPEU: sum and requantization; the mean may leave padding out", "auto_pad ceil_mode:10- count_include_pad dilations:19- kernel_shape pads strides", "1", Pools.AveragePool),
        new("GlobalAveragePool", "GPEU: sum and requantization", "", "1", Pools.GlobalAveragePool),
        new("GlobalMaxPool", "GPEU: maximum", "", "1", Pools.GlobalMaxPool),
        new("ReduceMean", "GPEU, as GlobalAveragePool: over rows and columns, whichever axes these are", "axes:-17 keepdims noop_with_empty_axes:18-", "1,18:2", Pools.ReduceMean),
        new("ReduceMax", "GPEU, as GlobalMaxPool: over rows and columns, whichever axes these are", "axes:-17 keepdims noop_with_empty_axes:18-", "1,18:2", Pools.ReduceMax, OnIntegers: true),
        new("Pad", "padding of the layer that reads the map; mode = constant", "mode pads:-10 value:-10", "1,11:3,18:4", Convolutions.Pad),
        new("Relu", "limits of the requantization before it, or of a copy", "", "1", Elements.Relu),
        new("Clip", "limits of the requantization before it, or of a copy", "min:-10 max:-10", "1,11:3", Elements.Clip),
        new("Add", "GPEU: sum of two maps; a constant goes into the layer before it", "", "2", Elements.Add, ConstantMath.Binary((a, b) => a + b)),
        new("Sub", "as Add", "", "2", Elements.Subtract, ConstantMath.Binary((a, b) => a - b)),
        new("Mul", "GPEU: `vmul` of two maps, or of a map and one value per channel; a constant goes into the layer before it", "", "2", Elements.Multiply, ConstantMath.Binary((a, b) => a * b)),
        new("Div", "by a constant, as Mul; a constant by a map, a table lookup for 1 / x and Mul; two functions of one map, a table lookup", "", "2", Elements.Divide, ConstantMath.Divide),
        new("Neg", "a factor of the layer before it", "", "1", Elements.Negate, ConstantMath.Unary(v => -v)),
        new("Sigmoid", "table lookup", "", "1", Functions.Plain(ScalarFunctions.Sigmoid)),
        new("Tanh", "table lookup", "", "1", Functions.Plain(Math.Tanh), ConstantMath.Unary(Math.Tanh)),
        new("HardSigmoid", "table lookup", "alpha beta", "1", Functions.HardSigmoid),
        new("HardSwish", "table lookup", "", "1", Functions.Plain(ScalarFunctions.HardSwish)),
        new("LeakyRelu", "table lookup", "alpha", "1", Functions.LeakyRelu),
        new("PRelu", "table lookup; with one slope per channel a sum of two maps", "", "2", Functions.PRelu),
        new("Elu", "table lookup", "alpha", "1", Functions.Elu),
        new("Selu", "table lookup", "alpha gamma", "1", Functions.Selu),
        new("Celu", "table lookup", "alpha", "1", Functions.Celu),
        new("ThresholdedRelu", "table lookup", "alpha", "1", Functions.ThresholdedRelu),
        new("Softplus", "table lookup", "", "1", Functions.Plain(ScalarFunctions.Softplus)),
        new("Softsign", "table lookup", "", "1", Functions.Plain(ScalarFunctions.Softsign)),
        new("Mish", "table lookup", "", "1", Functions.Plain(ScalarFunctions.Mish)),
        new("Gelu", "table lookup", "approximate", "1", Functions.Gelu),
        new("Erf", "table lookup", "", "1", Functions.Plain(ScalarFunctions.Erf), ConstantMath.Unary(ScalarFunctions.Erf)),
        new("Sign", "table lookup", "", "1", Functions.Plain(x => double.IsNaN(x) ? x : Math.Sign(x)), ConstantMath.Unary(x => double.IsNaN(x) ? x : Math.Sign(x))),
        new("BatchNormalization", "weights and bias of the layer before it", "epsilon momentum spatial:-8 training_mode:14-", "5", Elements.BatchNormalization),
        new("Softmax", "the host, at the end of a network", "axis", "1", Endings.Softmax),
        new("LogSoftmax", "the host, at the end of a network", "axis", "1", Endings.LogSoftmax),
        new("ArgMax", "the host, at the end of a network", "axis keepdims select_last_index:12-", "1", Endings.ArgMax),
        new("QuantizeLinear", "the scale of a feature map, taken as it is given", "axis:13- saturate:19- block_size:21- output_dtype:21- precision:23-", "3", Quantization.Quantize, Quantization.QuantizeConstant),
        new("DequantizeLinear", "integers and scales, taken as they are given", "axis:13- block_size:21- output_dtype:23-", "3", Quantization.Dequantize, Quantization.DequantizeConstant),
        new("Identity", "nothing", "", "1", Shapes.SameMap, Shapes.SameConstant, OnIntegers: true),
        new("Cast", "nothing between float16, float32 and double, and of an input of uint8 that is taken as it is", "to saturate:19- round_mode:24-", "1", Constants.CastMap, Constants.Cast),
        new("Dropout", "nothing", "ratio:-11 seed:12-", "1,12:3", Elements.Dropout, OnIntegers: true),
        new("Flatten", "nothing: another shape of the same values", "axis", "1", Shapes.FlattenMap, Shapes.FlattenConstant, OnIntegers: true),
        new("Reshape", "nothing: another shape of the same values", "allowzero:14-", "2", Shapes.ReshapeMap, Shapes.ReshapeConstant, OnIntegers: true),
        new("Squeeze", "nothing: another shape of the same values", "axes:-12", "1,13:2", Shapes.SqueezeMap, Shapes.SqueezeConstant, OnIntegers: true),
        new("Unsqueeze", "nothing: another shape of the same values", "axes:-12", "1,13:2", Shapes.UnsqueezeMap, Shapes.UnsqueezeConstant, OnIntegers: true),
        new("Shape", "a constant", "start:15- end:15-", "1", Shapes.ShapeOfMap, Shapes.ShapeOfConstant, GivesConstant: true),

        new("Constant", "", "value sparse_value:11- value_float:12- value_floats:12- value_int:12- value_ints:12- value_string:12- value_strings:12-", "0", OnConstants: Constants.Constant),
        new("ConstantOfShape", "", "value", "1", OnConstants: Constants.ConstantOfShape),
        new("Transpose", "nothing: another order of the same axes; the shuffle of channels is a 1 x 1 convolution", "perm", "1", Parts.Transpose, Constants.Transpose, OnIntegers: true),
        new("Concat", "nothing: layers write into parts of one map; channels, rows or columns", "axis", "2147483647", Parts.Concat, Constants.Concat, OnIntegers: true),
        new("Gather", "", "axis", "2", OnConstants: Constants.Gather),
        new("Slice", "nothing: layers read a part; channels, rows or columns", "axes:-9 ends:-9 starts:-9", "1,10:5", Parts.Slice, Constants.Slice, OnIntegers: true),
        new("Split", "nothing: layers read parts; channels, rows or columns", "axis split:-12 num_outputs:18-", "1,13:2", Parts.Split, GivesMany: true, OnIntegers: true),
        new("Resize", "GPEU: copies into every n-th row and column; nearest, whole factors", "mode:10- coordinate_transformation_mode:11- cubic_coeff_a:11- exclude_outside:11- extrapolation_value:11- nearest_mode:11- antialias:18- axes:18- keep_aspect_ratio_policy:18-", "2,11:4", Resizes.Read, OnIntegers: true),
        new("Upsample", "as Resize", "mode scales:-8", "1,9:2", Resizes.Read, OnIntegers: true),
        new("Expand", "", "", "2", OnConstants: Constants.Expand),
        new("Where", "", "", "3", OnConstants: ConstantMath.Where),
        new("Pow", "table lookup; the exponent is a constant", "", "2", Functions.Power, ConstantMath.Power),
        new("Equal", "", "", "2", OnConstants: ConstantMath.Equal),
        new("Abs", "table lookup", "", "1", Functions.Plain(Math.Abs), ConstantMath.Unary(Math.Abs)),
        new("Sqrt", "table lookup", "", "1", Functions.Plain(Math.Sqrt), ConstantMath.Unary(Math.Sqrt)),
        new("Reciprocal", "table lookup", "", "1", Functions.Plain(x => 1 / x), ConstantMath.Unary(v => 1 / v)),
        new("Exp", "table lookup", "", "1", Functions.Plain(Math.Exp), ConstantMath.Unary(Math.Exp)),
        new("Log", "table lookup", "", "1", Functions.Plain(Math.Log), ConstantMath.Unary(Math.Log)),
        new("Floor", "table lookup", "", "1", Functions.Plain(Math.Floor), ConstantMath.Unary(Math.Floor)),
        new("Ceil", "table lookup", "", "1", Functions.Plain(Math.Ceiling), ConstantMath.Unary(Math.Ceiling)),
    ];

    private static readonly ImmutableDictionary<string, OperatorDefinition> ByName = All.ToImmutableDictionary(o => o.Name);

    /// <summary>In the order of the manual.</summary>
    public static ImmutableArray<OperatorDefinition> Rows => All;

    /// <summary>Operators on feature maps, for people.</summary>
    public static string OnMaps => string.Join(", ", All.Where(o => o.OnMaps is not null).Select(o => o.Name));

    /// <summary>Operators that are computed when all of their inputs are constants, for people.</summary>
    public static string OnConstants => string.Join(", ", All.Where(o => o.OnConstants is not null).Select(o => o.Name));

    /// <summary>Null when the operator is not read.</summary>
    public static OperatorDefinition? Find(string name) => ByName.GetValueOrDefault(name);
}
