namespace CimGen.Microcode.Model;

/// <summary>
/// One decoded instruction. Which members have a meaning for an opcode is said by its row of <see cref="InstructionSet"/>;
/// the others stay 0. Registers are numbered 0..15, register 0 reads as 0.
/// </summary>
public readonly record struct Instruction(Opcode Opcode)
{
    /// <summary>Base register: added to the immediate.</summary>
    public int Base { get; init; }

    /// <summary>Register that ADD writes.</summary>
    public int Target { get; init; }

    /// <summary>Number of a synchronization counter.</summary>
    public int Counter { get; init; }

    /// <summary>Buffer that LOAD fills or STORE drains.</summary>
    public BufferId Buffer { get; init; }

    /// <summary>First byte in the buffer.</summary>
    public int Offset { get; init; }

    /// <summary>Bytes for LOAD and STORE, elements for the GPEU; at least 1.</summary>
    public int Length { get; init; }

    public Operand Destination { get; init; }

    public Operand A { get; init; }

    public Operand B { get; init; }

    /// <summary>Columns that STEP moves to the right, 0..65535.</summary>
    public int Columns { get; init; }

    /// <summary>Immediate; width and sign depend on the instruction.</summary>
    public int Immediate { get; init; }

    /// <summary>A vector instruction with a first operand.</summary>
    public bool HasA => Opcode is Opcode.VAdd or Opcode.VMax or Opcode.VMac or Opcode.VMul or Opcode.VRq or Opcode.VLut or Opcode.VDot;

    /// <summary>A vector instruction with a second operand.</summary>
    public bool HasB => Opcode is Opcode.VAdd or Opcode.VMax or Opcode.VMac or Opcode.VMul or Opcode.VDot;

    /// <summary>Takes the oldest result of the compute unit.</summary>
    public bool TakesResult => HasA && A.Buffer == BufferId.Out;

    /// <summary>Takes its second operand from the link.</summary>
    public bool Receives => HasB && B.Buffer == BufferId.Link;

    /// <summary>Writes to the link.</summary>
    public bool Sends => InstructionSet.Find(Opcode) is { Unit: Unit.Gpeu } && Destination.Buffer == BufferId.Link;

    /// <summary>Reads shared memory.</summary>
    public bool Loads => Opcode is Opcode.Load or Opcode.MLoad;

    /// <summary>Moves bytes between shared memory and a buffer.</summary>
    public bool IsTransfer => Loads || Opcode == Opcode.Store;

    /// <summary>Loads what the next MVM multiplies.</summary>
    public bool IntoInput => Loads && Buffer == BufferId.In;

    public static Instruction End() => new(Opcode.End);

    public static Instruction Add(int target, int @base, int immediate) =>
        new(Opcode.Add) { Target = target, Base = @base, Immediate = immediate };

    public static Instruction Step(int walker, int columns, int bytes) =>
        new(Opcode.Step) { Base = walker, Columns = columns, Immediate = bytes };

    public static Instruction Loop(int register, int target) =>
        new(Opcode.Loop) { Base = register, Immediate = target };

    public static Instruction Wait(int counter, int @base, int immediate) =>
        new(Opcode.Wait) { Counter = counter, Base = @base, Immediate = immediate };

    public static Instruction Call(int counter, int @base, int core) =>
        new(Opcode.Call) { Counter = counter, Base = @base, Immediate = core };

    public static Instruction Load(BufferId buffer, int offset, int length, int @base, int immediate) =>
        new(Opcode.Load) { Buffer = buffer, Offset = offset, Length = length, Base = @base, Immediate = immediate };

    /// <summary>The same for all cores of a multicast group at once.</summary>
    public static Instruction MLoad(BufferId buffer, int offset, int length, int @base, int immediate) =>
        new(Opcode.MLoad) { Buffer = buffer, Offset = offset, Length = length, Base = @base, Immediate = immediate };

    public static Instruction Store(BufferId buffer, int offset, int length, int @base, int immediate) =>
        new(Opcode.Store) { Buffer = buffer, Offset = offset, Length = length, Base = @base, Immediate = immediate };

    public static Instruction Mvm() => new(Opcode.Mvm);

    public static Instruction VAdd(Operand destination, Operand a, Operand b, int length) =>
        new(Opcode.VAdd) { Destination = destination, A = a, B = b, Length = length };

    public static Instruction VMax(Operand destination, Operand a, Operand b, int length) =>
        new(Opcode.VMax) { Destination = destination, A = a, B = b, Length = length };

    public static Instruction VMac(Operand destination, Operand a, Operand b, int factor, int length) =>
        new(Opcode.VMac) { Destination = destination, A = a, B = b, Length = length, Immediate = factor };

    public static Instruction VMul(Operand destination, Operand a, Operand b, int zero, int length) =>
        new(Opcode.VMul) { Destination = destination, A = a, B = b, Length = length, Immediate = zero };

    public static Instruction VLut(Operand destination, Operand a, int length) =>
        new(Opcode.VLut) { Destination = destination, A = a, Length = length };

    public static Instruction VDot(Operand destination, Operand a, Operand b, int taps, int length) =>
        new(Opcode.VDot) { Destination = destination, A = a, B = b, Length = length, Immediate = taps };

    public static Instruction VSet(Operand destination, int value, int length) =>
        new(Opcode.VSet) { Destination = destination, Length = length, Immediate = value };

    public static Instruction VRq(Operand destination, Operand a, int zeroPoint, int low, int high, int length) =>
        new(Opcode.VRq)
        {
            Destination = destination,
            A = a,
            Length = length,
            Immediate = (zeroPoint & 255) | ((low & 255) << 8) | ((high & 255) << 16),
        };

    /// <summary>Cycles in which a vector instruction takes operands: one for each step, of VDOT one for its bias and each tap.</summary>
    /// <param name="lanes">Elements of a step.</param>
    public int OperandCycles(int lanes) => (Length + lanes - 1) / lanes * (Opcode == Opcode.VDot ? 1 + Immediate : 1);

    /// <summary>Zero point of VRQ, from its immediate.</summary>
    public int ZeroPoint => (sbyte)Immediate;

    /// <summary>Lower clamp of VRQ, from its immediate.</summary>
    public int Low => (sbyte)(Immediate >> 8);

    /// <summary>Upper clamp of VRQ, from its immediate.</summary>
    public int High => (sbyte)(Immediate >> 16);

    public override string ToString() => Disassembler.Format(this);
}
