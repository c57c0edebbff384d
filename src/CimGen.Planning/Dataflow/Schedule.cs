using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>Order, counters and memory of a whole network.</summary>
/// <param name="Forwards">Partial sums travel over links instead of through memory.</param>
/// <param name="Multicasts">One bus read serves all cores of a VG.</param>
public sealed record Schedule(
    NetworkPlacement Placement, MemoryPlan Memory, SyncScheme Scheme, ImmutableArray<LayerSchedule> Layers, bool Forwards, bool Multicasts)
{
    /// <summary>Images of a run.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>The links over which partial sums travel, one from each core that has a successor in its HG.</summary>
    public IEnumerable<LinkEdge> Links(Architecture architecture) =>
        from matrix in Placement.Layers.OfType<MatrixPlacement>().Where(m => Forwards && m.VerticalGroups > 1)
        from block in matrix.Blocks
        let next = NextInGroup(matrix, block)
        where next is not null
        select new LinkEdge(architecture.CoreAt(block.Place), architecture.CoreAt(next.Place));

    /// <summary>The cores of a VG load their inputs together. (Those of a diagonal have each their own.)</summary>
    public bool SharesInputs(MatrixPlacement matrix) => Multicasts && matrix.HorizontalGroups > 1 && matrix.Convolution.Groups == 1;

    /// <summary>The cores of an HG load biases and requantization parameters together: all of them need both.</summary>
    public bool SharesParameters(LayerSchedule layer) =>
        Multicasts && layer.Orders.Length > 1 && layer.Orders.All(o => o.Has(VectorRole.First) && o.Has(VectorRole.Last));

    /// <summary>Cores that load inputs together, and cores that load parameters together.</summary>
    public IEnumerable<MulticastGroup> MulticastGroups(Architecture architecture)
    {
        foreach (var layer in Layers)
        {
            if (layer.Placement is not MatrixPlacement matrix)
            {
                continue;
            }

            if (SharesInputs(matrix))
            {
                foreach (var group in matrix.Blocks.GroupBy(b => (b.Replica, b.VerticalGroup)))
                {
                    yield return new MulticastGroup([.. group.Select(b => architecture.CoreAt(b.Place))], ForInputs: true);
                }
            }

            if (SharesParameters(layer))
            {
                foreach (var group in matrix.Blocks.GroupBy(b => (b.Replica, b.HorizontalGroup)))
                {
                    yield return new MulticastGroup([.. group.Select(b => architecture.CoreAt(b.Place))], ForInputs: false);
                }
            }
        }
    }

    /// <summary>Every pair of cores between which the schedule has CALLs, and the counter that they raise.</summary>
    public IEnumerable<SyncEdge> Edges(Architecture architecture)
    {
        foreach (var layer in Layers)
        {
            if (layer.Placement is MatrixPlacement { VerticalGroups: > 1 } matrix && !Forwards)
            {
                foreach (var block in matrix.Blocks)
                {
                    if (NextInGroup(matrix, block) is { } next)
                    {
                        yield return Edge(block.Place, next.Place, LayerSchedule.PartialSumCounter);
                    }
                }
            }

            foreach (var (caller, callee, counter) in RowCalls(layer))
            {
                yield return Edge(caller, callee, counter);
            }

            foreach (var start in layer.Successors.Select(s => Layers[s].Start).Where(s => !s.IsNone))
            {
                foreach (var caller in layer.FinishingPlaces)
                {
                    foreach (var callee in start.Called.SelectMany(r => r.Places))
                    {
                        yield return Edge(caller, callee, start.Counter);
                    }
                }
            }

            foreach (var callee in layer.Start.Forwarded.SelectMany(r => r.Places))
            {
                yield return Edge(layer.Start.Places[0], callee, layer.Start.Counter);
            }
        }

        SyncEdge Edge(Place caller, Place callee, int counter) => new(architecture.CoreAt(caller), architecture.CoreAt(callee), counter);
    }

    /// <summary>Those who wait for the rows of a layer, and the counter on which they do.</summary>
    public IEnumerable<(ImmutableArray<Place> Places, int Counter)> RowReaders(LayerSchedule layer) =>
        from waiting in Layers
        from input in waiting.Rows?.Inputs ?? []
        where input.Channel.Producer == layer.Placement.Index
        select (input.Places, input.Counter);

    private IEnumerable<(Place Caller, Place Callee, int Counter)> RowCalls(LayerSchedule layer)
    {
        for (var link = 0; link < layer.Rows?.Chain.Length; link++)
        {
            var place = layer.Rows.Chain[link];
            if (layer.Rows.Next(link) is { } next)
            {
                yield return (place, next, layer.Rows.ChainCounter);
            }

            foreach (var (places, counter) in layer.Rows.IsLast(link) ? RowReaders(layer) : [])
            {
                foreach (var reader in places)
                {
                    yield return (place, reader, counter);
                }
            }
        }
    }

    /// <summary>The core of the HG that takes over a partial sum; null for the last one of a scheme without a ring.</summary>
    public Block? NextInGroup(MatrixPlacement matrix, Block block)
    {
        var cores = matrix.VerticalGroups;
        if (Scheme == SyncScheme.Cyclic)
        {
            return matrix.BlockAt(block.HorizontalGroup, (block.VerticalGroup + cores - 1) % cores, block.Replica);
        }

        return block.VerticalGroup + 1 < cores ? matrix.BlockAt(block.HorizontalGroup, block.VerticalGroup + 1, block.Replica) : null;
    }

    /// <summary>Output vector that a place works on after it has finished <paramref name="done"/> vectors of a layer; -1 where that has no meaning.</summary>
    public int OutputVector(int layer, Place place, int done) => Vectors(layer, place) is { } order && done < (long)Batch * order.Count ? order.VectorAt(done % order.Count) : -1;

    /// <summary>Image of the run that this vector belongs to.</summary>
    public int ImageOf(int layer, Place place, int done) => Vectors(layer, place) is { } order ? done / order.Count : 0;

    /// <summary>What a place has of a layer in an image; null for nothing.</summary>
    private PlaceOrder? Vectors(int layer, Place place)
    {
        var schedule = Layers[layer];
        return schedule.Placement switch
        {
            MatrixPlacement matrix when matrix.Blocks.Index().FirstOrDefault(b => b.Item.Place == place) is { Item: not null } block =>
                schedule.Orders[block.Index] is var order ? new PlaceOrder(order.Count, order.VectorAt) : null,
            SplitPlacement split when split.Parts.FirstOrDefault(p => p.Place == place) is { } part =>
                new PlaceOrder((part.Channels + split.ChunkChannels - 1) / split.ChunkChannels * part.Positions.Total, n => part.Positions[n % part.Positions.Total]),
            _ => null,
        };
    }

    /// <summary>Stable text for the stage dump.</summary>
    public string Dump()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"scheme {YamlName(Scheme)}\n");
        foreach (var layer in Layers)
        {
            text.Append(layer.Dump());
            for (var i = 0; i < layer.Orders.Length; i++)
            {
                var phases = layer.Orders[i].Phases.Select(p => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{p.Base}: {p.Repeats} x [{string.Join(", ", p.Segments.Select(s => $"{s.First}+{s.Count}{(s.Step > 1 ? string.Create(CultureInfo.InvariantCulture, $" by {s.Step}") : "")} {s.Role.ToString().ToLowerInvariant()}"))}]"));
                text.Append(CultureInfo.InvariantCulture, $"  core {((MatrixPlacement)layer.Placement).Blocks[i].Place} {string.Join("; ", phases)}\n");
            }
        }

        return text.ToString();

        static string YamlName(SyncScheme scheme) => scheme.ToString().ToLowerInvariant();
    }

    /// <summary>Vectors in order; for a part, all of its positions once for each chunk of channels.</summary>
    private sealed record PlaceOrder(int Count, Func<int, int> VectorAt);
}
