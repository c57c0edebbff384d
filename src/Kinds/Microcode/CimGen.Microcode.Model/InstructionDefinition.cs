using System.Collections.Immutable;

namespace CimGen.Microcode.Model;

/// <summary>One row of the instruction table.</summary>
/// <param name="Mnemonic">Lower case.</param>
/// <param name="Unit">Who executes it.</param>
/// <param name="Fields">Besides the opcode.</param>
/// <param name="Syntax">As the disassembler prints it; <c>{field}</c> stands for a field.</param>
/// <param name="Semantics">What it does, for the manual.</param>
/// <param name="Issue">What it waits for before it issues, for the manual.</param>
/// <param name="Cycles">Issue cycle t to completion, for the manual.</param>
public sealed record InstructionDefinition(
    Opcode Opcode,
    string Mnemonic,
    Unit Unit,
    ImmutableArray<Field> Fields,
    string Syntax,
    string Semantics,
    string Issue,
    string Cycles);
