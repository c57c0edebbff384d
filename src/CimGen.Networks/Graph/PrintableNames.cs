using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Graph;

/// <summary>Names go from a network into diagnostics, dumps, tables and comments. One pass behind the readers makes them printable for all.</summary>
internal static class PrintableNames
{
    public static Network In(Network network) => new(
        Printable.Name(network.Name),
        [.. network.Inputs.Select(Printable.Name)],
        [.. network.Outputs.Select(o => o with { Map = Printable.Name(o.Map) })],
        network.Shapes.ToImmutableDictionary(s => Printable.Name(s.Key), s => s.Value),
        [.. network.Layers.Select(In)])
    {
        InputOrders = network.InputOrders,
        ByteInputs = [.. network.ByteInputs.Select(Printable.Name)],
        GivenScales = network.GivenScales.ToImmutableSortedDictionary(g => Printable.Name(g.Key), g => g.Value, StringComparer.Ordinal),
        Parts = network.Parts.ToImmutableSortedDictionary(p => Printable.Name(p.Key), p => p.Value with { Whole = Printable.Name(p.Value.Whole) }, StringComparer.Ordinal),
    };

    private static Layer In(Layer layer) =>
        layer with { Name = Printable.Name(layer.Name), Inputs = [.. layer.Inputs.Select(Printable.Name)], Output = Printable.Name(layer.Output) };
}
