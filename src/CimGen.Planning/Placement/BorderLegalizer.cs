using System.Collections.Immutable;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>
/// A feature map has one border in memory, which holds its zero point. Max pooling wants -128 there; where the zero point is
/// another, it gets a copy of the map with a border of its own.
/// </summary>
/// <remarks>
/// conv -> a -> maxpool(pad)      becomes      conv -> a -> copy -> b (border -128) -> maxpool(pad)
/// </remarks>
public static class BorderLegalizer
{
    private const int Lowest = -128;

    public static QuantizedNetwork Run(QuantizedNetwork network)
    {
        var tensors = network.Tensors.ToBuilder();
        var layers = ImmutableArray.CreateBuilder<QuantizedLayer>();
        foreach (var layer in network.Layers)
        {
            if (layer is QuantizedMaxPooling { Window.HasPadding: true } pooling && network.Tensor(pooling.Inputs[0]) is { ZeroPoint: not Lowest } source)
            {
                // A tensor whose zero point is -128 has the right border; as it is only compared, its values may stay as they are.
                var copy = source with { Name = $"{layer.Name}:bordered", ZeroPoint = Lowest, Part = null };
                tensors.Add(copy);
                layers.Add(Copy(layer, source, copy, network.Arithmetic));
                layers.Add(pooling with { Inputs = [copy.Name] });
            }
            else
            {
                layers.Add(layer);
            }
        }

        return network with { Tensors = tensors.ToImmutable(), Layers = layers.ToImmutable() };
    }

    /// <summary>Exact: 1 * 2^15 / 2^15, no offset.</summary>
    private static QuantizedSum Copy(QuantizedLayer layer, QuantizedTensor source, QuantizedTensor copy, RequantizationKind arithmetic)
    {
        var channels = source.Shape.Channels;
        var identity = new Requantization(
            [.. Enumerable.Repeat(1 << 15, channels)], [.. Enumerable.Repeat(15, channels)], ZeroPoint: 0, Low: -128, High: 127)
        {
            Kind = arithmetic,
            Factors = [.. Enumerable.Repeat(1f, channels)],
        };
        return new QuantizedSum($"{layer.Name}:border", [source.Name], copy.Name, [1], InitialSum: 0, identity, layer.Location);
    }
}
