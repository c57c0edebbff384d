using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Onnx.Export;

/// <summary>A quantized model.</summary>
/// <param name="Bytes">Of the ONNX file.</param>
/// <param name="Integers">The integers of each feature map, by the map.</param>
public sealed record QdqModel(byte[] Bytes, ImmutableDictionary<string, ModelValue> Integers);

/// <summary>A value of a model that holds a feature map.</summary>
/// <param name="Order">In which it has the map's elements.</param>
public sealed record ModelValue(string Name, ElementOrder Order);
