using System.Collections.Immutable;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Flow;

/// <summary>The largest value of the first output for each image, by its number in the model's order.</summary>
/// <param name="Float">Of the float network.</param>
/// <param name="Int8">Of the quantized one.</param>
public sealed record Predictions(ImmutableArray<int> Float, ImmutableArray<int> Int8)
{
    /// <summary>Share of the images for which both networks have the same largest output.</summary>
    public double Agreement => Share(Float, Int8);

    /// <returns>Null when that is a single value, which is always the largest.</returns>
    public static Predictions? Of(CompiledDesign design, Stimulus stimulus, GoldenResults golden)
    {
        var network = design.Float;
        return network.OutputShapes.Maps[0].Count == 1
            ? null
            : new Predictions(
                [.. stimulus.Images.Select(image => Largest(network.OutputsOf(FloatExecutor.Run(network, image)), network))],
                [.. golden.ImageOutputs.Select(output => Largest(output, network))]);
    }

    /// <summary>Number of the largest value of the network's first output; of equal ones, the first.</summary>
    /// <param name="values">Of all outputs, HWC each.</param>
    public static int Largest<T>(IReadOnlyList<T> values, Network network)
        where T : IComparable<T> => network.InModelOrder(values).Take((int)network.OutputShapes.Maps[0].Count).Index().MaxBy(v => v.Item).Index;

    /// <summary>Share of the images on which two lists agree, 0..1.</summary>
    public static double Share(IReadOnlyCollection<int> predicted, IEnumerable<int> wanted) =>
        predicted.Zip(wanted).Count(p => p.First == p.Second) / (double)predicted.Count;
}
