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

    /// <summary>Each counter rises in one core at least. With dedicated wires only those that the schedule has wires for.</summary>
    public static CompiledDesign Of(CompiledDesign design)
    {
        var (image, cores) = (design.Image, design.Architecture.Cores);
        var edges = design.Architecture.Sync.Transport == SyncTransport.Dedicated
            ? design.Schedule.Edges().Distinct().GroupBy(e => (e.Callee, e.Counter)).Select(g => g.First()).ToList()
            : [.. Enumerable.Range(0, design.Architecture.Sync.Counters).Select(k => new SyncEdge(k % cores, (k + 1) % cores, k))];
        var (calls, called) = (edges.ToLookup(e => e.Caller), edges.ToLookup(e => e.Callee));
        return design with { Image = image with { Cores = [.. image.Cores.Select((c, i) => Counting(c, calls[i], called[i]))] } };
    }

    private static CoreImage Counting(CoreImage core, IEnumerable<SyncEdge> calls, IEnumerable<SyncEdge> called)
    {
        var program = new List<Instruction>();
        foreach (var edge in calls)
        {
            program.Add(Instruction.Add(1, 0, Calls));
            program.AddRange([Instruction.Call(edge.Counter, 0, edge.Callee), Instruction.Loop(1, program.Count)]);
        }

        program.AddRange(called.Select(e => Instruction.Wait(e.Counter, 0, Calls)));
        program.Add(Instruction.End());
        return core with { Program = [.. program.Select(InstructionCodec.Encode)], Notes = [.. program.Select(_ => new InstructionNote(-1))] };
    }
}
