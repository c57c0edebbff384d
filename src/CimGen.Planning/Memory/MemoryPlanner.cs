using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Memory;

/// <summary>
/// Allocates shared memory by lifetime, first fit. A feature map with a border lives for the whole run, because its border comes
/// with the memory image and nobody writes it again.
/// </summary>
public static class MemoryPlanner
{
    /// <param name="batch">Images of a run: what the host writes and reads is there for each of them.</param>
    /// <param name="rolling">Rows that there is room for, by the name of the map; null: all maps are whole.</param>
    public static Result<MemoryPlan> Run(NetworkPlacement placement, Architecture architecture, int batch = 1, ImmutableDictionary<string, int>? rolling = null)
    {
        var network = placement.Network;
        var borders = Borders(network).ToImmutableDictionary(b => b.Key, b => rolling?.TryGetValue(b.Key, out var rows) == true ? b.Value with { Rows = rows } : b.Value);
        var placed = new List<Placement>();

        // Parameters first, so that their addresses fit a displacement; then the long-lived and the large.
        foreach (var request in Requests(placement, architecture, borders, batch).OrderBy(b => b.Use).ThenByDescending(b => b.LastLayer - b.FirstLayer).ThenByDescending(b => b.Bytes))
        {
            placed.Add(Place(request, placed, architecture.Bus.WidthBytes));
        }

        var end = placed.Max(p => p.End);
        if (end > architecture.Memory.SizeBytes)
        {
            return Overflow(placement, architecture, end, placed.Select(p => p.Request));
        }

        // From here on every address is known to fit 32 bits.
        var buffers = placed.Select(p => p.ToBuffer()).OrderBy(b => b.Address).ThenBy(b => b.FirstLayer).ToImmutableArray();
        var addresses = buffers.ToDictionary(b => b.Name, b => b.Address, StringComparer.Ordinal);
        var layouts = network.Tensors.ToImmutableDictionary(t => t.Name, t => LayoutOf(t, borders[t.Holder], addresses[MemoryPlan.FeatureName(t.Holder)]) with
        {
            ImagePitch = batch > 1 && network.IsOfHost(t.Holder) ? (int)Align(borders[t.Holder].Bytes, architecture.Bus.WidthBytes) : 0,
        });
        return Result.Success(new MemoryPlan(buffers, layouts, borders.Where(b => b.Value.HasBorder).ToImmutableDictionary()));
    }

    /// <summary>
    /// What any allocation needs: the most that is alive at a time. A plan may need more; this says early, and for an outline of the network,
    /// that none can do.
    /// </summary>
    public static Diagnostic? Check(NetworkPlacement placement, Architecture architecture)
    {
        var layouts = LeastBorders(placement.Network).ToImmutableDictionary(b => b.Key, b => architecture.Rolls && !placement.Network.IsOfHost(b.Key) ? b.Value with { Rows = 1 } : b.Value);
        var requests = Requests(placement, architecture, layouts, batch: 1).ToList();
        var alive = Enumerable.Range(-1, placement.Layers.Length + 2).MaxBy(Alive);
        return Alive(alive) > architecture.Memory.SizeBytes
            ? Overflow(placement, architecture, Alive(alive), requests.Where(r => r.LivesAt(alive)))
            : null;

        long Alive(int layer) => requests.Where(r => r.LivesAt(layer)).Sum(r => r.Bytes);
    }

    /// <summary>Bytes from one partial sum of an HG to the next.</summary>
    public static int PartialSumPitch(Block block, Architecture architecture) => (int)Align(4 * block.Kernels, architecture.Bus.WidthBytes);

    private static FeatureLayout LayoutOf(QuantizedTensor tensor, BorderedLayout holder, int address) =>
        tensor.Part is { } part ? holder.At(address, part, tensor.Shape) : holder.At(address);

    private static ImmutableDictionary<string, BorderedLayout> Borders(QuantizedNetwork network)
    {
        var readers = Readers(network);
        return Holders(network).ToImmutableDictionary(t => t.Name, t => BorderedLayout.For(t, readers[t.Name]));
    }

    /// <summary>The tensors that have a buffer of their own.</summary>
    private static IEnumerable<QuantizedTensor> Holders(QuantizedNetwork network) => network.Tensors.Where(t => t.Part is null);

    /// <summary>The layers that read a tensor or a part of it, by the tensor's name.</summary>
    private static ILookup<string, QuantizedLayer> Readers(QuantizedNetwork network) =>
        network.Layers.SelectMany(l => l.Inputs.Select(i => (Map: network.Tensor(i).Holder, Layer: l)).Distinct()).ToLookup(r => r.Map, r => r.Layer);

    /// <summary>
    /// Max pooling may get a copy of a map with a border of its own (<see cref="BorderLegalizer"/>), and an outline does not know whether: what
    /// is needed either way is the larger of the two borders, not one around both. The copy of a part is smaller than its whole, so that what is needed
    /// either way is the border of the other readers.
    /// </summary>
    private static ImmutableDictionary<string, BorderedLayout> LeastBorders(QuantizedNetwork network)
    {
        var readers = Readers(network);
        return Holders(network).ToImmutableDictionary(t => t.Name, t => Least(t, readers[t.Name].Where(l => l is not QuantizedMaxPooling || l.Inputs.Contains(t.Name)).ToLookup(l => l is QuantizedMaxPooling)));

        static BorderedLayout Least(QuantizedTensor tensor, ILookup<bool, QuantizedLayer> readers) => readers[true].Any() && readers[false].Any()
            ? new[] { BorderedLayout.For(tensor, readers[true]), BorderedLayout.For(tensor, readers[false]) }.MaxBy(l => l.Bytes)!
            : BorderedLayout.For(tensor, readers.SelectMany(r => r));
    }

