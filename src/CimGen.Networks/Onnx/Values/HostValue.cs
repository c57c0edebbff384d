using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx.Values;

/// <summary>What the host makes of the network's outputs: nothing but the end of the network reads it.</summary>
/// <param name="View">The outputs.</param>
internal sealed record HostValue(FeatureView View, HostFunction Function) : Value;
