using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>
/// How many rows there is room for of each feature map between layers that hand on rows: the largest map first, the least with which an execution of three images
/// does not get stuck and, unless they shall be as small as can be, is as fast as with whole maps. (The trade-off of S. Stuijk et al., DAC 2006, one buffer after another; a buffer that is
/// larger never makes an execution slower, so that the least is found by bisection.)
/// </summary>
public sealed class RollingBuffers
{
    /// <summary>Of the period with whole maps: less is not worth memory, as predicted cycles are not that exact.</summary>
    private const double Tolerance = 0.01;

    /// <summary>Images of an execution: two to fill the pipeline, the third at the rate of all that follow.</summary>
    private const int Images = 3;

    private readonly NetworkPlacement _placement;
    private readonly RowNeeds _needs;
    private readonly ImmutableArray<QuantizedTensor> _maps;
    private readonly Dictionary<string, int> _indexes;
    private readonly ImmutableArray<(int Writer, int Reader, int Map, ImmutableArray<int> Needed)> _edges;
    private readonly Dictionary<(int Edge, int Rows), ImmutableArray<int>> _room = [];
    private readonly int[] _rows;

    private RollingBuffers(NetworkPlacement placement)
    {
        (_placement, _needs) = (placement, new RowNeeds(placement.Network));

        // A row comes after the one before in its place because it waits for those who have read that. Where nobody has, nothing orders two replicas.
        var unordered = placement.Layers.Where(l => l.Replicas.Rows > 1 && !_needs.ReadsAll(l.Index)).Select(l => placement.Network.Tensor(l.Layer.Output).Holder).ToHashSet(StringComparer.Ordinal);
        _maps = [.. placement.Network.Tensors.Where(t => t.Part is null && CanRoll(placement.Network, t) && !unordered.Contains(t.Name)).OrderByDescending(t => t.Shape.Count)];
        _indexes = _maps.Index().ToDictionary(m => m.Item.Name, m => m.Index, StringComparer.Ordinal);
        _edges = [.. from reader in placement.Layers
                     from writer in _needs.Writers(reader.Index)
                     let layer = placement.Layers[writer].Layer
                     select (writer, reader.Index, _indexes.GetValueOrDefault(placement.Network.Tensor(layer.Output).Holder, -1), _needs.Rows(layer, reader.Layer))];
        _rows = [.. _maps.Select(m => m.Shape.Height)];
    }

    /// <param name="kind">As fast as whole maps, or as small as can be.</param>
    /// <returns>Rows by the name of the map; maps that are not among them are whole.</returns>
    public static ImmutableDictionary<string, int> Of(NetworkPlacement placement, FeatureMapKind kind)
    {
        var buffers = new RollingBuffers(placement);
        var longest = kind == FeatureMapKind.Smallest ? double.MaxValue : buffers.Period() * (1 + Tolerance);
        var rows = new[] { true, false }.Select(smallestFirst => buffers.Shrink(longest, smallestFirst)).MinBy(r => buffers._maps.Zip(r).Sum(m => (long)m.First.Shape.Count / m.First.Shape.Height * m.Second))!;
        return buffers._maps.Zip(rows).Where(m => m.Second < m.First.Shape.Height).ToImmutableDictionary(m => m.First.Name, m => m.Second);
    }

    /// <summary>Whether the map lies between layers, and all who write or read parts of it do so row by row.</summary>
    private static bool CanRoll(QuantizedNetwork network, QuantizedTensor map) =>
        !network.IsOfHost(map.Name) &&
        network.Tensors.All(t => t.Holder != map.Name || t.Part is not { } part || (part.Top == 0 && part.StepY == 1 && t.Shape.Height == map.Shape.Height));

    /// <summary>The fewest rows of each map, the largest map first.</summary>
    /// <param name="longest">Cycles from image to image that are allowed.</param>
    /// <param name="smallestFirst">How <see cref="Sizes"/> divides.</param>
    private int[] Shrink(double longest, bool smallestFirst)
    {
        for (var map = 0; map < _maps.Length; map++)
        {
            _rows[map] = _maps[map].Shape.Height;
        }

        for (var map = 0; map < _maps.Length; map++)
        {
            var sizes = Sizes(_maps[map].Shape.Height, smallestFirst).ToArray();
            var (low, high) = (0, sizes.Length - 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                _rows[map] = sizes[middle];
                (low, high) = Period() <= longest ? (low, middle) : (middle + 1, high);
            }

            _rows[map] = sizes[low];
        }

        return [.. _rows];
    }

    /// <summary>
    /// The rows of the map, divided by one of their prime factors after another, the fewest first. Each divides the rows, so that the next image goes on where the
    /// last one ended; with any other number it would begin at the front again, and wait there for rows that have just been made. And each divides the
    /// larger ones, also of maps of half the height, so that rows of several buffers fall into step again soon, and programs stay short.
    /// </summary>
    /// <param name="smallestFirst">By the smallest factor first: 56, 28, 14, 7, 1; or by the largest: 56, 8, 4, 2, 1.</param>
    private static IEnumerable<int> Sizes(int height, bool smallestFirst)
    {
        var factors = new List<int>();
        for (var (rest, factor) = (height, 2); rest > 1; factor += rest % factor == 0 ? 0 : 1)
        {
            while (rest % factor == 0)
            {
                factors.Add(factor);
                rest /= factor;
            }
        }

        var sizes = new Stack<int>([height]);
        foreach (var factor in smallestFirst ? factors : Enumerable.Reverse(factors))
        {
            sizes.Push(sizes.Peek() / factor);
        }

        return sizes;
    }

    /// <summary>Cycles from image to image; endless when the execution gets stuck.</summary>
    private double Period()
    {
        var inputs = _placement.Layers.Select(_ => new List<RowWait>()).ToArray();
        foreach (var (index, (writer, reader, map, needed)) in _edges.Index())
        {
            inputs[reader].Add(new RowWait(writer, needed));
            if (map >= 0)
            {
                inputs[writer].Add(new RowWait(reader, Room(index, _rows[map])));
            }
        }

        return RowExecution.Period([.. _placement.Layers.Select(l => Node(l, inputs[l.Index]))], Images);
    }

    private ImmutableArray<int> Room(int edge, int rows)
    {
        if (!_room.TryGetValue((edge, rows), out var room))
        {
            var (writer, reader, _, _) = _edges[edge];
            room = _room[(edge, rows)] = _needs.Room(_placement.Layers[writer].Layer, _placement.Layers[reader].Layer, rows);
        }

        return room;
    }

    private RowTaskNode Node(LayerPlacement layer, List<RowWait> inputs)
    {
        var (rows, together) = (_placement.Network.Tensor(layer.Layer.Output).Shape.Height, layer.Replicas.Rows);
        return new RowTaskNode(rows, together, (double)layer.Cycles / ((rows + together - 1) / together), [.. inputs]);
    }
}
