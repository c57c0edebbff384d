using System.Collections.Immutable;
using CimGen.Networks;
using CimGen.Networks.Graph;

namespace CimGen.Flow;

/// <summary>Images for a design: from its files, or seeded random ones.</summary>
/// <param name="Labels">Empty for random images.</param>
public sealed record Stimulus(ImmutableArray<float[]> Images, ImmutableArray<int> Labels)
{
    /// <summary>Random images of that shape that are made at a time, as all are held in memory: a gigabyte, or one image.</summary>
    public static int MostRandom(FeatureShape shape) => (int)Math.Max(1, (1L << 28) / shape.Count);

    /// <summary>Seeded uniform values 0..1.</summary>
    public static Stimulus Random(FeatureShape shape, int count, ulong seed)
    {
        var random = new Random64(seed);
        return new Stimulus([.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, checked((int)shape.Count)).Select(_ => random.NextUnit()).ToArray())], []);
    }
}
