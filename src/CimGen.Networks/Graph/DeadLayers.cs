using System.Collections.Immutable;

namespace CimGen.Networks.Graph;

/// <summary>Layers that no output depends on: they would take cores, memory and time for nothing.</summary>
internal static class DeadLayers
{
    /// <param name="layers">In an order in which each reads what earlier ones wrote.</param>
    /// <param name="outputs">The feature maps that the network returns.</param>
    public static ImmutableArray<Layer> Without(IReadOnlyList<Layer> layers, IEnumerable<string> outputs)
    {
        var needed = outputs.ToHashSet(StringComparer.Ordinal);
        foreach (var layer in layers.Reverse().Where(l => needed.Contains(l.Output)))
        {
            needed.UnionWith(layer.Inputs);
        }

        return [.. layers.Where(l => needed.Contains(l.Output))];
    }
}
