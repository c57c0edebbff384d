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
        new("Conv", "auto_pad dilations group kernel_shape pads strides", "3", Convolutions.Convolution),
        new("ConvTranspose", "auto_pad dilations group kernel_shape output_padding output_shape pads strides", "3", TransposedConvolutions.Read),
        new("Gemm", "alpha beta transA transB", "3", FullyConnected.Gemm),
        new("MatMul", "", "2", FullyConnected.MatMul),
        new("MaxPool", "auto_pad ceil_mode:10- dilations:10- kernel_shape pads storage_order:8- strides", "1", Pools.MaxPool, OnIntegers: true),
        new("AveragePool", "auto_pad ceil_mode:10- count_include_pad dilations:19- kernel_shape pads strides", "1", Pools.AveragePool),
        new("GlobalAveragePool", "", "1", Pools.GlobalAveragePool),
        new("GlobalMaxPool", "", "1", Pools.GlobalMaxPool),
        new("ReduceMean", "axes:-17 keepdims noop_with_empty_axes:18-", "1,18:2", Pools.ReduceMean),
        new("Pad", "mode pads:-10 value:-10", "1,11:3,18:4", Convolutions.Pad),
        new("Relu", "", "1", Elements.Relu),
        new("Clip", "min:-10 max:-10", "1,11:3", Elements.Clip),
        new("Add", "", "2", Elements.Add, ConstantMath.Binary((a, b) => a + b)),
        new("Sub", "", "2", Elements.Subtract, ConstantMath.Binary((a, b) => a - b)),
        new("Mul", "", "2", Elements.Multiply, ConstantMath.Binary((a, b) => a * b)),
        new("Div", "", "2", Elements.Divide, ConstantMath.Divide),
        new("Neg", "", "1", Elements.Negate, ConstantMath.Unary(v => -v)),
        new("Sigmoid", "", "1", Functions.Plain(ScalarFunctions.Sigmoid)),
        new("Tanh", "", "1", Functions.Plain(Math.Tanh), ConstantMath.Unary(Math.Tanh)),
        new("HardSigmoid", "alpha beta", "1", Functions.HardSigmoid),
        new("HardSwish", "", "1", Functions.Plain(ScalarFunctions.HardSwish)),
        new("LeakyRelu", "alpha", "1", Functions.LeakyRelu),
        new("PRelu", "", "2", Functions.PRelu),
        new("Elu", "alpha", "1", Functions.Elu),
        new("Selu", "alpha gamma", "1", Functions.Selu),
        new("Celu", "alpha", "1", Functions.Celu),
        new("ThresholdedRelu", "alpha", "1", Functions.ThresholdedRelu),
        new("Softplus", "", "1", Functions.Plain(ScalarFunctions.Softplus)),
        new("Softsign", "", "1", Functions.Plain(ScalarFunctions.Softsign)),
        new("Mish", "", "1", Functions.Plain(ScalarFunctions.Mish)),
        new("Gelu", "approximate", "1", Functions.Gelu),
        new("Erf", "", "1", Functions.Plain(ScalarFunctions.Erf), ConstantMath.Unary(ScalarFunctions.Erf)),
        new("Sign", "", "1", Functions.Plain(x => double.IsNaN(x) ? x : Math.Sign(x)), ConstantMath.Unary(x => double.IsNaN(x) ? x : Math.Sign(x))),
        new("BatchNormalization", "epsilon momentum spatial:-8 training_mode:14-", "5", Elements.BatchNormalization),
        new("Softmax", "axis", "1", Endings.Softmax),
        new("LogSoftmax", "axis", "1", Endings.LogSoftmax),
        new("ArgMax", "axis keepdims select_last_index:12-", "1", Endings.ArgMax),
        new("QuantizeLinear", "axis:13- saturate:19- block_size:21- output_dtype:21- precision:23-", "3", Quantization.Quantize, Quantization.QuantizeConstant),
        new("DequantizeLinear", "axis:13- block_size:21- output_dtype:23-", "3", Quantization.Dequantize, Quantization.DequantizeConstant),
        new("Identity", "", "1", Shapes.SameMap, Shapes.SameConstant, OnIntegers: true),
        new("Dropout", "ratio:-11 seed:12-", "1,12:3", Elements.Dropout, OnIntegers: true),
        new("Flatten", "axis", "1", Shapes.FlattenMap, Shapes.FlattenConstant, OnIntegers: true),
        new("Reshape", "allowzero:14-", "2", Shapes.ReshapeMap, Shapes.ReshapeConstant, OnIntegers: true),
        new("Squeeze", "axes:-12", "1,13:2", Shapes.SqueezeMap, Shapes.SqueezeConstant, OnIntegers: true),
        new("Unsqueeze", "axes:-12", "1,13:2", Shapes.UnsqueezeMap, Shapes.UnsqueezeConstant, OnIntegers: true),
        new("Shape", "start:15- end:15-", "1", Shapes.ShapeOfMap, Shapes.ShapeOfConstant, GivesConstant: true),

        new("Constant", "value sparse_value:11- value_float:12- value_floats:12- value_int:12- value_ints:12- value_string:12- value_strings:12-", "0", OnConstants: Constants.Constant),
        new("ConstantOfShape", "value", "1", OnConstants: Constants.ConstantOfShape),
        new("Cast", "to saturate:19- round_mode:24-", "1", OnConstants: Constants.Cast),
        new("Transpose", "perm", "1", Parts.Transpose, Constants.Transpose, OnIntegers: true),
        new("Concat", "axis", "2147483647", Parts.Concat, Constants.Concat, OnIntegers: true),
        new("Gather", "axis", "2", OnConstants: Constants.Gather),
        new("Slice", "axes:-9 ends:-9 starts:-9", "1,10:5", Parts.Slice, Constants.Slice, OnIntegers: true),
        new("Split", "axis split:-12 num_outputs:18-", "1,13:2", Parts.Split, GivesMany: true, OnIntegers: true),
        new("Resize", "mode:10- coordinate_transformation_mode:11- cubic_coeff_a:11- exclude_outside:11- extrapolation_value:11- nearest_mode:11- antialias:18- axes:18- keep_aspect_ratio_policy:18-", "2,11:4", Resizes.Read, OnIntegers: true),
        new("Upsample", "mode scales:-8", "1,9:2", Resizes.Read, OnIntegers: true),
        new("Expand", "", "2", OnConstants: Constants.Expand),
        new("Where", "", "3", OnConstants: ConstantMath.Where),
        new("Pow", "", "2", Functions.Power, ConstantMath.Power),
        new("Equal", "", "2", OnConstants: ConstantMath.Equal),
        new("Abs", "", "1", Functions.Plain(Math.Abs), ConstantMath.Unary(Math.Abs)),
        new("Sqrt", "", "1", Functions.Plain(Math.Sqrt), ConstantMath.Unary(Math.Sqrt)),
        new("Reciprocal", "", "1", Functions.Plain(x => 1 / x), ConstantMath.Unary(v => 1 / v)),
        new("Exp", "", "1", Functions.Plain(Math.Exp), ConstantMath.Unary(Math.Exp)),
        new("Log", "", "1", Functions.Plain(Math.Log), ConstantMath.Unary(Math.Log)),
        new("Floor", "", "1", Functions.Plain(Math.Floor), ConstantMath.Unary(Math.Floor)),
        new("Ceil", "", "1", Functions.Plain(Math.Ceiling), ConstantMath.Unary(Math.Ceiling)),
    ];

    private static readonly ImmutableDictionary<string, OperatorDefinition> ByName = All.ToImmutableDictionary(o => o.Name);

    /// <summary>Operators on feature maps, for people.</summary>
    public static string OnMaps => string.Join(", ", All.Where(o => o.OnMaps is not null).Select(o => o.Name));

    /// <summary>Operators that are computed when all of their inputs are constants, for people.</summary>
    public static string OnConstants => string.Join(", ", All.Where(o => o.OnConstants is not null).Select(o => o.Name));

    /// <summary>Null when the operator is not read.</summary>
    public static OperatorDefinition? Find(string name) => ByName.GetValueOrDefault(name);
}
