using System.Collections.Immutable;
using CimGen.Networks;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;

namespace CimGen.Flow;

/// <summary>Images for a design: from its files, or seeded random ones.</summary>
/// <param name="Labels">Empty for images without labels.</param>
public sealed record Stimulus(ImmutableArray<float[]> Images, ImmutableArray<int> Labels)
{
    /// <summary>Most random values that are made: they are held in memory at once.</summary>
    public const int MaxRandomValues = 1 << 26;

    /// <summary>Whether so many random images are made.</summary>
    public static bool CanBeRandom(MapBundle shape, int count) => shape.ExactCount * count <= MaxRandomValues;

    /// <summary>Seeded uniform values 0..1.</summary>
    public static Stimulus Random(MapBundle shape, int count, ulong seed) => Random(shape, count, seed, InputFormat.Pixels);

    /// <summary>What the network gets for seeded values that are uniform in the range of each input's format.</summary>
    public static Stimulus Random(MapBundle shape, int count, ulong seed, InputFormats formats)
    {
        var random = new Random64(seed);
        var images = Enumerable.Range(0, count).Select(_ => shape.Maps
            .SelectMany((map, input) => formats[input] is var format ? Enumerable.Range(0, (int)map.Count).Select(i => format.Real(format.Low + (random.NextUnit() * (format.High - format.Low)), i % map.Channels)) : []).ToArray());
        return new Stimulus([.. images], []);
    }
}
