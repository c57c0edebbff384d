using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>What a kind of compute unit tells the planner, and how it takes the weights that the planner gives it.</summary>
public interface IComputeUnitPlanner
{
    /// <summary>What the unit can do for a layer; null when it has nothing to offer, so that the layer is work for vector units.</summary>
    /// <param name="input">Shape of the layer's input.</param>
    Candidate? Candidate(QuantizedLayer layer, FeatureShape input, Architecture architecture);

    /// <summary>The one place where weights become contents of the unit.</summary>
    /// <param name="blocks">All blocks of one core, with the layers that they are from.</param>
    /// <returns>As the unit's own model has them; empty for no weights.</returns>
    ImmutableArray<sbyte> Pack(IEnumerable<(QuantizedConvolution Layer, Block Block)> blocks, Architecture architecture);
}

/// <summary>A way in which compute units can do a layer.</summary>
/// <param name="Grid">The units that it takes.</param>
/// <param name="CyclesPerVector">Predicted cycles of one output vector in the unit alone.</param>
public sealed record Candidate(BlockGrid Grid, long CyclesPerVector);
