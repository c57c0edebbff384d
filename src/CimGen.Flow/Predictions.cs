using System.Collections.Immutable;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Flow;

/// <summary>The largest value of the first output for each image, by its number in the order of exporters: channel by channel, each row by row.</summary>
/// <param name="Float">Of the float network.</param>
/// <param name="Int8">Of the quantized one.</param>
public sealed record Predictions(ImmutableArray<int> Float, ImmutableArray<int> Int8)
{
    /// <summary>Share of the images for which both networks have the same largest output.</summary>
    public double Agreement => Share(Float, Int8);

    /// <returns>Null when that is a single value, which is always the largest.</returns>
    public static Predictions? Of(CompiledDesign design, Stimulus stimulus, GoldenResults golden)
    {
        var shapes = design.Float.OutputShapes;
        return shapes.Maps[0].Count == 1
            ? null
            : new Predictions(
                [.. stimulus.Images.Select(image => Largest(design.Float.OutputsOf(FloatExecutor.Run(design.Float, image)), shapes))],
                [.. golden.Outputs.Select(output => Largest(output, shapes))]);
    }

    /// <summary>Number of the largest value of the first output; of equal ones, the first.</summary>
    /// <param name="values">Of all outputs, HWC each.</param>
    public static int Largest<T>(IReadOnlyList<T> values, MapBundle outputs)
        where T : IComparable<T> => InExportersOrder(values, outputs).Take((int)outputs.Maps[0].Count).Index().MaxBy(v => v.Item).Index;

    /// <summary>The values of all outputs as exporters write them.</summary>
    /// <param name="values">HWC each.</param>
    public static IEnumerable<T> InExportersOrder<T>(IReadOnlyList<T> values, MapBundle outputs) =>
        outputs.Maps.SelectMany((map, i) => InExportersOrder(values, map, outputs.StartOf(i)));

    private static IEnumerable<T> InExportersOrder<T>(IReadOnlyList<T> values, FeatureShape map, int start)
    {
        var area = map.Height * map.Width;
        return Enumerable.Range(0, (int)map.Count).Select(i => values[start + (i % area * map.Channels) + (i / area)]);
    }

    /// <summary>Share of the images on which two lists agree, 0..1.</summary>
    public static double Share(IReadOnlyCollection<int> predicted, IEnumerable<int> wanted) =>
        predicted.Zip(wanted).Count(p => p.First == p.Second) / (double)predicted.Count;
}
