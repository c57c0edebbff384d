namespace CimGen.Simulation;

/// <summary>
/// An instruction that cannot be executed. It is never issued: its core halts as if it were an end. (A counter overflow is
/// reported for the core that owns the counter and halts nobody; nor do mloads that differ, and words left on a link.)
/// </summary>
/// <param name="Cycle">
/// The first execute cycle of the instruction; of an overflow, the cycle of the counter's change; of mloads that differ, the cycle in which the
/// last one of the group issues; of words left, the last one of the run.
/// </param>
/// <param name="ProgramCounter">Index of the instruction.</param>
/// <param name="Value">The offending address, core number, program counter or number of words; 0 where there is none.</param>
public sealed record MachineFault(FaultKind Kind, long Cycle, int Core, int ProgramCounter, string Instruction, long Value);

/// <summary>The ways in which an instruction cannot be executed.</summary>
public enum FaultKind
{
    None,

    /// <summary>No such opcode, or the program counter has left the program. The only fault that hardware knows.</summary>
    IllegalInstruction,

    /// <summary>An operand that the table of docs/microarchitecture.md does not allow.</summary>
    IllegalOperand,

    /// <summary>A transfer or a vector reaches beyond its buffer, or is empty.</summary>
    BufferOverrun,

    /// <summary>A transfer reaches outside shared memory.</summary>
    AddressOutOfMemory,

    /// <summary>A vector instruction reads the queue out, which is empty and stays so.</summary>
    ReadOfEmptyQueue,

    /// <summary>An mvm finds the queue out full, and no instruction that empties it is under way.</summary>
    QueueOverrun,

    /// <summary>A wait or call names a counter that the architecture lacks.</summary>
    NoSuchCounter,

    /// <summary>A call names a core that the architecture lacks.</summary>
    NoSuchCore,

    /// <summary>A vector instruction names a link that its core lacks.</summary>
    NoLink,

    /// <summary>An mload of a core that is in no multicast group.</summary>
    NoMulticastGroup,

    /// <summary>The cores of a multicast group ask for different bytes. Nobody is halted.</summary>
    MulticastDiffers,

    /// <summary>The run has ended, and its core has not received all that was sent to it.</summary>
    WordsLeftOnLink,

    /// <summary>A counter rose beyond 2^31 - 1.</summary>
    CounterOverflow,
}
