using System.Collections.Immutable;
using CimGen.Machines.Programs;

namespace CimGen.Machines.Images;

/// <summary>
/// Everything that the host loads into the machine before the first run: the contract between code generation on one side
/// and the RTL and the golden model on the other.
/// </summary>
/// <param name="Cores">One entry per core of the architecture, in order; unused cores have a program that only ends.</param>
/// <param name="Memory">What shared memory holds at the start: biases, requantization parameters, borders of feature maps.</param>
/// <param name="Inputs">Where the host writes the image before each run, input by input.</param>
/// <param name="Outputs">Where the host reads the result after each run, output by output.</param>
/// <param name="Links">Connections for partial sums that the programs use.</param>
/// <param name="MulticastGroups">Cores that load together.</param>
public sealed record MachineImage(
    ImmutableArray<CoreImage> Cores,
    ImmutableArray<MemorySegment> Memory,
    ImmutableArray<FeatureLayout> Inputs,
    ImmutableArray<FeatureLayout> Outputs,
    ImmutableArray<LinkEdge> Links = default,
    ImmutableArray<MulticastGroup> MulticastGroups = default)
{
    /// <summary>Reads the programs, for reports and messages; hardware needs none.</summary>
    public IProgramReader Reader
    {
        get => field ?? throw new InvalidOperationException("the image does not say how its programs are read");
        init;
    }

    public ImmutableArray<LinkEdge> Links { get; init; } = Links.IsDefault ? [] : Links;

    public ImmutableArray<MulticastGroup> MulticastGroups { get; init; } = MulticastGroups.IsDefault ? [] : MulticastGroups;
}
