using System.Collections.Immutable;

namespace CimGen.Networks.Graph;

/// <summary>A float network: what the readers produce and the quantizer takes. One input, one output, batch 1.</summary>
/// <param name="Shapes">Of every feature map, by name.</param>
/// <param name="Layers">In an order in which each reads what earlier ones wrote.</param>
public sealed record Network(
    string Name,
    string Input,
    string Output,
    ImmutableDictionary<string, FeatureShape> Shapes,
    ImmutableArray<Layer> Layers)
{
    /// <summary>The feature maps that are parts of others, by name.</summary>
    public ImmutableSortedDictionary<string, MapPart> Parts { get; init; } = ImmutableSortedDictionary.Create<string, MapPart>(StringComparer.Ordinal);

    /// <summary>Scales that a quantized model gives, by map: nothing of these is left to calibration.</summary>
    public ImmutableSortedDictionary<string, GivenScale> GivenScales { get; init; } = ImmutableSortedDictionary.Create<string, GivenScale>(StringComparer.Ordinal);

    /// <summary>The network gives its output as a list, with at most one axis of several values, whatever the shape of the map that holds it.</summary>
    public bool GivesList { get; init; }

    /// <summary>The order in which the model takes the values of an image; channel by channel when nothing else is said.</summary>
    public ElementOrder InputOrder
    {
        get => field ?? ElementOrder.ChannelFirst(Shapes[Input].Count);
        init;
    }

    /// <summary>The order in which the model gives the values of its output; channel by channel when nothing else is said.</summary>
    public ElementOrder OutputOrder
    {
        get => field ?? ElementOrder.ChannelFirst(Shapes[Output].Count);
        init;
    }

    /// <summary>What the host has to do with the outputs.</summary>
    public HostFunction OnHost { get; init; }

    /// <summary>Whether a label can be the number of an output: a list has classes, a map has none.</summary>
    public bool HasClasses => GivesList || Shapes[Output] is { Height: 1, Width: 1 };

    /// <summary>The values of the output map as the model gives them.</summary>
    /// <param name="map">Row, column, channel.</param>
    public T[] InModelOrder<T>(IReadOnlyList<T> map) => OutputOrder.FromMap(map, Shapes[Output]);
}
