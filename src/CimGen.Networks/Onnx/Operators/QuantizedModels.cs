using System.Collections.Frozen;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>Operators of quantized models that are not read.</summary>
internal static class QuantizedModels
{
    private const string OnnxRuntime = "com.microsoft";

    private static readonly FrozenSet<string> Names = new[]
    {
        "DynamicQuantizeLinear", "ConvInteger", "MatMulInteger",
    }.ToFrozenSet();

    public static bool Own(string domain, string name) => domain switch
    {
        "" => Names.Contains(name),
        OnnxRuntime => Names.Contains(name) || name.StartsWith("QLinear", StringComparison.Ordinal) || name is "QGemm" or "QAttention" or "DynamicQuantizeMatMul" or "MatMulIntegerToFloat",
        _ => false,
    };

    /// <summary>Why it is not read.</summary>
    public static string Reason(string name) => name.StartsWith("Dynamic", StringComparison.Ordinal)
        ? "chooses scales while the network runs, and hardware has them fixed"
        : "belongs to a form of quantized models that is not read";
}
