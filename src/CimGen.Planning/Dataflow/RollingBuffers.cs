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

    private readonly NetworkPlacement _placement;
    private readonly ImmutableArray<QuantizedTensor> _maps;
    private readonly RowPipeline _pipeline;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    private RollingBuffers(NetworkPlacement placement)
    {
        var needs = new RowNeeds(placement.Network);
        (_placement, _pipeline) = (placement, new RowPipeline(placement.Network, needs));

        // A row comes after the one before in its place because it waits for those who have read that. Where nobody has, nothing orders two replicas.
        var unordered = placement.Layers.Where(l => l.Replicas.Rows > 1 && !needs.ReadsAll(l.Index)).Select(l => placement.Network.Tensor(l.Layer.Output).Holder).ToHashSet(StringComparer.Ordinal);
        _maps = [.. placement.Network.Tensors.Where(t => t.Part is null && CanRoll(placement.Network, t) && !unordered.Contains(t.Name)).OrderByDescending(t => t.Shape.Count)];
    }

    /// <param name="kind">As fast as whole maps, or as small as can be.</param>
    /// <returns>Rows by the name of the map; maps that are not among them are whole.</returns>
    public static ImmutableDictionary<string, int> Of(NetworkPlacement placement, FeatureMapKind kind)
    {
        var buffers = new RollingBuffers(placement);
        var longest = kind == FeatureMapKind.Smallest ? double.MaxValue : buffers.Period() * (1 + Tolerance);
        return new[] { true, false }.Select(smallestFirst => buffers.Shrink(longest, smallestFirst)).MinBy(buffers.Values)!;
    }

    /// <summary>Whether the map lies between layers, and all who write or read parts of it do so row by row.</summary>
    private static bool CanRoll(QuantizedNetwork network, QuantizedTensor map) =>
        !network.IsOfHost(map.Name) &&
        network.Tensors.All(t => t.Holder != map.Name || t.Part is not { } part || (part.Top == 0 && part.StepY == 1 && t.Shape.Height == map.Shape.Height));

    /// <summary>The fewest rows of each map, the largest map first.</summary>
    /// <param name="longest">Cycles from image to image that are allowed.</param>
    /// <param name="smallestFirst">How <see cref="Sizes"/> divides.</param>
    private ImmutableDictionary<string, int> Shrink(double longest, bool smallestFirst)
    {
        _rows.Clear();
        foreach (var map in _maps)
        {
            var sizes = Sizes(map.Shape.Height, smallestFirst).ToArray();
            var (low, high) = (0, sizes.Length - 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                _rows[map.Name] = sizes[middle];
                (low, high) = Period() <= longest ? (low, middle) : (middle + 1, high);
            }

            _rows[map.Name] = sizes[low];
        }

        return _maps.Where(m => _rows[m.Name] < m.Shape.Height).ToImmutableDictionary(m => m.Name, m => _rows[m.Name]);
    }

    private long Values(ImmutableDictionary<string, int> rows) => _maps.Sum(m => (long)m.Shape.Count / m.Shape.Height * rows.GetValueOrDefault(m.Name, m.Shape.Height));

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

    private double Period() => _pipeline.Period([.. _placement.Layers.Select(l => l.Times)], _rows);
}
