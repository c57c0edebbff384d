using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantized;

/// <summary>
/// The network as every later stage sees it: integers only, layers in an order in which each reads what earlier ones wrote.
/// </summary>
/// <param name="Inputs">Names of the tensors that the host writes, at least one.</param>
/// <param name="Outputs">Names of the tensors that the host reads, at least one.</param>
public sealed record QuantizedNetwork(
    string Name,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs,
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

    /// <summary>What an image holds.</summary>
    public MapBundle InputShapes => new([.. Inputs.Select(i => Tensor(i).Shape)]);

    /// <summary>What a run gives.</summary>
    public MapBundle OutputShapes => new([.. Outputs.Select(o => Tensor(o).Shape)]);

    /// <summary>What the host gets of all tensors of a run.</summary>
    public T[] OutputsOf<T>(IReadOnlyDictionary<string, T[]> tensors) => MapBundle.Join([.. Outputs.Select(o => tensors[o])]);

    /// <summary>Whether the host writes a map or a part of it, or reads it.</summary>
    /// <param name="holder">Name of a tensor that is part of none.</param>
    public bool IsOfHost(string holder) => Inputs.Contains(holder) || Outputs.Any(o => Tensor(o).Holder == holder);

    /// <summary>Whether some layer looks values up in a table.</summary>
    public bool HasTables => Layers.Any(l => !l.Table.IsEmpty);

    /// <summary>Whether some layer multiplies feature maps.</summary>
    public bool HasProducts => Layers.Any(l => l is QuantizedProduct);

    /// <summary>The tensor of that name.</summary>
    public QuantizedTensor Tensor(string name) => _byName[name];
}
