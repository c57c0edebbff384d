using System.Collections.Immutable;

namespace CimGen.Networks.Onnx.Values;

/// <summary>What a node with several outputs gives, in their order.</summary>
internal sealed record ValueList(ImmutableArray<Value> Values) : Value;
