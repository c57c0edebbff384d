using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx.Values;

/// <summary>A feature map of integers, between QuantizeLinear and DequantizeLinear.</summary>
/// <param name="Scale">Null for an input of the network, until somebody says what its integers stand for.</param>
/// <param name="Type">Int8 or uint8. The hardware's integers are signed: those of uint8 are 128 less.</param>
internal sealed record QuantizedView(FeatureView View, GivenScale? Scale, ElementType Type) : Value;
