using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>Faults in the synchronization of the microcode: the proof reports every one of them.</summary>
public class MicrocodeFaultTests
{
    public static TheoryData<SyncScheme, SyncTransport> Designs() => Workspace.Pairs<SyncScheme, SyncTransport>();

    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryDroppedCallIsReported(SyncScheme scheme, SyncTransport transport)
    {
        var design = Compile(scheme, transport);
        var faults = MicrocodeFaults.Replace(design.Image, Opcode.Call, _ => Instruction.Add(0, 0, 0)).ToList();
        Assert.NotEmpty(faults);
        Assert.All(faults, f => MicrocodeFaults.AssertProofReports(design, f));
    }

    /// <summary>One more would do harm only at the end; so many more block at once.</summary>
    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryWaitForMoreThanIsCalledIsReported(SyncScheme scheme, SyncTransport transport)
    {
        var design = Compile(scheme, transport);
        var faults = MicrocodeFaults.Replace(design.Image, Opcode.Wait, w => w with { Immediate = w.Immediate + 1000 }).ToList();
        Assert.NotEmpty(faults);
        Assert.All(faults, f => MicrocodeFaults.AssertProofReports(design, f));
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void EverySwapOfTwoWaitValuesIsReported(SyncScheme scheme, SyncTransport transport)
    {
        var design = Compile(scheme, transport);
        var faults = SwapWaits(design.Image).ToList();
        Assert.True(scheme == SyncScheme.Sequential || faults.Count > 0);
        Assert.All(faults, f => MicrocodeFaults.AssertProofReports(design, f));
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryWaitForOneLessIsReported(SyncScheme scheme, SyncTransport transport)
    {
        var design = Compile(scheme, transport);
        var faults = MicrocodeFaults.Replace(design.Image, Opcode.Wait, w => w with { Immediate = w.Immediate - 1 }).ToList();
        Assert.NotEmpty(faults);
        Assert.All(faults, f => MicrocodeFaults.AssertProofReports(design, f));
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void EveryCallToAnotherCoreIsReported(SyncScheme scheme, SyncTransport transport)
    {
        var design = Compile(scheme, transport);
        var faults = MicrocodeFaults.Replace(design.Image, Opcode.Call, c => c with { Immediate = c.Immediate + 1 }).ToList();
        Assert.NotEmpty(faults);
        Assert.All(faults, f => MicrocodeFaults.AssertProofReports(design, f));
    }

    private static CompiledDesign Compile(SyncScheme scheme, SyncTransport transport) =>
        Workspace.Required(new DesignCompiler(Stage.Compare).Run(Workspace.Fpga.With(scheme, transport, UnitMode.Overlapped, images: 1)));

    /// <summary>One image for each pair of waits of a core that wait for different values, with these swapped.</summary>
    private static IEnumerable<(string What, MachineImage Image)> SwapWaits(MachineImage image)
    {
        for (var core = 0; core < image.Cores.Length; core++)
        {
            var program = image.Cores[core].Program;
            var waits = Enumerable.Range(0, program.Length)
                .Select(pc => (Pc: pc, Instruction: InstructionCodec.Decode(program[pc])))
                .Where(i => i.Instruction.Opcode == Opcode.Wait)
                .ToList();
            foreach (var (a, b) in waits.SelectMany(a => waits, (a, b) => (a, b)).Where(p => p.a.Pc < p.b.Pc && Value(p.a.Instruction) != Value(p.b.Instruction)))
            {
                var swapped = program
                    .SetItem(a.Pc, InstructionCodec.Encode(a.Instruction with { Base = b.Instruction.Base, Immediate = b.Instruction.Immediate }))
                    .SetItem(b.Pc, InstructionCodec.Encode(b.Instruction with { Base = a.Instruction.Base, Immediate = a.Instruction.Immediate }));
                yield return (
                    $"core {core} pc {a.Pc} '{a.Instruction}' and pc {b.Pc} '{b.Instruction}' swapped",
                    image with { Cores = image.Cores.SetItem(core, image.Cores[core] with { Program = swapped }) });
            }
        }

        static (int, int) Value(Instruction wait) => (wait.Base, wait.Immediate);
    }
}
