using System.Collections.Immutable;

namespace CimGen.Machines.Images;

/// <param name="Program">Encoded instructions from index 0.</param>
/// <param name="Notes">One per instruction.</param>
/// <param name="Weights">[R][C] row-major, all rows and columns; empty when the core's crossbar is unused (all zero).</param>
public sealed record CoreImage(
    ImmutableArray<ulong> Program,
    ImmutableArray<InstructionNote> Notes,
    ImmutableArray<sbyte> Weights)
{
    public int ProgramBytes => Program.Length * sizeof(ulong);
}
