namespace CimGen.Microcode.Model;

/// <summary>Why an instruction can never execute, whatever registers hold.</summary>
public enum Violation
{
    /// <summary>It can.</summary>
    None,

    /// <summary>The opcode is none.</summary>
    IllegalInstruction,

    /// <summary>An operand is of a kind that the instruction does not take.</summary>
    IllegalOperand,

    /// <summary>The core has no such counter.</summary>
    NoSuchCounter,

    /// <summary>It would leave a buffer, or has nothing to do.</summary>
    BufferOverrun,
}

/// <summary>What a core has, as far as instructions can ask for too much of it.</summary>
/// <param name="Rows">Bytes of the buffer in.</param>
/// <param name="Columns">Elements of each other buffer.</param>
/// <param name="Counters">Sync counters.</param>
/// <param name="Lanes">Elements that the GPEU handles per cycle.</param>
public readonly record struct CoreLimits(int Rows, int Columns, int Counters, int Lanes)
{
    /// <summary>There is VLUT, and its table.</summary>
    public bool Tables { get; init; }

    /// <summary>There is VMUL.</summary>
    public bool Products { get; init; }

    /// <summary>There is VDOT.</summary>
    public bool Dots { get; init; }

    /// <summary>Bytes that a transfer may fill or drain.</summary>
    public int BytesOf(BufferId buffer) => buffer == BufferId.In ? Rows : buffer == BufferId.Tab ? Gpeu.TableBytes : sizeof(int) * Columns;
}

/// <summary>The one place that knows which instructions are legal: golden model, proof and compiler ask here. The rules are those of docs/microarchitecture.md.</summary>
public static class Legality
{
    /// <summary>The first rule that an instruction breaks.</summary>
    public static Violation Of(in Instruction i, CoreLimits limits) => i.Opcode switch
    {
        Opcode.Step => i.Base > InstructionSet.Registers - 4 ? Violation.IllegalOperand : Violation.None,
        Opcode.Wait or Opcode.Call => i.Counter >= limits.Counters ? Violation.NoSuchCounter : Violation.None,
        Opcode.Load or Opcode.MLoad or Opcode.Store => OfTransfer(i, limits),
        Opcode.VLut when !limits.Tables => Violation.IllegalInstruction,
        Opcode.VMul when !limits.Products => Violation.IllegalInstruction,
        Opcode.VDot when !limits.Dots => Violation.IllegalInstruction,
        _ => InstructionSet.Find(i.Opcode) switch
        {
            null => Violation.IllegalInstruction,
            { Unit: Unit.Gpeu } => OfVector(i, limits),
            _ => Violation.None,
        },
    };

    /// <summary>In words, for a message that names the instruction.</summary>
    public static string Explain(Violation violation, in Instruction i, CoreLimits limits) => violation switch
    {
        Violation.IllegalInstruction => "no instruction",
        Violation.NoSuchCounter => $"there is no counter {i.Counter}; a core has {limits.Counters}",
        Violation.BufferOverrun when i.IsTransfer => $"the transfer leaves the buffer of {limits.BytesOf(i.Buffer)} bytes",
        Violation.BufferOverrun when i.Opcode == Opcode.VDot => $"{i.Length} elements of {i.Immediate} taps leave the buffers of {limits.BytesOf(BufferId.Sum)} bytes",
        Violation.BufferOverrun => $"{i.Length} elements; a vector has 1 to {limits.Columns}",
        _ => "an operand is of a kind that the instruction does not take",
    };

    private static Violation OfTransfer(in Instruction i, CoreLimits limits)
    {
        var fits = i.Opcode == Opcode.Store
            ? i.Buffer is BufferId.Sum or BufferId.Opd && i.Offset == 0
            : i.Buffer is BufferId.Sum or BufferId.Opd or BufferId.Rqp or BufferId.In || (i.Buffer == BufferId.Tab && limits.Tables);
        return !fits ? Violation.IllegalOperand
            : i.Length == 0 || i.Offset + i.Length > limits.BytesOf(i.Buffer) ? Violation.BufferOverrun
            : Violation.None;
    }

    private static bool HasRoom(in Instruction i, CoreLimits limits) =>
        Gpeu.DotBytes((i.Length + limits.Lanes - 1) / limits.Lanes * limits.Lanes, i.Immediate) <= limits.BytesOf(BufferId.Sum);

    private static Violation OfVector(in Instruction i, CoreLimits limits)
    {
        var (destination, a, b) = (i.Destination, i.A, i.B);

        // In place, a byte would be overwritten before it is read; the bytes of VDOT lie behind what it writes.
        var widens = i.Opcode != Opcode.VDot && !destination.Narrow && ((i.HasA && a.Narrow && a.Buffer == destination.Buffer) || (i.HasB && b.Narrow && b.Buffer == destination.Buffer));
        var linked = i.Receives || i.Sends || (i.HasA && a.Buffer == BufferId.Link);
        var illegal = (linked && (i.Opcode != Opcode.VAdd || a.Buffer == BufferId.Link || a.Narrow || b.Narrow || destination.Narrow))
            || destination.Buffer is BufferId.Out or BufferId.Rqp
            || (i.HasA && a.Buffer == BufferId.Rqp)
            || (i.TakesResult && a.Narrow)
            || (i.HasB && b.Buffer is BufferId.Out or BufferId.Rqp)
            || widens
            || (i.Opcode == Opcode.VMac && (!b.Narrow || i.Immediate != (short)i.Immediate))
            || (i.Opcode == Opcode.VMul && (!b.Narrow || i.Immediate != (sbyte)i.Immediate))
            || (i.Opcode == Opcode.VLut && (!a.Narrow || !destination.Narrow))
            || (i.Opcode == Opcode.VDot && (destination.Narrow || !a.Narrow || a.Buffer != destination.Buffer || !b.Narrow || b.Buffer == a.Buffer || i.Immediate is < 1 or > Gpeu.MostTaps))
            || (i.Opcode == Opcode.VRq && !destination.Narrow);
        return illegal ? Violation.IllegalOperand
            : i.Length == 0 || i.Length > limits.Columns || (i.Opcode == Opcode.VDot && !HasRoom(i, limits)) ? Violation.BufferOverrun
            : Violation.None;
    }
}
