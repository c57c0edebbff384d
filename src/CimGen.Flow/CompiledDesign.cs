using CimGen.Flow.Designs;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Reports;
using CimGen.Reports.Bounds;
using CimGen.Simulation;

namespace CimGen.Flow;

/// <summary>Everything that was computed for a design before anything runs.</summary>
/// <param name="Float">The network as imported.</param>
/// <param name="Schedule">Its network may have more layers than the quantized one: copies for borders.</param>
public sealed record CompiledDesign(DesignFile Design, Architecture Architecture, Network Float, QuantizedNetwork Network, Schedule Schedule, MachineImage Image)
{
    /// <summary>Names of the layers that instructions refer to.</summary>
    public IReadOnlyList<string> LayerNames { get; } = [.. Schedule.Placement.Layers.Select(l => l.Layer.Name)];

    /// <summary>Every pair of cores between which the schedule has CALLs, and the counter that they raise.</summary>
    public IEnumerable<SyncEdge> Edges => Schedule.Edges(Architecture);

    /// <summary>What keeps the design from being faster, from its microcode.</summary>
    public DesignBounds Bounds() => Bounds(Architecture, Schedule.Layers.Length);

    /// <summary>The same on a machine that differs in its timing, with as many layers of its own as are asked for.</summary>
    public DesignBounds Bounds(Architecture architecture, int layers) => DesignBounds.Of(
        architecture,
        Image,
        Design.Kinds.Golden(architecture, Image, idealTransport: true).Run(0, null, long.MaxValue),
        layers);

    /// <summary>What limits the pipeline, and what more cores would bring; null where one layer works after another.</summary>
    /// <param name="whole">Bounds of a run.</param>
    public ForecastReport? Forecast(ScopeBounds whole)
    {
        if (Architecture.Dataflow != DataflowKind.Rows)
        {
            return null;
        }

        var f = PipelineForecast.Of(Schedule, Architecture, Design.Kinds.ComputeUnitOf(Architecture).Planner, Design.Kinds.Controller.Vectors);
        var bus = (double)Math.Max(whole[BoundKind.ReadChannel], whole[BoundKind.WriteChannel]) / Schedule.Batch;
        return new ForecastReport(f.CyclesPerImage, bus, f.CyclesWithWholeMaps, LayerNames[f.Slowest], f.SlowestCycles, f.MoreCores, f.CyclesWithMore);
    }

    /// <summary>The golden model, loaded.</summary>
    public IGoldenMachine Golden(uint stallSeed = 0) => Golden(Architecture, stallSeed);

    /// <summary>The same on a machine that differs in its timing.</summary>
    public IGoldenMachine Golden(Architecture architecture, uint stallSeed = 0) => Design.Kinds.Golden(architecture, Image, stallSeed);

    /// <summary>Size of the longest program.</summary>
    public int LargestProgramBytes => Image.Cores.Max(c => c.ProgramBytes);
}
