using System.Collections.Frozen;

namespace CimGen.Networks.Onnx.Operators;

/// <summary>What can be done instead of an operator that is not supported.</summary>
internal static class OperatorAdvice
{
    private const string OnHost = "end the network before it and compute it on the host from the outputs";

    private static readonly FrozenDictionary<string, string> Advice = new Dictionary<string, string>
    {
        ["TopK"] = OnHost,
        ["NonMaxSuppression"] = OnHost,
        ["LSTM"] = "recurrent networks are not mapped; use a convolutional network",
        ["GRU"] = "recurrent networks are not mapped; use a convolutional network",
        ["RNN"] = "recurrent networks are not mapped; use a convolutional network",
    }.ToFrozenDictionary();

    /// <summary>ONNX Runtime writes operators of its own when it saves a model that it has optimized.</summary>
    public static string InsteadOfDomain(string domain) => domain == "com.microsoft"
        ? "give CimGen the model before ONNX Runtime optimized it, or express it with ONNX operators"
        : "express it with ONNX operators, or define it as a function of the model";

    public static string Instead(string name) =>
        Advice.GetValueOrDefault(name, "express it with supported operators, which 'cimgen explain CIM0305' lists, or compute that part on the host");
}
