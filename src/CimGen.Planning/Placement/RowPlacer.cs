using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;

namespace CimGen.Planning.Placement;

/// <summary>Layers that work at the same time: each has cores of its own, and those that are left hold replicas.</summary>
internal sealed class RowPlacer
{
    /// <summary>A plan that makes fewer rows at the same time may be slower by this factor: it takes less memory.</summary>
    private const double WorthFewerRows = 1.03;

    /// <summary>Plans that are tried (<see cref="RowTask.Choices"/>), from that with the fewest rows at the same time on.</summary>
    private static readonly ImmutableArray<double> Tolerances = [4, 2, 1.3, 1.1, 1.03, 1];

    private readonly QuantizedNetwork _network;
    private readonly Architecture _architecture;
    private readonly IComputeUnitPlanner _unit;
    private readonly IVectorPlanner _vectors;
    private readonly DepthwisePlan _plan;
    private int _taken;

    private RowPlacer(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit, IVectorPlanner vectors)
    {
        (_network, _architecture, _unit, _vectors) = (network, architecture, unit, vectors);
        _plan = DepthwisePlan.Of(network, architecture, unit, vectors, architecture.Cores);
    }

    public static Result<NetworkPlacement> Run(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit, IVectorPlanner vectors) =>
        new RowPlacer(network, architecture, unit, vectors).Run();

    /// <summary>Cores with which every layer is there once.</summary>
    public static int Needed(QuantizedNetwork network, Architecture architecture, IComputeUnitPlanner unit, IVectorPlanner vectors) =>
        network.Layers.Select(new RowPlacer(network, architecture, unit, vectors).Task).Sum(t => t.Cores);

    private Result<NetworkPlacement> Run()
    {
        var tasks = _network.Layers.Select(Task).ToImmutableArray();
        var needed = tasks.Sum(t => (long)t.Cores);
        if (needed > _architecture.Cores)
        {
            var layers = _network.Layers.Zip(tasks, (l, t) => string.Create(CultureInfo.InvariantCulture, $"'{l.Name}' {t.Cores}"));
            return PlacementDiagnostics.TooFewCores(
                _network.Layers[0].Location, needed, _architecture.Cores, layers, "use more cores, or dataflow: layers, where layers without weights have no cores of their own");
        }

        (tasks, var replicas) = Best(tasks);
        return Result.Success(new NetworkPlacement(_network, [.. _network.Layers.Select((l, i) => Place(i, l, tasks[i], replicas[i]))]));
    }

    /// <summary>The plan with which an execution of the rows is the quickest: what one layer alone prefers may keep its readers and writers waiting.</summary>
    private (ImmutableArray<RowTask> Tasks, ImmutableArray<ReplicaGrid> Replicas) Best(ImmutableArray<RowTask> tasks)
    {
        var pipeline = new RowPipeline(_network, new RowNeeds(_network));
        var plans = Tolerances.Select(Plan).Select(p => (Plan: p, Period: pipeline.Period([.. p.Tasks.Zip(p.Replicas, (t, r) => t.Times(r))], ImmutableDictionary<string, int>.Empty))).ToArray();
        return plans.First(p => p.Period <= plans.Min(other => other.Period) * WorthFewerRows).Plan;

        // Twice: then it is known how many cores have to be told of the rows of each layer.
        (ImmutableArray<RowTask> Tasks, ImmutableArray<ReplicaGrid> Replicas) Plan(double tolerance)
        {
            var told = Told(tasks, ReplicaPlan.Of(tasks, _architecture.Cores, tolerance));
            return (told, ReplicaPlan.Of(told, _architecture.Cores, tolerance));
        }
    }

    private ImmutableArray<RowTask> Told(ImmutableArray<RowTask> tasks, ImmutableArray<ReplicaGrid> replicas)
    {
        var readers = _network.Layers.Index().SelectMany(l => l.Item.Inputs.Select(i => (Map: _network.Tensor(i).Holder, Reader: l.Index)).Distinct()).ToLookup(r => r.Map, r => r.Reader);
        return [.. _network.Layers.Zip(tasks, (l, t) => t with { TellCycles = _vectors.CallCycles * readers[_network.Tensor(l.Output).Holder].Sum(r => tasks[r].Cores * replicas[r].Count) })];
    }

    private RowTask Task(QuantizedLayer layer)
    {
        var (input, output) = (_network.Tensor(layer.Inputs[0]).Shape, _network.Tensor(layer.Output).Shape);
        var (cores, links, cycles) = _plan.GridOf(layer) is { } grid ? (grid.Cores, grid.Cores, _vectors.Cycles((QuantizedConvolution)layer, input, grid, _architecture))
            : Blocks(layer) is { } blocks ? ((int)Math.Min(int.MaxValue, blocks.Cores), blocks.Horizontal, _vectors.Cycles((QuantizedConvolution)layer, input, blocks, _architecture))
            : (Chunks(output.Channels), Chunks(output.Channels), _vectors.Cycles(layer, input, output, Math.Min(output.Channels, ChunkChannels), _architecture));
        return new RowTask(cores, cycles, output.Height, output.Width, _vectors.RowCycles) { Links = links, LinkCycles = _vectors.LinkCycles };
    }

    private LayerPlacement Place(int index, QuantizedLayer layer, RowTask task, ReplicaGrid replicas)
    {
        var (input, output) = (_network.Tensor(layer.Inputs[0]).Shape, _network.Tensor(layer.Output).Shape);
        var each = Enumerable.Range(0, replicas.Count);
        LayerPlacement placement =
            _plan.GridOf(layer) is { } channels ? new ChannelPlacement(index, (QuantizedConvolution)layer, channels.ChunkChannels, channels.Step, [.. each.SelectMany(r => channels.Parts(Next).Select(p => OfReplica(p, r)))])
            : Blocks(layer) is { } grid ? new MatrixPlacement(index, (QuantizedConvolution)layer, grid.Vertical, grid.Horizontal, [.. each.SelectMany(r => grid.Blocks((QuantizedConvolution)layer, input, Next, r))])
            : new VectorPlacement(index, layer, [.. each.SelectMany(r => Parts(output.Channels).Select(p => OfReplica(p, r)))], ChunkChannels);
        return placement with { Choice = _plan.ChoiceOf(layer), Replicas = replicas, Times = task.Times(replicas) };

        VectorPart OfReplica(VectorPart part, int replica) => part with { Positions = replicas.Positions(output.Height, output.Width, replica), Replica = replica };
    }

    private BlockGrid? Blocks(QuantizedLayer layer) => _unit.Candidate(layer, _network.Tensor(layer.Inputs[0]).Shape, _architecture)?.Grid;

    private int ChunkChannels => _architecture.Compute.Columns;

    private int Chunks(int channels) => (channels + ChunkChannels - 1) / ChunkChannels;

    private IEnumerable<VectorPart> Parts(int channels) => Enumerable.Range(0, Chunks(channels)).Select(i =>
        new VectorPart(Next(), i * ChunkChannels, Math.Min(ChunkChannels, channels - (i * ChunkChannels)), default));

    private Place Next() => _architecture.PlaceOf(_taken++);
}
