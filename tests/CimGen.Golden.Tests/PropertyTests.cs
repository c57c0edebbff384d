using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Golden.Tests;

public sealed class PropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static readonly Arbitrary<int> Seeds = Gen.Choose(1, int.MaxValue - 10).ToArbitrary();

    private static TestMachine RandomMachine(int seed)
    {
        var random = new Random(seed);
        var (rows, columns) = (1 << random.Next(1, 7), 1 << random.Next(1, 7));
        var weights = new sbyte[rows * columns];
        foreach (ref var weight in weights.AsSpan())
        {
            weight = (sbyte)random.Next(-128, 128);
        }

        var memory = new byte[2048];
        random.NextBytes(memory);
        return new TestMachine
        {
            Rows = rows,
            Columns = columns,
            Width = 4 << random.Next(5),
            Latency = random.Next(1, 5),
            MvmCycles = random.Next(1, 40),
            MemoryBytes = memory.Length,
            Gpeu = new Gpeu(random.Next(2, 6)) { Tables = random.Next(4) > 0, Products = random.Next(4) > 0, Dots = random.Next(4) > 0 },
            Transport = (SyncTransport)random.Next(3),
            StallSeed = (uint)random.Next(2) * (uint)seed,
            Weights = [.. weights],
            Memory = [.. memory],
        };
    }

    [Fact]
    public void ResultsEqualThoseOfAnInterpreterInBothUnitModes() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var machine = RandomMachine(seed);
        var program = new RandomPrograms(seed, machine).Next(60);
        foreach (var units in Enum.GetValues<UnitMode>())
        {
            var variant = machine with { Units = units };
            var golden = variant.Build(program);
            var summary = golden.Run(0, null, 1_000_000);
            Assert.Equal((RunOutcome.Ended, 0), (summary.Outcome, summary.Faults.Length));
            var memory = variant.Memory.ToArray();
            new Interpreter(variant, memory).Run(program);
            Assert.Equal(memory, golden.Memory.ToArray());
        }
    }));

    [Fact]
    public void TracesRepeatAndAreInOrder() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var machine = RandomMachine(seed) with { Cores = 5, Units = (UnitMode)(seed & 1) };
        var programs = Enumerable.Range(0, 5).Select(i => new RandomPrograms(seed + i, machine).Next(30)).ToArray();
        var (summary, trace) = machine.Run(programs);
        Assert.Equal(trace.AsSpan(), machine.Run(programs).Trace.AsSpan());
        Assert.True(summary.Ok);
        Assert.All(summary.Cores, core => Assert.Equal(summary.Cycles, core.Total));
        Assert.Equal((uint)summary.Cycles, trace[^1].Cycle);
        AssertOrdered(trace);
        Assert.Equal(trace.Length, summary.TraceRecords);
        Assert.All(summary.Executed.Index(), core => Assert.All(core.Item.Index(), pc => Assert.Equal(
            pc.Item, trace.Count(r => r.Kind == TraceKind.Issue && r.Core == core.Index && r.First == pc.Index))));
        Assert.Equal(summary.Cycles, machine.Build(programs).Run(0, null, 1_000_000).Cycles);
    }));

    /// <summary>Long enough for the trace to leave in several chunks.</summary>
    [Fact]
    public void LongTracesStayInOrder()
    {
        var machine = new TestMachine { Cores = 7, Transport = SyncTransport.Dedicated };
        var programs = Enumerable.Range(0, 7).Select(i => (Instruction[])
        [
            Instruction.Add(1, 0, 9000),
            Instruction.Call(0, 0, (i + 1) % 7),
            Instruction.Add(2, 2, 1),
            Instruction.Wait(0, 2, 0),
            Instruction.Loop(1, 1),
            Instruction.End(),
        ]).ToArray();
        var (summary, trace) = machine.Run(programs);
        Assert.True(summary.Ok);
        Assert.Equal(2 + (7 * ((5 * 9000) + 2)), trace.Length);
        AssertOrdered(trace);
    }

    private static void AssertOrdered(ImmutableArray<TraceRecord> trace)
    {
        for (var i = 1; i < trace.Length; i++)
        {
            Assert.True((trace[i - 1].Cycle, trace[i - 1].Header).CompareTo((trace[i].Cycle, trace[i].Header)) < 0);
        }
    }
}
