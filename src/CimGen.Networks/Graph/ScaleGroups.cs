namespace CimGen.Networks.Graph;

/// <summary>
/// Maps that have to have one scale and zero point: a part has those of its whole, and selecting values, as max pooling does, changes none.
/// A group has at most one scale that the model gives.
/// </summary>
internal sealed class ScaleGroups
{
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GivenScale> _given;

    /// <param name="given">Scales that the model gives, by map.</param>
    public ScaleGroups(IEnumerable<KeyValuePair<string, GivenScale>> given) => _given = new Dictionary<string, GivenScale>(given, StringComparer.Ordinal);

    /// <summary>Of a network as it is: parts, the inputs and outputs of max poolings, and copies.</summary>
    public static ScaleGroups Of(Network network)
    {
        var groups = new ScaleGroups(network.GivenScales);
        foreach (var (part, whole) in network.Parts)
        {
            groups.TryJoin(part, whole.Whole);
        }

        foreach (var layer in network.Layers.Where(l => l is MaxPooling || IsCopy(l, network)))
        {
            groups.TryJoin(layer.Output, layer.Inputs[0]);
        }

        return groups;
    }

    /// <summary>A copy has the scale of its original, unless it is a part of a map that has one of its own.</summary>
    private static bool IsCopy(Layer layer, Network network) => layer is Sum { Inputs.Length: 1, Range.IsUnbounded: true } && !network.Parts.ContainsKey(layer.Output);

    /// <summary>The map that stands for all of its group.</summary>
    public string Of(string map)
    {
        while (_parents.TryGetValue(map, out var parent))
        {
            map = parent;
        }

        return map;
    }

    /// <summary>The scale that the model gives to a map or to others of its group; null when it gives none.</summary>
    public GivenScale? ScaleOf(string map) => _given.TryGetValue(Of(map), out var given) ? given : null;

    /// <summary>Makes one group of two; false when the model gives them different scales.</summary>
    public bool TryJoin(string one, string other)
    {
        var (a, b) = (Of(one), Of(other));
        if (a == b)
        {
            return true;
        }

        if (_given.TryGetValue(a, out var given) && _given.TryGetValue(b, out var otherGiven) && given != otherGiven)
        {
            return false;
        }

        _parents[a] = b;
        if (_given.TryGetValue(a, out given))
        {
            _given[b] = given;
        }

        return true;
    }
}
