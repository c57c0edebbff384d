using CimGen.Flow.Designs;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Reports.Bounds;

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
    public DesignBounds Bounds() => DesignBounds.Of(Architecture, Image, Schedule.Layers.Length);

    /// <summary>Size of the longest program.</summary>
    public int LargestProgramBytes => Image.Cores.Max(c => c.ProgramBytes);
}
