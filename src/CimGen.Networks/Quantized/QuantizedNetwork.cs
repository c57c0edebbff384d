using System.Collections.Immutable;

namespace CimGen.Networks.Quantized;

/// <summary>
/// The network as every later stage sees it: integers only, layers in an order in which each reads what earlier ones wrote.
/// </summary>
/// <param name="Input">Name of the tensor that the host writes.</param>
/// <param name="Output">Name of the tensor that the host reads.</param>
public sealed record QuantizedNetwork(
    string Name,
    string Input,
    string Output,
    ImmutableArray<QuantizedTensor> Tensors,
    ImmutableArray<QuantizedLayer> Layers)
{
    /// <summary>The tensor of that name. (Searched, not cached: a cache would go stale in a copy made by <c>with</c>.)</summary>
    public QuantizedTensor Tensor(string name) => Tensors.First(t => t.Name == name);
}
