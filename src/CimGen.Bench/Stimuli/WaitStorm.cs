using CimGen.Flow;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Bench.Stimuli;

/// <summary>
/// Programs that never end: each core waits for more than ever comes, by a bit of the threshold that differs from program to program. A counter that
/// shows too much, or a comparison that leaves out a bit, lets a core go on.
/// </summary>
public static class WaitStorm
{
    private const int ThresholdBits = 31;

    /// <summary>Each core waits for each of its counters in one of the designs.</summary>
    public static IEnumerable<CompiledDesign> Of(CompiledDesign design) => Enumerable.Range(0, design.Architecture.Sync.Counters).Select(turn => Waiting(design, turn));

    private static CompiledDesign Waiting(CompiledDesign design, int turn)
    {
        var (cores, counters) = (design.Architecture.Cores, design.Architecture.Sync.Counters);

        // With dedicated wires only those CALLs that the schedule has wires for.
        List<SyncEdge> calls = design.Architecture.Sync.Transport == SyncTransport.Dedicated
            ? [.. design.Edges.Distinct()]
            : [.. from core in Enumerable.Range(0, cores) from counter in Enumerable.Range(0, counters) select new SyncEdge(core, (core + 1) % cores, counter)];
        return design with { Image = design.Image with { Cores = [.. design.Image.Cores.Select((c, i) => Program(c, i))] } };

        CoreImage Program(CoreImage core, int index)
        {
            var counter = (index + turn) % counters;
            var comes = calls.Count(c => c.Callee == index && c.Counter == counter);
            var more = 1 << ((index + (turn * cores)) % ThresholdBits);
            List<Instruction> program =
            [
                .. calls.Where(c => c.Caller == index).Select(c => Instruction.Call(c.Counter, 0, c.Callee)),
                Instruction.Add(1, 0, comes), Instruction.Wait(counter, 1, more), Instruction.End(),
            ];
            return core with { Program = [.. program.Select(InstructionCodec.Encode)], Notes = [.. program.Select(_ => new InstructionNote(-1))] };
        }
    }
}
