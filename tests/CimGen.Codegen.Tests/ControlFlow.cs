using CimGen.Isa;
using CimGen.Isa.Images;

namespace CimGen.Codegen.Tests;

/// <summary>What a core executes, without timing and values.</summary>
internal static class ControlFlow
{
    /// <summary>An executed instruction with its effective operand: the byte address of a transfer, the core of a call, the value of a wait.</summary>
    public readonly record struct Executed(Instruction Instruction, InstructionNote Note, int Operand);

    public static IEnumerable<Executed> Run(CoreImage core)
    {
        var flow = new Isa.ControlFlow(core.Program);
        while (flow.Next())
        {
            yield return new Executed(flow.Current, core.Notes[flow.Pc], flow.Operand);
        }
    }
}
