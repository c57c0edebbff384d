using System.Collections.Immutable;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>
/// Functions of single values that the layer before them takes over as a table behind its requantization: nobody else reads what that layer
/// makes, so that it is never stored.
/// </summary>
internal static class FusedFunctions
{
    /// <summary>Outputs of the layers before, which have no tensor.</summary>
    public static ImmutableHashSet<string> Inputs(Network network)
    {
        var readers = network.Readers();
        var requantized = network.Layers.Where(l => l is Convolution or Affine or AveragePooling or Sum or Product).Select(l => l.Output).ToHashSet(StringComparer.Ordinal);
        var joined = network.Parts.Keys.Concat(network.Parts.Values.Select(p => p.Whole)).ToHashSet(StringComparer.Ordinal);
        return [.. network.Layers.OfType<Elementwise>().Select(e => e.Input).Where(i => readers[i] == 1 && requantized.Contains(i) && !joined.Contains(i))];
    }
}
