using System.Collections.Immutable;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Machines.Specs;
using CimGen.Machines.Specs.Fields;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;
using CimGen.Rtl;
using CimGen.Rtl.Kinds;

namespace CimGen.Stimuli.Incrementers;

/// <summary>Incrementers as a kind: all that somebody writes who adds a compute unit, beside its template.</summary>
public static class IncrementerKind
{
    private static readonly IntegerField Side = new("incrementer", "side", "", "Rows and columns.", a => a.Compute.Rows, 1, 16);

    /// <summary>CimGen's own kinds and this one.</summary>
    public static KindRegistry Registry { get; } = KindRegistry.Default.With(new ComputeUnitKind(
        new SpecPart<ComputeUnitSpec>("incrementer", typeof(Incrementer), [Side], [], sections => new Incrementer(Side.Read(sections["incrementer"]))),
        new Planner(),
        new Verilog(),
        (architecture, _) => new IncrementerUnit(architecture.Compute.Rows),
        []));

    /// <summary>As if a layer of 1x1 were a matrix of ones on the diagonal.</summary>
    private sealed class Planner : IComputeUnitPlanner
    {
        public Candidate? Candidate(QuantizedLayer layer, FeatureShape input, Architecture architecture)
        {
            var side = architecture.Compute.Rows;
            return layer is QuantizedConvolution { Window: { KernelX: 1, KernelY: 1 }, Groups: 1 } convolution
                ? new Candidate(new BlockGrid(input.Channels / side, convolution.Kernels / side, side, side), architecture.Compute.Latency(architecture.Bus))
                : null;
        }

        public ImmutableArray<sbyte> Pack(IEnumerable<(QuantizedConvolution Layer, Block Block)> blocks, Architecture architecture) => [];
    }

    private sealed class Verilog : IComputeUnitRtl
    {
        public RtlPart Part(Architecture architecture, Wiring wiring)
        {
            var view = new View("cim_incrementer", architecture.Compute.Rows);
            return new RtlPart($"{view}", [RtlModule.Of("incrementer", view.Module)], ImmutableDictionary<string, object>.Empty.Add("unit", view));
        }

        public uint[] HostWords(ComputeUnitSpec unit, ImmutableArray<sbyte> weights) => [];

        public int PreloadMemories(ComputeUnitSpec unit) => 0;

        public string? HardwareNote(Architecture architecture) => null;
    }

    private sealed record View(string Module, int Side);
}
