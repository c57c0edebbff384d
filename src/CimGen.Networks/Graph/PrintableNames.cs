using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Graph;

/// <summary>Names go from a network into diagnostics, dumps, tables and comments. One pass behind the readers makes them printable for all.</summary>
internal static class PrintableNames
{
    public static Network In(Network network) => new(
        Printable.Name(network.Name),
        Printable.Name(network.Input),
        Printable.Name(network.Output),
        network.Shapes.ToImmutableDictionary(s => Printable.Name(s.Key), s => s.Value),
        [.. network.Layers.Select(In)])
    { GivesList = network.GivesList };

    private static Layer In(Layer layer)
    {
        var named = layer with { Name = Printable.Name(layer.Name), Inputs = [.. layer.Inputs.Select(Printable.Name)], Output = Printable.Name(layer.Output) };
        return named switch
        {
            Convolution c => c with { Input = c.Inputs[0] },
            MaxPooling p => p with { Input = p.Inputs[0] },
            AveragePooling p => p with { Input = p.Inputs[0] },
            Affine a => a with { Input = a.Inputs[0] },
            _ => named,
        };
    }
}
