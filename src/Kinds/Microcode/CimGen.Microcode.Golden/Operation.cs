using CimGen.Microcode.Model;
using CimGen.Simulation;

namespace CimGen.Microcode.Golden;

/// <summary>An instruction as the simulator wants it: fields side by side, addresses of buffers resolved, checks of constants done.</summary>
internal struct Operation
{
    public Opcode Opcode;

    /// <summary>Set when the instruction can never execute.</summary>
    public FaultKind Fault;
    public byte Base;
    public byte Target;
    public byte Counter;
    public bool ReadsOut;
    public bool IntoInput;

    /// <summary>A vector instruction that takes its second operand from the link.</summary>
    public bool Receives;

    /// <summary>A vector instruction that writes to the link.</summary>
    public bool Sends;
    public bool WideDestination;
    public bool WideA;
    public bool WideB;

    /// <summary>The buffers that the instruction uses, by <see cref="BufferMap.Bit"/>.</summary>
    public int Buffers;

    /// <summary>Bytes or elements.</summary>
    public int Length;
    public int Columns;
    public int Immediate;

    /// <summary>Index of the first byte of the destination, or of a transfer's buffer, in the core's array.</summary>
    public int Destination;

    /// <summary>The same within the buffer, for a load.</summary>
    public int Offset;
    public int A;
    public int B;

    /// <summary>Cycles from issue to completion, for the GPEU.</summary>
    public int Latency;

    public readonly bool Loads => Opcode is Opcode.Load or Opcode.MLoad;
}
