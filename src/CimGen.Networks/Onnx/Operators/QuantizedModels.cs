using System.Collections.Frozen;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>The operators by which a model shows that it is quantized already.</summary>
internal static class QuantizedModels
{
    private const string OnnxRuntime = "com.microsoft";

    private static readonly FrozenSet<string> Names = new[]
    {
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger",
    }.ToFrozenSet();

    public static bool Own(string domain, string name) => domain switch
    {
        "" => Names.Contains(name),
        OnnxRuntime => Names.Contains(name) || name.StartsWith("QLinear", StringComparison.Ordinal) || name is "QGemm" or "QAttention" or "DynamicQuantizeMatMul" or "MatMulIntegerToFloat",
        _ => false,
    };
}
