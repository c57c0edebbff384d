using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>Layers to blocks to places.</summary>
public sealed class NetworkPlacer
{
    /// <summary>Most cores of a layer on vector units, for which a plan is tried: each core of a layer takes a counter.</summary>
    private static readonly ImmutableArray<int> Spreads = [int.MaxValue, 16, 4, 1];

    private readonly QuantizedNetwork _network;
    private readonly Architecture _architecture;
    private readonly DepthwisePlan _plan;
    private readonly IComputeUnitPlanner _unit;
    private readonly Dictionary<string, ImmutableArray<Place>> _writers = new(StringComparer.Ordinal);
    private readonly CoreUse _use;
    private int _taken;

    private NetworkPlacer(QuantizedNetwork network, Architecture architecture, DepthwisePlan plan, IComputeUnitPlanner unit)
    {
        (_network, _architecture, _plan, _unit) = (network, architecture, plan, unit);
        _use = new CoreUse(architecture);
    }

    /// <summary>Cores that all layers need at once, each with cores of its own and none twice.</summary>
    public static int CoresByRows(QuantizedNetwork source, Architecture architecture, IComputeUnitPlanner unit, IVectorPlanner vectors) =>
        RowPlacer.Needed(BorderLegalizer.Run(source), architecture, unit, vectors);

    /// <param name="unit">The kind of the architecture's compute units.</param>
    /// <param name="vectors">What vector units can do for layers with weights; null for nothing.</param>
    public static Result<NetworkPlacement> Run(QuantizedNetwork source, Architecture architecture, IComputeUnitPlanner unit, IVectorPlanner? vectors = null)
    {
        var network = BorderLegalizer.Run(source);
        if (architecture.Dataflow == DataflowKind.Rows && vectors is not null)
        {
            return RowPlacer.Run(network, architecture, unit, vectors);
        }

        // With auto, last of all without vector units; who asks for them is told what is missing.
        var spreads = Spreads.Select(s => Math.Min(s, architecture.Cores)).Distinct().Concat(architecture.Depthwise == DepthwiseUnit.Auto ? [0] : []).ToArray();
        foreach (var spread in spreads)
        {
            var plan = DepthwisePlan.Of(network, architecture, unit, vectors, spread);
            var planned = new PlannerWithout(unit, plan);
            if (CoreNeeds.Check(network, architecture, planned) is { } tooFew)
            {
                return tooFew;
            }

            var placer = new NetworkPlacer(network, architecture, plan, planned);
            var placement = placer.Run();
            if (!plan.UsesVectors || placer._use.Suffices || spread == spreads[^1])
            {
                return Result.Success(placement);
            }
        }

        throw new InvalidOperationException("the last spread is always taken");
    }

    private NetworkPlacement Run()
    {
        var placements = ImmutableArray.CreateBuilder<LayerPlacement>();
        for (var i = 0; i < _network.Layers.Length; i++)
        {
            var placement = Place(i, _network.Layers[i]);
            placements.Add(placement);
            _use.Take(placement, _plan.ProgramBytesOf(placement.Layer));
            _writers[placement.Layer.Output] = placement.Places;
            if (_network.Tensor(placement.Layer.Output).Part is { } part)
            {
                _writers[part.Whole] = [.. _writers.GetValueOrDefault(part.Whole, []).Union(placement.Places)];
            }
        }

        return new NetworkPlacement(_network, placements.ToImmutable());
    }

    private LayerPlacement Place(int index, QuantizedLayer layer)
    {
        var input = _network.Tensor(layer.Inputs[0]).Shape;
        if (layer is QuantizedConvolution convolution)
        {
            LayerPlacement? placement =
                _plan.GridOf(layer) is { } channels ? PlaceChannels(index, convolution, channels)
                : _unit.Candidate(layer, input, _architecture) is { } candidate ? PlaceMatrix(index, convolution, input, candidate.Grid)
                : null;
            if (placement is not null)
            {
                return placement with { Choice = _plan.ChoiceOf(layer) };
            }
        }

        return PlaceVectors(index, layer);
    }

    private MatrixPlacement PlaceMatrix(int index, QuantizedConvolution layer, FeatureShape input, BlockGrid grid) =>
        new(index, layer, grid.Vertical, grid.Horizontal, [.. grid.Blocks(layer, input, () => _architecture.PlaceOf(_taken++))]);

    /// <summary>On a core that made the input, where one is enough; else on those with the fewest counters in use.</summary>
    private ChannelPlacement PlaceChannels(int index, QuantizedConvolution layer, ChannelGrid grid)
    {
        var makers = Makers(layer.Input);
        var places = grid.Cores == 1 && !makers.IsEmpty
            ? makers
            : [.. Enumerable.Range(0, _architecture.Cores).Select(_architecture.PlaceOf).OrderBy(_use.Counters).ThenByDescending(makers.Contains)];
        var taken = 0;
        return new ChannelPlacement(index, layer, grid.ChunkChannels, grid.Step, [.. grid.Parts(() => places[taken++])]);
    }

    /// <summary>On the cores that made the input, or on all from 0 when the host made it.</summary>
    private VectorPlacement PlaceVectors(int index, QuantizedLayer layer)
    {
        var output = _network.Tensor(layer.Output).Shape;
        var makers = Makers(layer.Inputs[0]);
        var positions = output.Height * output.Width;
        var places = makers.IsEmpty ? [.. Enumerable.Range(0, _architecture.Cores).Select(_architecture.PlaceOf)] : makers;
        var cores = Math.Min(places.Length, positions);
        var parts = Enumerable.Range(0, cores).Select(i =>
        {
            var begin = (int)((long)positions * i / cores);
            return new VectorPart(places[i], 0, output.Channels, new PositionRuns(begin, (int)((long)positions * (i + 1) / cores) - begin));
        });
        return new VectorPlacement(index, layer, [.. parts], _architecture.Compute.Columns);
    }

    /// <summary>Nobody has written a part that is only read; its whole was.</summary>
    private ImmutableArray<Place> Makers(string map) => _writers.GetValueOrDefault(map, _writers.GetValueOrDefault(_network.Tensor(map).Holder, []));
}
