using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;

namespace CimGen.Planning.Proofs;

/// <summary>What the prover can find; all of it is a fault of the tool (or of microcode changed by hand), never of the network.</summary>
public static class ProofDiagnostics
{
    public static readonly DiagnosticDescriptor DeadlockError = new(
        "CIM0620", "Deadlock", "Some cores wait for CALLs that nobody will make. CALLs never block and counters only grow, so this does not depend on timing.");

    public static readonly DiagnosticDescriptor RaceError = new(
        "CIM0621", "Data race", "Two accesses to the same bytes, at least one of them a store, are not ordered by program order and CALL/WAIT pairs: some timing of the bus would swap them.");

    public static readonly DiagnosticDescriptor UnwrittenError = new(
        "CIM0622", "Read of memory that nobody wrote", "A load reads bytes that neither the memory image nor the host nor an earlier store has written, or the output is not stored completely.");

    public static readonly DiagnosticDescriptor BadInstructionError = new(
        "CIM0623", "Microcode breaks a rule", "An instruction has an operand that the machine does not take, leaves its memory or buffer, or the program does not end.");

    public static ImmutableArray<DiagnosticDescriptor> All => [DeadlockError, RaceError, UnwrittenError, BadInstructionError];

    public static Diagnostic Deadlock(IEnumerable<string> cores) =>
        DeadlockError.Error(SourceLocation.None, $"the schedule stops: {string.Join("; ", cores)}; please report it with the design");

    public static Diagnostic Race(string first, string second, MemoryId memory, long address) =>
        RaceError.Error(SourceLocation.None, $"{first} and {second} both touch byte {Byte(memory, address)} in no certain order; please report it with the design");

    public static Diagnostic Unwritten(string what, MemoryId memory, long address) =>
        UnwrittenError.Error(SourceLocation.None, $"{what}, but nobody has written byte {Byte(memory, address)}; please report it with the design");

    public static Diagnostic BadInstruction(string where, string what) =>
        BadInstructionError.Error(SourceLocation.None, $"{where}: {what}; please report it with the design");

    /// <summary>The tile is named where there may be several.</summary>
    private static string Byte(MemoryId memory, long address) =>
        memory == MemoryId.First ? $"{address}" : $"{address} of tile {memory.Tile}";
}
