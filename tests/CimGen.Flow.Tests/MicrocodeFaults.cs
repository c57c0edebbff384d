using CimGen.Machines.Images;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;
using CimGen.Planning.Proofs;

namespace CimGen.Flow.Tests;

/// <summary>Changes to the microcode of a design, and who has to report them.</summary>
internal static class MicrocodeFaults
{
    /// <summary>One image for each instruction of that kind, with this one replaced.</summary>
    public static IEnumerable<(string What, MachineImage Image)> Replace(MachineImage image, Opcode opcode, Func<Instruction, Instruction> by) =>
        Replace(image, (_, program, pc) => program[pc].Opcode == opcode, by);

    /// <summary>The same for instructions that a look at a program and an index finds.</summary>
    public static IEnumerable<(string What, MachineImage Image)> Replace(
        MachineImage image, Func<Instruction[], int, bool> which, Func<Instruction, Instruction> by) => Replace(image, (_, program, pc) => which(program, pc), by);

    /// <summary>One image for each two neighbours of that kind, with these changing places.</summary>
    public static IEnumerable<(string What, MachineImage Image)> Swap(MachineImage image, Func<Instruction, Instruction, bool> which)
    {
        for (var core = 0; core < image.Cores.Length; core++)
        {
            var words = image.Cores[core].Program;
            for (var pc = 0; pc + 1 < words.Length; pc++)
            {
                var (first, second) = (InstructionCodec.Decode(words[pc]), InstructionCodec.Decode(words[pc + 1]));
                if (which(first, second))
                {
                    var changed = image.Cores[core] with { Program = words.SetItem(pc, words[pc + 1]).SetItem(pc + 1, words[pc]) };
                    yield return ($"core {core} pc {pc} '{first}', '{second}'", image with { Cores = image.Cores.SetItem(core, changed) });
                }
            }
        }
    }

    /// <summary>One image for each such instruction, with this one replaced.</summary>
    /// <param name="which">Looks at a core, its program and an index.</param>
    public static IEnumerable<(string What, MachineImage Image)> Replace(
        MachineImage image, Func<int, Instruction[], int, bool> which, Func<Instruction, Instruction> by)
    {
        for (var core = 0; core < image.Cores.Length; core++)
        {
            Instruction[] program = [.. image.Cores[core].Program.Select(InstructionCodec.Decode)];
            for (var pc = 0; pc < program.Length; pc++)
            {
                if (which(core, program, pc))
                {
                    var changed = image.Cores[core] with { Program = image.Cores[core].Program.SetItem(pc, InstructionCodec.Encode(by(program[pc]))) };
                    yield return ($"core {core} pc {pc} '{program[pc]}'", image with { Cores = image.Cores.SetItem(core, changed) });
                }
            }
        }
    }

    public static void AssertProofReports(CompiledDesign design, (string What, MachineImage Image) fault)
    {
        var proof = ScheduleProver.Run(design.Architecture, fault.Image, new MicrocodeEffects());
        Assert.False(proof.Ok, $"{fault.What}: a fault that the proof misses");
        Assert.All(proof.Diagnostics, d => Assert.StartsWith("CIM062", d.Code, StringComparison.Ordinal));
    }

    /// <summary>By the proof, or by the comparison of the golden model with the integer reference.</summary>
    public static void AssertReported(CompiledDesign design, Stimulus stimulus, (string What, MachineImage Image) fault)
    {
        if (ScheduleProver.Run(design.Architecture, fault.Image, new MicrocodeEffects()).Ok)
        {
            Assert.False(GoldenResults.Run(design with { Image = fault.Image }, stimulus, 0).Ok, $"{fault.What}: a fault that nobody reports");
        }
    }
}
