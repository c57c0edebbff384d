using CimGen.Machines;

namespace CimGen.Planning.Placement;

/// <summary>
/// What a placement takes of the cores besides their compute units, at most: counters, of which the scheduler takes one for the start of a layer, the same on
/// all of its places; and programs of layers on vector units, which may have half of the instruction memory.
/// </summary>
internal sealed class CoreUse(Architecture architecture)
{
    private readonly Dictionary<Place, int> _counters = [];
    private readonly Dictionary<Place, int> _programs = [];

    /// <summary>The cores have enough of both.</summary>
    public bool Suffices => _counters.Values.All(c => c <= architecture.Sync.Counters) && _programs.Values.All(p => p <= architecture.Controller.InstructionMemoryBytes / 2);

    /// <summary>Counters in use on a place.</summary>
    public int Counters(Place place) => _counters.GetValueOrDefault(place);

    /// <summary>Takes what a layer needs.</summary>
    /// <param name="programBytes">On each core; 0 for a layer that is not on vector units by choice.</param>
    public void Take(LayerPlacement layer, int programBytes)
    {
        var partialSums = layer is MatrixPlacement { VerticalGroups: > 1 } && !architecture.Forwards ? 1 : 0;
        var next = 1 + layer.Places.Max(p => Math.Max(Counters(p), partialSums));
        foreach (var place in layer.Places)
        {
            _counters[place] = next;
            _programs[place] = _programs.GetValueOrDefault(place) + programBytes;
        }
    }
}
