using CimGen.Isa;
using CimGen.Isa.Images;

namespace CimGen.Codegen.Tests;

/// <summary>What a core executes, without timing and values: registers, loops and addresses are followed, waits are not.</summary>
internal static class ControlFlow
{
    /// <summary>An executed instruction with its effective operand: the byte address of a transfer, the core of a call, the value of a wait.</summary>
    public readonly record struct Executed(Instruction Instruction, InstructionNote Note, int Operand);

    public static IEnumerable<Executed> Run(CoreImage core)
    {
        var program = core.Program.Select(InstructionCodec.Decode).ToArray();
        var r = new int[InstructionSet.Registers];
        for (var pc = 0; program[pc] is { Opcode: not Opcode.End } i;)
        {
            var note = core.Notes[pc++];
            switch (i.Opcode)
            {
                case Opcode.Add:
                    r[i.Target] = r[i.Base] + i.Immediate;
                    break;
                case Opcode.Loop:
                    pc = --r[i.Base] != 0 ? i.Immediate : pc;
                    break;
                case Opcode.Step:
                    var wraps = (r[i.Base + 1] += i.Columns) >= r[i.Base + 2];
                    r[i.Base + 1] -= wraps ? r[i.Base + 2] : 0;
                    r[i.Base] += i.Immediate + (wraps ? r[i.Base + 3] : 0);
                    break;
            }

            Assert.Equal(0, r[0]);
            yield return new Executed(i, note, r[i.Base] + i.Immediate);
        }
    }
}
