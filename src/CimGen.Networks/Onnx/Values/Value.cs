namespace CimGen.Networks.Onnx.Values;

/// <summary>What a name of the graph stands for while the nodes are read one after another.</summary>
internal abstract record Value;

/// <summary>The output of a node that was reported: what reads it is checked as far as that goes, and not reported for its sake.</summary>
/// <param name="IsConstant">Nothing that it was computed from depends on the network's input.</param>
internal sealed record UnknownValue(bool IsConstant) : Value;
