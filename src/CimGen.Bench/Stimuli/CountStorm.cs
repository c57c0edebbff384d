using CimGen.Flow;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;

namespace CimGen.Bench.Stimuli;

/// <summary>Programs that do nothing but CALL, so that each counter counts as far in one core as no small network makes it.</summary>
public static class CountStorm
{
    /// <summary>Has all bits of the counts below it.</summary>
    private const int Far = 32767;

    /// <summary>Over the bus cores call one after the other.</summary>
    private const int FarOverBus = 4095;

    /// <summary>CALLs beyond that.</summary>
    private const int Farther = 1366;

    /// <summary>Calls to every counter of every core before that, so that all of a core's counters hold something.</summary>
    private const int Few = 37;

    /// <summary>With dedicated wires only those CALLs that the schedule has wires for.</summary>
    public static CompiledDesign Of(CompiledDesign design)
    {
        var (image, architecture) = (design.Image, design.Architecture);
        var (cores, counters) = (architecture.Cores, architecture.Sync.Counters);
        var far = architecture.Sync.Transport == SyncTransport.Bus ? FarOverBus : Far;
        List<Calls> calls = architecture.Sync.Transport == SyncTransport.Dedicated
            ? [.. design.Edges.Distinct().GroupBy(e => e.Counter).SelectMany(g => g.DistinctBy(e => e.Callee).Select((e, i) => i == 0 ? new Calls(e, far, Farther) : new Calls(e, Few, 0)))]
            :
            [
                .. from core in Enumerable.Range(0, cores) from counter in Enumerable.Range(0, counters) select new Calls(new SyncEdge(core, (core + counter + 1) % cores, counter), Few, 0),
                .. Enumerable.Range(0, counters).Select(k => new Calls(new SyncEdge(k % cores, (k + 1) % cores, k), far - Few, Farther)),
            ];
        var (made, taken) = (calls.ToLookup(c => c.Edge.Caller), calls.ToLookup(c => c.Edge.Callee));
        return design with { Image = image with { Cores = [.. image.Cores.Select((c, i) => Counting(c, made[i], taken[i]))] } };
    }

    private static CoreImage Counting(CoreImage core, IEnumerable<Calls> made, IEnumerable<Calls> taken)
    {
        var program = new List<Instruction>();

        // Sees the first values one by one. Nobody waits here for a core that waits for it: only higher cores are waited for.
        foreach (var (edge, _, _) in taken.Where(t => t.Edge.Caller > t.Edge.Callee))
        {
            program.AddRange([Instruction.Add(1, 0, Few), Instruction.Add(2, 0, 0)]);
            program.AddRange([Instruction.Add(2, 2, 1), Instruction.Wait(edge.Counter, 2, 0), Instruction.Loop(1, program.Count)]);
        }

        Exchange(program, made, taken, c => c.First, c => c.First);
        Exchange(program, made.Where(c => c.Then > 0), taken, c => c.Then, c => c.First + c.Then);
        program.Add(Instruction.End());
        return core with { Program = [.. program.Select(InstructionCodec.Encode)], Notes = [.. program.Select(_ => new InstructionNote(-1))] };
    }

    /// <summary>Makes calls, then waits for those of others.</summary>
    private static void Exchange(List<Instruction> program, IEnumerable<Calls> made, IEnumerable<Calls> taken, Func<Calls, int> count, Func<Calls, int> upTo)
    {
        foreach (var calls in made)
        {
            program.Add(Instruction.Add(1, 0, count(calls)));
            program.AddRange([Instruction.Call(calls.Edge.Counter, 0, calls.Edge.Callee), Instruction.Loop(1, program.Count)]);
        }

        program.AddRange(taken.GroupBy(t => t.Edge.Counter).Select(g => Instruction.Wait(g.Key, 0, g.Sum(upTo))));
    }

    private sealed record Calls(SyncEdge Edge, int First, int Then);
}
