using CimGen.Flow.Designs;
using CimGen.Isa;
using CimGen.Isa.Images;

namespace CimGen.Flow.Tests;

/// <summary>
/// A design whose cores make many more CALLs, one right after the other and to the last counter, which nobody waits for: before
/// all else, and before they end, so that CALLs are still under way when the run ends and the next one begins.
/// </summary>
internal static class CallStorm
{
    private const int Calls = 24;

    public static BuiltDesign Build(DesignFile file, string folder)
    {
        var built = Workspace.Build(file, folder);
        var image = built.Design.Image;
        var counter = file.Architecture.Sync.Counters - 1;
        Assert.DoesNotContain(image.Cores.SelectMany(c => c.Program), w => InstructionCodec.Decode(w) is { Opcode: Opcode.Wait } wait && wait.Counter == counter);
        var random = new Random(1);
        var design = built.Design with { Image = image with { Cores = [.. image.Cores.Select(c => WithCalls(c, () => Instruction.Call(counter, 0, random.Next(image.Cores.Length))))] } };
        var golden = Workspace.Required(GoldenResults.Run(design, built.Stimulus, 0));
        Assert.Null(Rtl.DesignFolder.Write(folder, Workspace.Required(DesignWriter.Files(design, golden, [], null))));
        return new BuiltDesign(design, built.Stimulus, golden);
    }

    private static CoreImage WithCalls(CoreImage core, Func<Instruction> call)
    {
        var calls = Enumerable.Range(0, 2 * Calls).Select(_ => call()).ToList();
        return MicrocodeEdits.Surround(core, calls[..Calls], calls[Calls..]);
    }
}
