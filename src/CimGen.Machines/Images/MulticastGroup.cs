using System.Collections.Immutable;

namespace CimGen.Machines.Images;

/// <summary>Cores whose MLOADs are one bus read.</summary>
/// <param name="Cores">The first asks for the read. A core is in at most one group of each kind.</param>
/// <param name="ForInputs">For MLOADs into the crossbar's input register; otherwise for those into any other buffer.</param>
public sealed record MulticastGroup(ImmutableArray<int> Cores, bool ForInputs);
