using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Flow.Designs;
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

    /// <summary>Of the random images that run when a design names none.</summary>
    public const ulong ImageSeed = 0xD1B54A32D192ED03;

    /// <summary>Whether so many random images are made.</summary>
    public static bool CanBeRandom(MapBundle shape, int count) => shape.ExactCount * count <= MaxRandomValues;

    /// <summary>All images of a design's file, or as many random ones as are to run.</summary>
    /// <param name="count">Images that have to be there.</param>
    public static Result<Stimulus> Of(DesignFile design, Network network, int count)
    {
        var (at, shape) = (new SourceLocation(design.Path), network.InputShapes);
        return design.FormatsOf(network).Then<Stimulus>(formats =>
        {
            if (design.Images is null)
            {
                return CanBeRandom(shape, count)
                    ? Result.Success(Random(shape, count, ImageSeed, formats))
                    : FlowDiagnostics.TooManyRandomImages(at, count, shape.ExactCount, "lower cosim.images or --images");
            }

            return LabelledImages.Read(design.Images, shape, formats, design.Labels).Then(read => read.Images.Length < count
                ? FlowDiagnostics.NoImages(at, count, read.Images.Length)
                : Result.Success(new Stimulus(read.Images, read.Labels)));
        });
    }

    /// <summary>The first images.</summary>
    public Stimulus First(int count) => new(Images[..count], Labels.IsEmpty ? [] : Labels[..count]);

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
