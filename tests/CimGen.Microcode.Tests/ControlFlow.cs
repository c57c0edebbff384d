using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Microcode.Tests;

/// <summary>What a core executes, without timing and values.</summary>
internal static class ControlFlow
{
    /// <summary>An executed instruction with its effective operand: the byte address of a transfer, the core of a call, the value of a wait.</summary>
    public readonly record struct Executed(Instruction Instruction, InstructionNote Note, int Operand);

    /// <summary>Registers, loops and addresses are concrete, waits always hold. The program must end.</summary>
    public static IEnumerable<Executed> Run(CoreImage core)
    {
        var program = core.Program.Select(InstructionCodec.Decode).ToList();
        var registers = new int[InstructionSet.Registers];
        for (var (pc, next) = (0, 0); program[pc = next++].Opcode != Opcode.End;)
        {
            var i = program[pc];
            var operand = registers[i.Base] + i.Immediate;
            yield return new Executed(i, core.Notes[pc], operand);
            switch (i.Opcode)
            {
                case Opcode.Add:
                    registers[i.Target] = operand;
                    break;
                case Opcode.Loop:
                    next = --registers[i.Base] != 0 ? i.Immediate : next;
                    break;
                case Opcode.Step:
                    var column = registers[i.Base + 1] + i.Columns;
                    var wraps = column >= registers[i.Base + 2];
                    registers[i.Base] = operand + (wraps ? registers[i.Base + 3] : 0);
                    registers[i.Base + 1] = wraps ? column - registers[i.Base + 2] : column;
                    break;
            }

            registers[0] = 0;
        }
    }
}
