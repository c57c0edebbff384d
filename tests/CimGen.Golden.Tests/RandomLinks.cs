using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using static CimGen.Golden.Tests.Vectors;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>Machines with random links, and programs that send along them: vectors are sent, passed on by some cores, and received.</summary>
internal sealed class RandomLinks
{
    private readonly int _seed;

    public RandomLinks(int seed)
    {
        _seed = seed;
        var random = new Random(seed);
        var cores = random.Next(2, 8);
        int[] order = [.. Enumerable.Range(0, cores)];
        random.Shuffle(order);
        Machine = new TestMachine
        {
            Cores = cores,
            Columns = 8,
            Width = 4 << random.Next(3),
            Units = (UnitMode)random.Next(2),

            // A ring, or a chain.
            Links = [.. Enumerable.Range(0, cores - random.Next(2)).Select(i => new LinkEdge(order[i], order[(i + 1) % cores]))],
        };
    }

    public TestMachine Machine { get; }

    /// <summary>The same programs each time. What a vector meets on its way is appended in this order, so that nobody waits in a circle.</summary>
    public Instruction[][] Next()
    {
        var random = new Random(_seed);
        var next = Machine.Links.ToDictionary(l => l.From, l => l.To);
        var programs = Enumerable.Range(0, Machine.Cores).Select(_ => new List<Instruction>()).ToArray();
        for (var vectors = random.Next(1, 25); vectors > 0; vectors--)
        {
            var core = Machine.Links[random.Next(Machine.Links.Length)].From;
            var length = random.Next(1, Machine.Columns + 1);
            Operand source = Opd;
            while (next.TryGetValue(core, out var to) && (source == Opd || random.Next(3) > 0))
            {
                Append(core, VAdd(Link, Opd, source, length));
                (core, source) = (to, Link);
            }

            Append(core, VAdd(Sum, Opd, source, length));
        }

        return [.. programs.Select(p => p.Append(End()).ToArray())];

        void Append(int core, Instruction vector) =>
            programs[core].AddRange([.. Enumerable.Repeat(Add(1, 0, 0), random.Next(3) == 0 ? random.Next(20) : 0), vector]);
    }
}
