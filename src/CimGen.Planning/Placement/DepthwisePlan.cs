using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>For each layer with one channel to a group: compute units or vector units, by predicted cycles among what fits the machine.</summary>
internal sealed class DepthwisePlan
{
    /// <summary>A cut with more cores has to be better than one with fewer by more than one part in so many.</summary>
    private const int LeastGain = 32;

    private readonly ImmutableDictionary<string, Entry> _entries;

    private DepthwisePlan(ImmutableDictionary<string, Entry> entries) => _entries = entries;

    /// <summary>Whether some layer is on vector units.</summary>
    public bool UsesVectors => _entries.Values.Any(e => e.Choice.Unit == DepthwiseUnit.Gpeu);

    /// <summary>The choice for a layer; null for one that has none.</summary>
    public UnitChoice? ChoiceOf(QuantizedLayer layer) => _entries.GetValueOrDefault(layer.Name)?.Choice;

    /// <summary>The cut of a layer for vector units; null when compute units compute it.</summary>
    public ChannelGrid? GridOf(QuantizedLayer layer) =>
        _entries.GetValueOrDefault(layer.Name) is { Choice.Unit: DepthwiseUnit.Gpeu } entry ? entry.Grid : null;

    /// <summary>Bytes of a core's program for a layer on vector units; 0 for another.</summary>
    public int ProgramBytesOf(QuantizedLayer layer) => GridOf(layer) is null ? 0 : _entries[layer.Name].ProgramBytes;

    /// <param name="vectors">Null where there are no vector units that can do it.</param>
    /// <param name="cores">Most cores of a layer on vector units; 0 for no such layer.</param>
    public static DepthwisePlan Of(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit, IVectorPlanner? vectors, int cores)
    {
        var entries = new List<Entry>();
        var needed = 0L;
        foreach (var layer in network.Layers)
        {
            var input = network.Tensor(layer.Inputs[0]).Shape;
            if (unit.Candidate(layer, input, architecture) is not { } candidate || layer is not QuantizedConvolution convolution)
            {
                continue;
            }

            needed += candidate.Grid.Cores;
            if (vectors is not null && IsDepthwise(convolution, input))
            {
                entries.Add(Weighed(convolution, input, network.Tensor(layer.Output).Shape, candidate.Grid, architecture, vectors, cores));
            }
        }

        needed -= entries.Where(e => e.Choice.Unit == DepthwiseUnit.Gpeu).Sum(e => e.Choice.Crossbar.Cores);

        // Too few cores: first those that lose the fewest cycles for a core that they set free.
        var movable = entries.Where(e => architecture.Depthwise == DepthwiseUnit.Auto && e.Choice is { Unit: DepthwiseUnit.Crossbar, Vector: not null })
            .OrderBy(e => (double)(e.Choice.Vector!.Cycles - e.Choice.Crossbar.Cycles) / e.Choice.Crossbar.Cores).ToList();
        foreach (var entry in movable.TakeWhile(_ => needed > architecture.Cores).ToList())
        {
            entries[entries.IndexOf(entry)] = entry with { Choice = entry.Choice with { Unit = DepthwiseUnit.Gpeu, Reason = "too few cores for crossbars" } };
            needed -= entry.Choice.Crossbar.Cores;
        }

        return new DepthwisePlan(entries.ToImmutableDictionary(e => e.Layer, StringComparer.Ordinal));
    }

    private static bool IsDepthwise(QuantizedConvolution layer, FeatureShape input) => layer.Groups == input.Channels && layer.Kernels == layer.Groups;

    private static Entry Weighed(
        QuantizedConvolution layer, FeatureShape input, FeatureShape output, BlockGrid blocks, Architecture architecture, IVectorPlanner vectors, int cores)
    {
        var crossbar = new UnitOption(blocks.Cores, vectors.Cycles(layer, input, blocks, architecture));
        var offer = vectors.Offer(layer, architecture);
        if (offer.Channels == 0 || cores == 0)
        {
            return Taken(DepthwiseUnit.Crossbar, null, default, offer.Channels == 0 ? $"the gpeu cannot, {offer.WhyNot}" : "too few counters or too little instruction memory for more layers on a core");
        }

        var positions = output.Height * output.Width;
        var grids = architecture.Dataflow == DataflowKind.Rows ? [ChannelGrid.ByChunks(offer, output.Channels, positions)] : ChannelGrid.All(offer, output.Channels, positions, cores);
        var (grid, cycles) = Best(layer, input, grids, architecture, vectors);
        var vector = new UnitOption(grid.Cores, cycles);
        return architecture.Depthwise != DepthwiseUnit.Auto ? Taken(architecture.Depthwise, vector, grid, "as the architecture says")
            : cycles < crossbar.Cycles ? Taken(DepthwiseUnit.Gpeu, vector, grid, "fewer cycles")
            : Taken(DepthwiseUnit.Crossbar, vector, grid, "no more cycles");

        Entry Taken(DepthwiseUnit taken, UnitOption? option, ChannelGrid cut, string reason) =>
            new(layer.Name, new UnitChoice(taken, crossbar, option, reason), cut, option is null ? 0 : vectors.ProgramBytes(layer, input, cut, architecture));
    }

    private static (ChannelGrid Grid, long Cycles) Best(
        QuantizedConvolution layer, FeatureShape input, IEnumerable<ChannelGrid> grids, Architecture architecture, IVectorPlanner vectors)
    {
        (ChannelGrid Grid, long Cycles)? best = null;
        foreach (var grid in grids)
        {
            var cycles = vectors.Cycles(layer, input, grid, architecture);
            if (best is not { } known || cycles < known.Cycles - (known.Cycles / LeastGain))
            {
                best = (grid, cycles);
            }
        }

        return best!.Value;
    }

    private sealed record Entry(string Layer, UnitChoice Choice, ChannelGrid Grid, int ProgramBytes);
}
