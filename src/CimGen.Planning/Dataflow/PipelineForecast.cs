using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Dataflow;

/// <summary>
/// What limits a pipeline of layers that hand on rows, and what more cores would bring: from executing its rows with predicted times, which know the bus only as what
/// a core alone sees of it.
/// </summary>
/// <param name="CyclesPerImage">From image to image.</param>
/// <param name="CyclesWithWholeMaps">The same with room for all rows of all feature maps.</param>
/// <param name="Slowest">Index of the layer that takes the longest.</param>
/// <param name="SlowestCycles">That it takes for an image; less than all where layers wait for each other.</param>
/// <param name="MoreCores">The fewest cores beside those of the machine with which a plan is quicker by <see cref="Worth"/>; 0 where twice as many are no help.</param>
/// <param name="CyclesWithMore">From image to image with them, and whole maps.</param>
public sealed record PipelineForecast(double CyclesPerImage, double CyclesWithWholeMaps, int Slowest, double SlowestCycles, int MoreCores, double CyclesWithMore)
{
    /// <summary>A smaller share of the time is less than predictions are exact.</summary>
    private const double Worth = 0.02;

    /// <param name="architecture">Its dataflow is by rows.</param>
    public static PipelineForecast Of(Schedule schedule, Architecture architecture, IComputeUnitPlanner unit, IVectorPlanner vectors)
    {
        var (network, layers) = (schedule.Placement.Network, schedule.Placement.Layers);
        var pipeline = new RowPipeline(network, new RowNeeds(network));
        var rows = network.Tensors.Where(t => t.Part is null).ToDictionary(t => t.Name, t => schedule.Memory.Features[t.Name].Rows, StringComparer.Ordinal);
        var now = pipeline.Period([.. layers.Select(l => l.Times)], rows);
        var whole = pipeline.Period([.. layers.Select(l => l.Times)], ImmutableDictionary<string, int>.Empty);
        var (slowest, cycles) = layers.Select(l => (l.Index, Cycles: l.Times.OfImage(network.Tensor(l.Layer.Output).Shape.Height))).MaxBy(l => l.Cycles);

        // First how far to go, in steps that double; then the fewest.
        var aim = whole * (1 - Worth);
        var (few, many) = (0, 1);
        while (With(many) > aim)
        {
            if (many == architecture.Cores)
            {
                return new PipelineForecast(now, whole, slowest, cycles, 0, whole);
            }

            (few, many) = (many, Math.Min(2 * many, architecture.Cores));
        }

        while (many - few > 1)
        {
            var middle = (few + many) / 2;
            (few, many) = With(middle) <= aim ? (few, middle) : (middle, many);
        }

        return new PipelineForecast(now, whole, slowest, cycles, many, With(many));

        double With(int more) => RowPlacer.Run(network, architecture with { Cores = architecture.Cores + more }, unit, vectors) is { Ok: true, Value: var placement }
            ? pipeline.Period([.. placement.Layers.Select(l => l.Times)], ImmutableDictionary<string, int>.Empty)
            : whole;
    }
}
