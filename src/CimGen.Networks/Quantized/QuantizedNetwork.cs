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
    /// <summary>What a layer looks up in its table and nobody stores.</summary>
    public ImmutableArray<QuantizedTensor> Unstored { get; init; } = [];

    private readonly ImmutableDictionary<string, QuantizedTensor> _byName = Tensors.ToImmutableDictionary(t => t.Name);

    /// <summary>All tensors; a changed copy of the network gets a new index.</summary>
    public ImmutableArray<QuantizedTensor> Tensors
    {
        get;
        init
        {
            field = value;
            _byName = value.ToImmutableDictionary(t => t.Name);
        }
    }
    = Tensors;

    /// <summary>The arithmetic of all of its requantizations.</summary>
    public RequantizationKind Arithmetic { get; private init; }

    /// <summary>The same network with another arithmetic.</summary>
    public QuantizedNetwork With(RequantizationKind arithmetic) => arithmetic == Arithmetic ? this : this with
    {
        Arithmetic = arithmetic,
        Layers = [.. Layers.Select(l => l.Requantization is { } r ? l with { Requantization = r with { Kind = arithmetic } } : l)],
    };

    /// <summary>Whether some layer looks values up in a table.</summary>
    public bool HasTables => Layers.Any(l => !l.Table.IsEmpty);

    /// <summary>Whether some layer multiplies feature maps.</summary>
    public bool HasProducts => Layers.Any(l => l is QuantizedProduct);

    /// <summary>The tensor of that name.</summary>
    public QuantizedTensor Tensor(string name) => _byName[name];
}
