using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Planning.Windows;

namespace CimGen.Planning.Pipelines;

/// <summary>A convolution in a pipeline of layers.</summary>
/// <param name="Crossbars">c: of one replica.</param>
/// <param name="Mvms">t: one replica's, one for each output position.</param>
public sealed record Stage(string Name, int Crossbars, long Mvms)
{
    /// <summary>The convolutions of a network by im2col, in order.</summary>
    public static ImmutableArray<Stage> Of(Network network, CrossbarSize size) =>
        [.. ConvolutionShape.Of(network).Select(l => new Stage(l.Name, (int)l.Crossbars(size), l.Positions))];
}
