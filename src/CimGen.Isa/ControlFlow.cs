using System.Collections.Immutable;

namespace CimGen.Isa;

/// <summary>
/// Follows one program without timing and without feature values: registers, loops and addresses are concrete, waits always hold. The
/// program must end.
/// </summary>
public sealed class ControlFlow(ImmutableArray<ulong> program)
{
    private readonly Instruction[] _program = [.. program.Select(InstructionCodec.Decode)];
    private readonly int[] _registers = new int[InstructionSet.Registers];
    private int _next;

    /// <summary>Index of the current instruction.</summary>
    public int Pc { get; private set; } = -1;

    /// <summary>The current instruction.</summary>
    public ref readonly Instruction Current => ref _program[Pc];

    /// <summary>Base register + immediate before the instruction: the address of a transfer, the core of a call, the value of a wait.</summary>
    public int Operand { get; private set; }

    /// <summary>Executes the next instruction; false when it is END.</summary>
    public bool Next()
    {
        Pc = _next++;
        ref readonly var i = ref _program[Pc];
        Operand = _registers[i.Base] + i.Immediate;
        switch (i.Opcode)
        {
            case Opcode.Add:
                Write(i.Target, Operand);
                break;
            case Opcode.Loop:
                Write(i.Base, _registers[i.Base] - 1);
                _next = _registers[i.Base] != 0 ? i.Immediate : _next;
                break;
            case Opcode.Step:
                var column = _registers[i.Base + 1] + i.Columns;
                var wraps = column >= _registers[i.Base + 2];
                Write(i.Base, Operand + (wraps ? _registers[i.Base + 3] : 0));
                _registers[i.Base + 1] = wraps ? column - _registers[i.Base + 2] : column;
                break;
        }

        return i.Opcode != Opcode.End;
    }

    private void Write(int register, int value)
    {
        if (register != 0)
        {
            _registers[register] = value;
        }
    }
}