    private static IEnumerable<Request> Requests(NetworkPlacement placement, Architecture architecture, ImmutableDictionary<string, BorderedLayout> borders, int batch) =>
        Parameters(placement, architecture)
            .Concat(PartialSums(placement, architecture))
            .Concat(Features(placement.Network, borders, architecture, batch))
            .Select(r => architecture.Dataflow == DataflowKind.Rows ? r with { FirstLayer = -1, LastLayer = placement.Layers.Length } : r);

    private static Diagnostic Overflow(NetworkPlacement placement, Architecture architecture, long needed, IEnumerable<Request> requests)
    {
        var largest = requests.OrderByDescending(r => r.Bytes).Take(4).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Name} {r.Bytes}"));
        return SchedulingDiagnostics.MemoryOverflow(placement.Network.Layers[0].Location, needed, largest, architecture);
    }

    private static Placement Place(Request request, List<Placement> placed, int alignment)
    {
        var address = 0L;
        foreach (var other in placed.Where(p => p.Request.LivesWith(request)).OrderBy(p => p.Address))
        {
            if (address + request.Bytes <= other.Address)
            {
                break;
            }

            address = Math.Max(address, Align(other.End, alignment));
        }

        return new Placement(request, address);
    }

    private static IEnumerable<Request> Parameters(NetworkPlacement placement, Architecture architecture)
    {
        var last = placement.Layers.Length;
        foreach (var layer in placement.Layers)
        {
            if (layer.Layer.Table.Length is > 0 and var table)
            {
                yield return new Request(MemoryPlan.TableName(layer.Index), BufferUse.Parameters, table, -1, last);
            }

            if (layer is MatrixPlacement matrix)
            {
                for (var h = 0; h < matrix.HorizontalGroups; h++)
                {
                    var bytes = 4 * matrix.BlockAt(h, 0).Kernels;
                    yield return new Request(MemoryPlan.BiasName(layer.Index, h), BufferUse.Parameters, bytes, -1, last);
                    yield return new Request(MemoryPlan.RequantizationName(layer.Index, h), BufferUse.Parameters, bytes, -1, last);
                }
            }
            else if (layer is ChannelPlacement channels)
            {
                yield return new Request(MemoryPlan.ChannelName(layer.Index), BufferUse.Parameters, new ChannelParameters(channels).Bytes, -1, last);
            }
            else if (layer.Layer.Requantization is { } requantization)
            {
                var bytes = 4 * Math.Min(requantization.Multipliers.Length, architecture.Compute.Columns);
                yield return new Request(MemoryPlan.RequantizationName(layer.Index, 0), BufferUse.Parameters, bytes, -1, last);
            }
        }
    }

    private static IEnumerable<Request> PartialSums(NetworkPlacement placement, Architecture architecture)
    {
        foreach (var matrix in placement.Layers.OfType<MatrixPlacement>().Where(m => m.VerticalGroups > 1 && !architecture.Forwards))
        {
            var output = placement.Network.Tensor(matrix.Layer.Output).Shape;
            for (var h = 0; h < matrix.HorizontalGroups; h++)
            {
                var bytes = (long)output.Height * output.Width * PartialSumPitch(matrix.BlockAt(h, 0), architecture);
                yield return new Request(
                    MemoryPlan.PartialSumName(matrix.Index, h), BufferUse.PartialSums, bytes, matrix.Index, matrix.Index);
            }
        }
    }

    private static IEnumerable<Request> Features(QuantizedNetwork network, ImmutableDictionary<string, BorderedLayout> borders, Architecture architecture, int batch)
    {
        var end = network.Layers.Length;
        var (first, last) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (index, layer) in network.Layers.Index())
        {
            first.TryAdd(network.Tensor(layer.Output).Holder, index);
            foreach (var map in layer.Inputs.Append(layer.Output))
            {
                last[network.Tensor(map).Holder] = index;
            }
        }

        foreach (var tensor in Holders(network))
        {
            var writer = first.GetValueOrDefault(tensor.Name, -1);
            var user = last.GetValueOrDefault(tensor.Name, -1);
            var layout = borders[tensor.Name];
            yield return new Request(
                MemoryPlan.FeatureName(tensor.Name),
                BufferUse.Features,
                batch > 1 && network.IsOfHost(tensor.Name) ? batch * Align(layout.Bytes, architecture.Bus.WidthBytes) : layout.Bytes,
                layout.HasBorder ? -1 : writer,
                layout.HasBorder || network.Outputs.Contains(tensor.Name) ? end : user);
        }
    }

    private static long Align(long value, int to) => (value + to - 1) / to * to;

    /// <summary>A buffer without an address. Sizes come from the network and have 64 bits until they are known to fit.</summary>
    private sealed record Request(string Name, BufferUse Use, long Bytes, int FirstLayer, int LastLayer)
    {
        public bool LivesAt(int layer) => FirstLayer <= layer && layer <= LastLayer;

        public bool LivesWith(Request other) => FirstLayer <= other.LastLayer && other.FirstLayer <= LastLayer;
    }

    private sealed record Placement(Request Request, long Address)
    {
        public long End => Address + Request.Bytes;

        public MemoryBuffer ToBuffer() =>
            new(Request.Name, Request.Use, checked((int)Request.Bytes), Request.FirstLayer, Request.LastLayer, checked((int)Address));
    }
}
