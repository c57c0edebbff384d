using System.Collections.Immutable;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Dataflow;

/// <summary>Predicted times of a layer that goes row by row.</summary>
/// <param name="Row">Cycles of a row.</param>
/// <param name="Chain">Cycles at least from telling of a row to telling of the next.</param>
/// <param name="AtOnce">Rows that replicas make at the same time.</param>
public readonly record struct RowTimes(double Row, double Chain, int AtOnce)
{
    /// <summary>Cycles of an image whose output has so many rows: of the replicas that make the most of them, or of telling of all.</summary>
    public double OfImage(int rows) => Math.Max((rows + AtOnce - 1) / AtOnce * Row, rows * Chain);
}

/// <summary>The layers of a network as tasks that hand on rows, with some room in the maps between them: how long they take from image to image.</summary>
internal sealed class RowPipeline
{
    /// <summary>Images of an execution: two to fill the pipeline, the third at the rate of all that follow.</summary>
    private const int Images = 3;

    private readonly QuantizedNetwork _network;
    private readonly RowNeeds _needs;
    private readonly ImmutableArray<(int Writer, int Reader, string Map, ImmutableArray<int> Needed)> _edges;
    private readonly Dictionary<(int Edge, int Rows), ImmutableArray<int>> _room = [];

    public RowPipeline(QuantizedNetwork network, RowNeeds needs)
    {
        (_network, _needs) = (network, needs);
        _edges = [.. from reader in Enumerable.Range(0, network.Layers.Length)
                     from writer in needs.Writers(reader)
                     let layer = network.Layers[writer]
                     select (writer, reader, network.Tensor(layer.Output).Holder, needs.Rows(layer, network.Layers[reader]))];
    }

    /// <summary>Cycles from image to image; endless when the execution gets stuck.</summary>
    /// <param name="times">Of each layer.</param>
    /// <param name="rolling">Rows that there is room for, by the name of the map; all others are whole.</param>
    public double Period(IReadOnlyList<RowTimes> times, IReadOnlyDictionary<string, int> rolling)
    {
        var inputs = times.Select(_ => new List<RowWait>()).ToArray();
        foreach (var (index, (writer, reader, map, needed)) in _edges.Index())
        {
            inputs[reader].Add(new RowWait(writer, needed));
            if (!_network.IsOfHost(map))
            {
                inputs[writer].Add(new RowWait(reader, Room(index, rolling.GetValueOrDefault(map, HeightOf(writer)))));
            }
        }

        return RowExecution.Period([.. times.Select((t, i) => new RowTaskNode(HeightOf(i), t.AtOnce, t.Row, [.. inputs[i]]) { Chain = t.Chain })], Images);
    }

    private int HeightOf(int layer) => _network.Tensor(_network.Layers[layer].Output).Shape.Height;

    private ImmutableArray<int> Room(int edge, int rows)
    {
        if (!_room.TryGetValue((edge, rows), out var room))
        {
            var (writer, reader, _, _) = _edges[edge];
            room = _room[(edge, rows)] = _needs.Room(_network.Layers[writer], _network.Layers[reader], rows);
        }

        return room;
    }
}
