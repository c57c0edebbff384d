using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Bench.Stimuli;

/// <summary>Changes of programs.</summary>
public static class MicrocodeEdits
{
    /// <summary>A program with more instructions, counted to the first layer, before all others and before its end.</summary>
    public static CoreImage Surround(CoreImage core, IReadOnlyCollection<Instruction> before, IReadOnlyCollection<Instruction> after)
    {
        var body = core.Program.Select(InstructionCodec.Decode).Select(i => i.Opcode == Opcode.Loop ? i with { Immediate = i.Immediate + before.Count } : i).ToList();
        if (body[^1].Opcode != Opcode.End)
        {
            throw new ArgumentException("the program does not close with its end", nameof(core));
        }

        return core with
        {
            Program = [.. before.Concat(body.SkipLast(1)).Concat(after).Append(body[^1]).Select(InstructionCodec.Encode)],
            Notes = [.. Notes(before), .. core.Notes.SkipLast(1), .. Notes(after), core.Notes[^1]],
        };
    }

    private static IEnumerable<InstructionNote> Notes(IReadOnlyCollection<Instruction> instructions) =>
        Enumerable.Repeat(new InstructionNote(0), instructions.Count);
}
