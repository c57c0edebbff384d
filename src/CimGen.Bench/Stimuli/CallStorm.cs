using CimGen.Flow;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Bench.Stimuli;

/// <summary>
/// A design whose cores make many more CALLs, one right after the other and to the last counter, which nobody waits for: before
/// all else, and before they end, so that CALLs are still under way when the run ends and the next one begins.
/// </summary>
public static class CallStorm
{
    private const int Calls = 24;

    /// <exception cref="ArgumentException">A program waits for the last counter.</exception>
    public static CompiledDesign Of(CompiledDesign design)
    {
        var image = design.Image;
        var counter = design.Architecture.Sync.Counters - 1;
        if (image.Cores.SelectMany(c => c.Program).Any(w => InstructionCodec.Decode(w) is { Opcode: Opcode.Wait } wait && wait.Counter == counter))
        {
            throw new ArgumentException("a program waits for the last counter", nameof(design));
        }

        var random = new Random(1);
        return design with { Image = image with { Cores = [.. image.Cores.Select(c => WithCalls(c, () => Instruction.Call(counter, 0, random.Next(image.Cores.Length))))] } };
    }

    private static CoreImage WithCalls(CoreImage core, Func<Instruction> call)
    {
        var calls = Enumerable.Range(0, 2 * Calls).Select(_ => call()).ToList();
        return MicrocodeEdits.Surround(core, calls[..Calls], calls[Calls..]);
    }
}
