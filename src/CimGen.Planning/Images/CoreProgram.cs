using System.Collections.Immutable;
using CimGen.Machines.Images;

namespace CimGen.Planning.Images;

/// <summary>What one core executes.</summary>
/// <param name="Words">Encoded instructions from index 0.</param>
/// <param name="Notes">One per instruction.</param>
public sealed record CoreProgram(ImmutableArray<ulong> Words, ImmutableArray<InstructionNote> Notes);
