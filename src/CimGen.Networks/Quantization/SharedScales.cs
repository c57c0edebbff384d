using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>
/// Maps that have to have one scale and zero point: a part has those of its whole, and selecting values, as max pooling does, changes none.
/// </summary>
internal sealed class SharedScales
{
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);

    public SharedScales(Network network)
    {
        foreach (var (part, whole) in network.Parts)
        {
            Join(part, whole.Whole);
        }

        foreach (var pooling in network.Layers.OfType<MaxPooling>())
        {
            Join(pooling.Output, pooling.Input);
        }
    }

    /// <summary>The map that stands for all that share its scale.</summary>
    public string Of(string map)
    {
        while (_parents.TryGetValue(map, out var parent))
        {
            map = parent;
        }

        return map;
    }

    private void Join(string one, string other)
    {
        if (Of(one) is var a && Of(other) is var b && a != b)
        {
            _parents[a] = b;
        }
    }
}
