using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>How the tasks of a layer wait for its channels: on one counter, which every producer calls.</summary>
/// <param name="Counter">The counter, the same on all places; -1 when they need not wait.</param>
/// <param name="Count">CALLs of all producers.</param>
/// <param name="Places">The places that wait; the others wait for one of these anyway.</param>
/// <param name="IsCollected">
/// Producers call the first place alone, which then calls the others: producers + places CALLs in place of producers x places.
/// </param>
public sealed record StartBarrier(int Counter, int Count, ImmutableArray<Place> Places, bool IsCollected)
{
    /// <summary>From so many CALLs on they are collected. Fewer reach their places sooner without the detour.</summary>
    private const long MostDirectCalls = 1024;

    private readonly ImmutableHashSet<Place> _places = [.. Places];

    /// <summary>The places that wait, as loops can call them.</summary>
    public ImmutableArray<PlaceRun> Runs { get; } = PlaceRun.Of(Places);

    /// <summary>Nobody waits.</summary>
    public bool IsNone => Counter < 0;

    /// <summary>Whom a producer calls.</summary>
    public IEnumerable<PlaceRun> Called => IsCollected ? PlaceRun.Of(Places.Take(1)) : Runs;

    /// <summary>Whom the first place calls when it has been called by all producers.</summary>
    public IEnumerable<PlaceRun> Forwarded => IsCollected ? PlaceRun.Of(Places.Skip(1)) : [];

    /// <summary>CALLs that a place waits for; 0 for one that waits for none.</summary>
    public int CountAt(Place place) => IsNone || !_places.Contains(place) ? 0 : IsCollected && place != Places[0] ? 1 : Count;

    /// <summary>Collected where direct CALLs would be too many.</summary>
    public static StartBarrier Of(int counter, int count, ImmutableArray<Place> places) =>
        new(counter, count, places, counter >= 0 && places.Length > 1 && (long)count * places.Length > MostDirectCalls);
}
