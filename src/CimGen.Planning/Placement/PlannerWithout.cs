using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>A compute unit that has nothing to offer for the layers that vector units compute.</summary>
internal sealed class PlannerWithout(IComputeUnitPlanner unit, DepthwisePlan plan) : IComputeUnitPlanner
{
    /// <inheritdoc/>
    public Candidate? Candidate(QuantizedLayer layer, FeatureShape input, Architecture architecture) =>
        plan.GridOf(layer) is null ? unit.Candidate(layer, input, architecture) : null;

    /// <inheritdoc/>
    public ImmutableArray<sbyte> Pack(IEnumerable<(QuantizedConvolution Layer, Block Block)> blocks, Architecture architecture) => unit.Pack(blocks, architecture);
}
