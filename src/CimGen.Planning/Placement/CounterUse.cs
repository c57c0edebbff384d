using CimGen.Machines;

namespace CimGen.Planning.Placement;

/// <summary>Counters that a placement needs at most: the scheduler takes one for the start of a layer, the same on all of its places.</summary>
internal sealed class CounterUse(Architecture architecture)
{
    private readonly Dictionary<Place, int> _next = [];
    private int _most;

    /// <summary>The cores have enough.</summary>
    public bool Suffice => _most <= architecture.Sync.Counters;

    /// <summary>Counters in use on a place.</summary>
    public int Of(Place place) => _next.GetValueOrDefault(place);

    /// <summary>Takes those of a layer.</summary>
    public void Take(LayerPlacement layer)
    {
        var partialSums = layer is MatrixPlacement { VerticalGroups: > 1 } && !architecture.Forwards ? 1 : 0;
        var next = 1 + layer.Places.Max(p => Math.Max(Of(p), partialSums));
        foreach (var place in layer.Places)
        {
            _next[place] = next;
        }

        _most = Math.Max(_most, next);
    }
}
