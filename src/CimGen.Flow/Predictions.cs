using System.Collections.Immutable;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Flow;

/// <summary>The largest output of each image, by its number in the order of exporters: channel by channel, each row by row.</summary>
/// <param name="Float">Of the float network.</param>
/// <param name="Int8">Of the quantized one.</param>
public sealed record Predictions(ImmutableArray<int> Float, ImmutableArray<int> Int8)
{
    /// <summary>Share of the images for which both networks have the same largest output.</summary>
    public double Agreement => Share(Float, Int8);

    /// <returns>Null when the network has a single output, which is always the largest.</returns>
    public static Predictions? Of(CompiledDesign design, Stimulus stimulus, GoldenResults golden)
    {
        var shape = design.Float.Shapes[design.Float.Output];
        return shape.Count == 1
            ? null
            : new Predictions(
                [.. stimulus.Images.Select(image => Largest(FloatExecutor.Run(design.Float, image)[design.Float.Output], shape))],
                [.. golden.Outputs.Select(output => Largest(output, shape))]);
    }

    /// <summary>Number of the largest value of a feature map in HWC order; of equal ones, the first.</summary>
    public static int Largest<T>(IReadOnlyList<T> values, FeatureShape shape)
        where T : IComparable<T> => InExportersOrder(values, shape).Index().MaxBy(v => v.Item).Index;

    /// <summary>The values of a feature map in HWC order as exporters write them.</summary>
    public static IEnumerable<T> InExportersOrder<T>(IReadOnlyList<T> values, FeatureShape shape)
    {
        var area = shape.Height * shape.Width;
        return Enumerable.Range(0, values.Count).Select(i => values[(i % area * shape.Channels) + (i / area)]);
    }

    /// <summary>Share of the images on which two lists agree, 0..1.</summary>
    public static double Share(IReadOnlyCollection<int> predicted, IEnumerable<int> wanted) =>
        predicted.Zip(wanted).Count(p => p.First == p.Second) / (double)predicted.Count;
}
