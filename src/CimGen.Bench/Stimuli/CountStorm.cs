using CimGen.Architectures;
using CimGen.Flow;
using CimGen.Isa;
using CimGen.Isa.Images;

namespace CimGen.Bench.Stimuli;

/// <summary>Programs that do nothing but CALL, so that every counter that can be reached counts as far as no small network makes it.</summary>
public static class CountStorm
{
    /// <summary>More than 2^12 and with many bits.</summary>
    private const int Calls = 4096 + 1365;

    /// <summary>Calls to every counter of every core before that, so that all of a core's counters hold something.</summary>
    private const int Few = 37;

    /// <summary>Each counter rises far in one core at least. With dedicated wires only those that the schedule has wires for.</summary>
    public static CompiledDesign Of(CompiledDesign design)
    {
        var (image, architecture) = (design.Image, design.Architecture);
        var (cores, counters) = (architecture.Cores, architecture.Sync.Counters);
        List<(SyncEdge Edge, int Calls)> calls = architecture.Sync.Transport == SyncTransport.Dedicated
            ? [.. design.Schedule.Edges().Distinct().GroupBy(e => (e.Callee, e.Counter)).Select(g => (g.First(), Calls))]
            :
            [
                .. from core in Enumerable.Range(0, cores) from counter in Enumerable.Range(0, counters) select (new SyncEdge(core, (core + counter + 1) % cores, counter), Few),
                .. Enumerable.Range(0, counters).Select(k => (new SyncEdge(k % cores, (k + 1) % cores, k), Calls)),
            ];
        var (made, taken) = (calls.ToLookup(c => c.Edge.Caller), calls.ToLookup(c => c.Edge.Callee));
        return design with { Image = image with { Cores = [.. image.Cores.Select((c, i) => Counting(c, made[i], taken[i]))] } };
    }

    private static CoreImage Counting(CoreImage core, IEnumerable<(SyncEdge Edge, int Calls)> made, IEnumerable<(SyncEdge Edge, int Calls)> taken)
    {
        var program = new List<Instruction>();

        // Sees the first values one by one. Nobody waits here for a core that waits for it: only higher cores are waited for.
        foreach (var (edge, _) in taken.Where(t => t.Edge.Caller > t.Edge.Callee))
        {
            program.AddRange([Instruction.Add(1, 0, Few), Instruction.Add(2, 0, 0)]);
            program.AddRange([Instruction.Add(2, 2, 1), Instruction.Wait(edge.Counter, 2, 0), Instruction.Loop(1, program.Count)]);
        }

        foreach (var (edge, calls) in made)
        {
            program.Add(Instruction.Add(1, 0, calls));
            program.AddRange([Instruction.Call(edge.Counter, 0, edge.Callee), Instruction.Loop(1, program.Count)]);
        }

        program.AddRange(taken.GroupBy(t => t.Edge.Counter).Select(g => Instruction.Wait(g.Key, 0, g.Sum(t => t.Calls))));
        program.Add(Instruction.End());
        return core with { Program = [.. program.Select(InstructionCodec.Encode)], Notes = [.. program.Select(_ => new InstructionNote(-1))] };
    }
}
