using System.Collections.Immutable;

namespace CimGen.Networks.Graph;

/// <summary>
/// Shapes of maps whose values stand in one array, all of the first and then all of the next: the inputs of an image, or the outputs of a run.
/// Most networks have one of each.
/// </summary>
/// <param name="Maps">In order, at least one.</param>
public sealed record MapBundle(ImmutableArray<FeatureShape> Maps)
{
    /// <summary>Most inputs, and most outputs, of a network: the driver has room for so many.</summary>
    public const int Most = 32;

    /// <summary>Number of values.</summary>
    public long Count => Maps.Sum(m => m.Count);

    /// <summary>The same of any shapes, however large.</summary>
    public Int128 ExactCount => Maps.Aggregate((Int128)0, (sum, m) => sum + m.ExactCount);

    /// <summary>One map alone.</summary>
    public static implicit operator MapBundle(FeatureShape shape) => new([shape]);

    /// <summary>Where the map begins in the array.</summary>
    public int StartOf(int map) => (int)Maps.Take(map).Sum(m => m.Count);

    /// <summary>The values of one map.</summary>
    public ReadOnlyMemory<T> Part<T>(T[] values, int map) => values.AsMemory(StartOf(map), (int)Maps[map].Count);

    /// <summary>The array of each map; of a single one, the array itself.</summary>
    public ImmutableArray<T[]> Split<T>(T[] values) => Maps.Length == 1 ? [values] : [.. Maps.Select((_, map) => Part(values, map).ToArray())];

    /// <summary>The maps' values in one array; of a single map, its own.</summary>
    public static T[] Join<T>(IReadOnlyList<T[]> maps) => maps.Count == 1 ? maps[0] : [.. maps.SelectMany(m => m)];

    /// <summary>The map that a value of the array belongs to, and the value's place in it.</summary>
    public (int Map, int Index) Locate(int value)
    {
        var map = 0;
        while (value >= Maps[map].Count)
        {
            value -= (int)Maps[map++].Count;
        }

        return (map, value);
    }

    public override string ToString() => string.Join(" and ", Maps);
}
