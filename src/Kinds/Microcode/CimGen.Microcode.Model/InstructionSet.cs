using System.Collections.Immutable;
using static CimGen.Microcode.Model.Fields;

namespace CimGen.Microcode.Model;

/// <summary>
/// The one table of instructions. Encoder, decoder, disassembler, Verilog constants and docs/isa.md all come from it.
/// docs/microarchitecture.md gives the timing rules in full.
/// </summary>
public static class InstructionSet
{
    /// <summary>Bytes of one instruction in instruction memory.</summary>
    public const int InstructionBytes = 8;

    /// <summary>Registers of 32 bits per core; register 0 reads as 0.</summary>
    public const int Registers = 16;

    /// <summary>Highest bit of a load or store address: set for counters, clear for shared memory.</summary>
    public const uint CounterSpace = 0x8000_0000;

    public static readonly ImmutableArray<InstructionDefinition> Table =
    [
        new(Model.Opcode.End, "end", Unit.Controller, [], "end",
            "Halts the core.", "all units of the core are idle", "t"),
        new(Model.Opcode.Add, "add", Unit.Controller, [Target, Base, Immediate], "add r{target}, r{base}, {imm}",
            "R[target] = R[base] + imm.", "-", "t"),
        new(Model.Opcode.Step, "step", Unit.Controller, [Base, Columns, Immediate], "step r{base}, {columns}, {imm}",
            "Moves the walker R[base..base+3] = (address, column, width, wrap): column += columns; address += imm; " +
            "if column >= width: column -= width, address += wrap.", "-", "t+3"),
        new(Model.Opcode.Loop, "loop", Unit.Controller, [Base, Immediate], "loop r{base}, {imm}",
            "R[base] -= 1; goes to instruction imm unless R[base] is now 0.", "-", "t"),
        new(Model.Opcode.Wait, "wait", Unit.Controller, [Counter, Base, Immediate], "wait c{counter}, r{base}, {imm}",
            "Nothing.", "counter >= R[base] + imm", "t"),
        new(Model.Opcode.Call, "call", Unit.LoadStore, [Counter, Base, Immediate], "call c{counter}, r{base}, {imm}",
            "Adds 1 to the counter of core R[base] + imm. Everything that the core loaded or stored before has happened.",
            "load/store unit idle; tree: call register empty", "bus: last beat; dedicated, tree: t"),
        new(Model.Opcode.Load, "load", Unit.LoadStore, [Fields.Buffer, Offset, Bytes, Base, Displacement], "load {buffer}+{offset}, {bytes}, r{base}, {disp}",
            "Copies bytes from shared memory at R[base] + disp into the buffer.",
            "load/store unit idle; GPEU does not use the buffer", "last beat + memory latency"),
        new(Model.Opcode.Store, "store", Unit.LoadStore, [Fields.Buffer, Offset, Bytes, Base, Displacement], "store {buffer}+{offset}, {bytes}, r{base}, {disp}",
            "Copies bytes from the buffer (sum or opd, offset 0) to shared memory at R[base] + disp.",
            "load/store unit idle; GPEU does not use the buffer", "last beat"),
        new(Model.Opcode.Mvm, "mvm", Unit.Crossbar, [], "mvm",
            "out[c] = sum over r of in[r] * weight[r][c]; appends the result to the queue out.",
            "crossbar idle; no load into in under way; room in out", "t + crossbar latency"),
        new(Model.Opcode.VAdd, "vadd", Unit.Gpeu, [Destination, A, B, Elements], "vadd {dst}, {a}, {b}, {elements}",
            "dst[i] = a[i] + b[i], wrapping at 32 bits. As b, link stands for what the predecessor sends; as dst, it sends to the successor.", "GPEU idle; load/store unit does not use its buffers; out holds a result if read", "t + steps + P, later when a link makes it wait"),
        new(Model.Opcode.VMax, "vmax", Unit.Gpeu, [Destination, A, B, Elements], "vmax {dst}, {a}, {b}, {elements}",
            "dst[i] = max(a[i], b[i]), signed.", "as vadd", "t + steps + P"),
        new(Model.Opcode.VMac, "vmac", Unit.Gpeu, [Destination, A, B, Elements, Immediate], "vmac {dst}, {a}, {b}, {imm}, {elements}",
            "dst[i] = a[i] + b[i] * imm; imm in -32768..32767, b narrow.", "as vadd", "t + steps + P"),
        new(Model.Opcode.VSet, "vset", Unit.Gpeu, [Destination, Elements, Immediate], "vset {dst}, {imm}, {elements}",
            "dst[i] = imm (its low byte when dst is narrow).", "as vadd", "t + steps + P"),
        new(Model.Opcode.VRq, "vrq", Unit.Gpeu, [Destination, A, Elements, Immediate], "vrq {dst}, {a}, {imm}, {elements}",
            "dst[i] = clamp(zero + ((a[i] * mult[i] + (1 << (shift[i] - 1))) >> shift[i]), low, high), with mult and shift from rqp[i], " +
            "zero = imm[7:0], low = imm[15:8], high = imm[23:16], all signed bytes; dst is narrow. With `gpeu: requantization: float32` rqp[i] is a positive float32 f, and the middle is round(float32(a[i]) * f), all half to even.", "as vadd; uses rqp too", "t + steps + P"),
        new(Model.Opcode.MLoad, "mload", Unit.LoadStore, [Fields.Buffer, Offset, Bytes, Base, Displacement], "mload {buffer}+{offset}, {bytes}, r{base}, {disp}",
            "As load, but one bus read serves all cores of a multicast group: it begins when all of them have issued theirs. A core has one group for in and one for all other buffers.",
            "as load", "last beat + memory latency"),
        new(Model.Opcode.VMul, "vmul", Unit.Gpeu, [Destination, A, B, Elements, Immediate], "vmul {dst}, {a}, {b}, {imm}, {elements}",
            "dst[i] = a[i] * (b[i] - imm); of a[i] the low 9 bits count, as -256..255; imm in -128..127, b narrow. Illegal on machines without it (`gpeu: operations`).", "as vadd", "t + steps + P"),
        new(Model.Opcode.VLut, "vlut", Unit.Gpeu, [Destination, A, Elements], "vlut {dst}, {a}, {elements}",
            "dst[i] = tab[a[i] + 128]; both narrow. Illegal on machines without it (`gpeu: operations`).", "as vadd; uses tab too", "t + steps + P"),
        new(Model.Opcode.VDot, "vdot", Unit.Gpeu, [Destination, A, B, Elements, Immediate], "vdot {dst}, {a}, {b}, {imm}, {elements}",
            "dst[i] = b32[i] + sum over k < imm of a8[n * k + i] * b8[n * k + i], where n are the elements rounded up to whole steps, b32 the first n words of b, b8 the signed bytes behind them, and a8 those behind the first n words of dst; " +
            "imm in 1..255, dst wide, a narrow and of dst's buffer, b narrow and of the other one. Illegal on machines without it (`gpeu: operations`).", "as vadd", "t + steps * (1 + imm) + P"),
    ];

    private static readonly ImmutableDictionary<Opcode, InstructionDefinition> ByOpcode = Table.ToImmutableDictionary(d => d.Opcode);

    /// <summary>The row of an opcode; null for opcodes that are no instruction.</summary>
    public static InstructionDefinition? Find(Opcode opcode) => ByOpcode.GetValueOrDefault(opcode);
}
