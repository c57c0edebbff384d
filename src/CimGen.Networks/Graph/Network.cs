using System.Collections.Immutable;

namespace CimGen.Networks.Graph;

/// <summary>A float network: what the readers produce and the quantizer takes. Batch 1.</summary>
/// <param name="Inputs">Names of the maps that the host writes, at least one. An image holds the values of all of them, see <see cref="MapBundle"/>.</param>
/// <param name="Outputs">What the host reads, at least one.</param>
/// <param name="Shapes">Of every feature map, by name.</param>
/// <param name="Layers">In an order in which each reads what earlier ones wrote.</param>
public sealed record Network(
    string Name,
    ImmutableArray<string> Inputs,
    ImmutableArray<NetworkOutput> Outputs,
    ImmutableDictionary<string, FeatureShape> Shapes,
    ImmutableArray<Layer> Layers)
{
    /// <summary>The feature maps that are parts of others, by name.</summary>
    public ImmutableSortedDictionary<string, MapPart> Parts { get; init; } = ImmutableSortedDictionary.Create<string, MapPart>(StringComparer.Ordinal);

    /// <summary>Scales that a quantized model gives, by map: nothing of these is left to calibration.</summary>
    public ImmutableSortedDictionary<string, GivenScale> GivenScales { get; init; } = ImmutableSortedDictionary.Create<string, GivenScale>(StringComparer.Ordinal);

    /// <summary>What an image holds.</summary>
    public MapBundle InputShapes => new([.. Inputs.Select(i => Shapes[i])]);

    /// <summary>What a run gives.</summary>
    public MapBundle OutputShapes => new([.. Outputs.Select(o => Shapes[o.Map])]);

    /// <summary>The order in which the model takes the values of each input; channel by channel when nothing else is said.</summary>
    public ImmutableArray<ElementOrder> InputOrders
    {
        get => field.IsDefault ? [.. Inputs.Select(i => ElementOrder.ChannelFirst(Shapes[i].Count))] : field;
        init;
    }

    /// <summary>Inputs that are whole numbers 0..255 and stand for themselves; all others are any real numbers.</summary>
    public ImmutableArray<string> ByteInputs { get; init; } = [];

    /// <summary>Whether a label can be the number of a value of the first output: a list has classes, a map has none.</summary>
    public bool HasClasses => Outputs[0].GivesList || Shapes[Outputs[0].Map] is { Height: 1, Width: 1 };

    /// <summary>How often each map is read, by layers and, as an output, by the host.</summary>
    internal Dictionary<string, int> Readers() => Layers.SelectMany(l => l.Inputs).Concat(Outputs.Select(o => o.Map)).CountBy(name => name).ToDictionary(StringComparer.Ordinal);

    /// <summary>What the host gets of all maps of a run.</summary>
    public T[] OutputsOf<T>(IReadOnlyDictionary<string, T[]> maps) => MapBundle.Join([.. Outputs.Select(o => maps[o.Map])]);

    /// <summary>The values of an output as the model gives them.</summary>
    /// <param name="map">Row, column, channel.</param>
    public T[] InModelOrder<T>(NetworkOutput output, IReadOnlyList<T> map) => output.OrderOf(Shapes[output.Map]).FromMap(map, Shapes[output.Map]);

    /// <summary>The values of all outputs as the model gives them.</summary>
    /// <param name="results">Of one output after another, row, column, channel each.</param>
    public T[] InModelOrder<T>(IReadOnlyList<T> results) => Outputs is [var alone]
        ? InModelOrder(alone, results)
        : MapBundle.Join([.. Outputs.Zip(OutputShapes.Split([.. results]), InModelOrder)]);
}
