using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Architectures;
using CimGen.Isa.Images;
using CimGen.Mapping;

namespace CimGen.Scheduling;

/// <summary>Order, counters and memory of a whole network.</summary>
/// <param name="Forwards">Partial sums travel over links instead of through memory.</param>
/// <param name="Multicasts">One bus read serves all cores of a VG.</param>
public sealed record Schedule(
    NetworkMapping Mapping, MemoryPlan Memory, SyncScheme Scheme, ImmutableArray<LayerSchedule> Layers, bool Forwards, bool Multicasts)
{
    /// <summary>The links over which partial sums travel, one from each core that has a successor in its HG.</summary>
    public IEnumerable<LinkEdge> Links() =>
        from matrix in Mapping.Layers.OfType<MatrixMapping>().Where(m => Forwards && m.VerticalGroups > 1)
        from tile in matrix.Tiles
        let next = NextInGroup(matrix, tile)
        where next is not null
        select new LinkEdge(tile.Core, next.Core);

    /// <summary>The cores of a VG load their inputs together. (Those of a diagonal have each their own.)</summary>
    public bool SharesInputs(MatrixMapping matrix) => Multicasts && matrix.HorizontalGroups > 1 && !matrix.Convolution.Depthwise;

    /// <summary>The cores of an HG load biases and requantization parameters together: all of them need both.</summary>
    public bool SharesParameters(LayerSchedule layer) =>
        Multicasts && layer.Orders.Length > 1 && layer.Orders.All(o => o.Has(VectorRole.First) && o.Has(VectorRole.Last));

    /// <summary>Cores that load inputs together, and cores that load parameters together.</summary>
    public IEnumerable<MulticastGroup> MulticastGroups()
    {
        foreach (var layer in Layers)
        {
            if (layer.Mapping is not MatrixMapping matrix)
            {
                continue;
            }

            if (SharesInputs(matrix))
            {
                foreach (var group in matrix.Tiles.GroupBy(t => t.VerticalGroup))
                {
                    yield return new MulticastGroup([.. group.Select(t => t.Core)], ForInputs: true);
                }
            }

            if (SharesParameters(layer))
            {
                foreach (var group in matrix.Tiles.GroupBy(t => t.HorizontalGroup))
                {
                    yield return new MulticastGroup([.. group.Select(t => t.Core)], ForInputs: false);
                }
            }
        }
    }

    /// <summary>Every pair of cores between which the schedule has CALLs, and the counter that they raise.</summary>
    public IEnumerable<SyncEdge> Edges()
    {
        foreach (var layer in Layers)
        {
            if (layer.Mapping is MatrixMapping { VerticalGroups: > 1 } matrix && !Forwards)
            {
                foreach (var tile in matrix.Tiles)
                {
                    if (NextInGroup(matrix, tile) is { } next)
                    {
                        yield return new SyncEdge(tile.Core, next.Core, LayerSchedule.PartialSumCounter);
                    }
                }
            }

            foreach (var successor in layer.Successors.Select(s => Layers[s]))
            {
                foreach (var caller in layer.FinishingCores)
                {
                    foreach (var callee in successor.Start.Cores)
                    {
                        yield return new SyncEdge(caller, callee, successor.StartCounter);
                    }
                }
            }
        }
    }

    /// <summary>The core of the HG that takes over a partial sum; null for the last one of a scheme without a ring.</summary>
    public CrossbarTile? NextInGroup(MatrixMapping matrix, CrossbarTile tile)
    {
        var cores = matrix.VerticalGroups;
        if (Scheme == SyncScheme.Cyclic)
        {
            return matrix.Tile(tile.HorizontalGroup, (tile.VerticalGroup + cores - 1) % cores);
        }

        return tile.VerticalGroup + 1 < cores ? matrix.Tile(tile.HorizontalGroup, tile.VerticalGroup + 1) : null;
    }

    /// <summary>Output vector that a core works on after it has finished <paramref name="done"/> vectors of a layer; -1 where that has no meaning.</summary>
    public int OutputVector(int layer, int core, int done)
    {
        var schedule = Layers[layer];
        return schedule.Mapping switch
        {
            MatrixMapping matrix when core >= matrix.FirstCore && core < matrix.FirstCore + matrix.CoreCount => schedule.Orders[core - matrix.FirstCore].VectorAt(done),
            VectorMapping vector when vector.Ranges.FirstOrDefault(r => r.Core == core) is { } range => OutputVector(vector, range, done),
            _ => -1,
        };
    }

    /// <summary>All positions of the range in order, once for each chunk of channels.</summary>
    private int OutputVector(VectorMapping vector, PositionRange range, int done)
    {
        var channels = Mapping.Network.Tensor(vector.Layer.Output).Shape.Channels;
        var chunks = (channels + vector.ChunkChannels - 1) / vector.ChunkChannels;
        return done < chunks * (long)range.Count ? range.First + (done % range.Count) : -1;
    }

    /// <summary>Stable text for the stage dump.</summary>
    public string Dump()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"scheme {YamlName(Scheme)}\n");
        foreach (var layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"layer {layer.Mapping.Index} {layer.Mapping.Layer.Name} after [{string.Join(' ', layer.Predecessors)}]");
            text.Append(layer.StartCounter < 0 ? "\n" : string.Create(CultureInfo.InvariantCulture, $" start when c{layer.StartCounter} >= {layer.StartCount}\n"));
            for (var i = 0; i < layer.Orders.Length; i++)
            {
                var phases = layer.Orders[i].Phases.Select(p => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{p.Base}: {p.Repeats} x [{string.Join(", ", p.Segments.Select(s => $"{s.First}+{s.Count} {s.Role.ToString().ToLowerInvariant()}"))}]"));
                text.Append(CultureInfo.InvariantCulture, $"  core {layer.Mapping.FirstCore + i} {string.Join("; ", phases)}\n");
            }
        }

        return text.ToString();

        static string YamlName(SyncScheme scheme) => scheme.ToString().ToLowerInvariant();
    }
}
