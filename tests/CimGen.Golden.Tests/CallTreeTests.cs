using CimGen.Machines;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using FsCheck;
using FsCheck.Fluent;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>CALLs over the tree; cycle numbers worked out by hand. Cores 4n to 4n + 3 have one node, 16n to 16n + 15 the next, and so on.</summary>
public sealed class CallTreeTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static readonly Arbitrary<int> Seeds = Gen.Choose(1, int.MaxValue - 10).ToArbitrary();

    /// <summary>Issued at 1, turns at 2, the counter rises at 3 and is visible at 4.</summary>
    [Fact]
    public void ACallToANeighbour() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (1)",
            "3 issue core 0 pc 1 (0)",
            "3 counter core 1 c2 = 1",
            "4 issue core 1 pc 0 (1)",
            "6 issue core 1 pc 1 (0)",
            "7 end 7 0",
        ],
        Tree(2).Trace([Call(2, 0, 1), End()], [Wait(2, 0, 1), End()]));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(15, 2)]
    [InlineData(16, 3)]
    [InlineData(64, 4)]
    [InlineData(255, 4)]
    [InlineData(256, 5)]
    [InlineData(1023, 5)]
    public void ACallTurnsAtTheLowestNodeAboveBothCores(int target, int level)
    {
        var programs = Enumerable.Repeat<Instruction[]>([End()], 1024).ToArray();
        programs[target] = [Wait(3, 0, 1), End()];
        programs[0] = [Call(3, 0, target), .. programs[0]];
        Assert.Equal([$"{1 + (2 * level)} counter core {target} c3 = 1"], Tree(1024).Trace(TraceKind.Counter, programs));
    }

    [Theory]
    [InlineData(UnitMode.Blocking)]
    [InlineData(UnitMode.Overlapped)]
    public void ALoneCallerNeverWaits(UnitMode units) => Assert.Equal(
        ["1 issue core 0 pc 0 (5)", "3 issue core 0 pc 1 (6)", "5 issue core 0 pc 2 (5)", "7 issue core 0 pc 3 (0)"],
        (Tree(7) with { Units = units }).Trace(TraceKind.Issue, [Call(0, 0, 5), Call(0, 0, 6), Call(1, 0, 5), End()], [], [], [], [], [], [])
            .Where(e => e.Contains("core 0", StringComparison.Ordinal)));

    /// <summary>First calls are taken at 2, 3, 4, 5, and the core's next one issues when the register is empty; the turn goes round.</summary>
    [Fact]
    public void CallersUnderOneNodeTakeTurns()
    {
        Instruction[] twice = [Call(0, 0, 0), Call(1, 0, 0), End()];
        var (summary, trace) = Tree(4).Run([Call(0, 0, 0), Call(1, 0, 0), Wait(1, 0, 4), End()], twice, twice, twice);
        Assert.Equal(
            [
                "3 counter core 0 c0 = 1",
                "4 counter core 0 c0 = 2",
                "5 counter core 0 c0 = 3",
                "6 counter core 0 c0 = 4",
                "7 counter core 0 c1 = 1",
                "8 counter core 0 c1 = 2",
                "9 counter core 0 c1 = 3",
                "10 counter core 0 c1 = 4",
            ],
            trace.Where(r => r.Kind == TraceKind.Counter).Select(TestMachine.Text));
        Assert.Equal(
            [3, 4, 5, 6],
            trace.Where(r => r is { Kind: TraceKind.Issue, First: 1 }).OrderBy(r => r.Core).Select(r => (int)r.Cycle));
        Assert.Equal([6, 1, 2, 3], summary.Cores.Select(c => (int)c.SyncWait));
    }

    /// <summary>
    /// The root turns one call a cycle from 3 on, which come down to node 0 from 4 to 15; of the calls that turn there two go
    /// before and two behind them.
    /// </summary>
    [Fact]
    public void WhatComesDownGoesFirstAndTheRootTurnsOneCallEveryCycle()
    {
        var programs = Enumerable.Repeat<Instruction[]>([Call(0, 0, 0), End()], 16).ToArray();
        programs[0] = [Call(0, 0, 0), Wait(0, 0, 16), End()];
        Assert.Equal(
            Enumerable.Range(1, 16).Select(i => $"{i + 2} counter core 0 c0 = {i}"),
            Tree(16).Trace(TraceKind.Counter, programs));
        programs[3] = [Call(1, 0, 0), End()];
        programs[0] = [Call(0, 0, 0), Wait(1, 0, 1), End()];
        Assert.Equal(["18 counter core 0 c1 = 1"], Tree(16).Trace(TraceKind.Counter, programs).Where(e => e.Contains("c1", StringComparison.Ordinal)));
    }

    /// <summary>Calls between neighbours turn side by side: as many in a cycle as there are nodes.</summary>
    [Fact]
    public void NeighboursDoNotDisturbOtherNeighbours()
    {
        var programs = Enumerable.Range(0, 1024).Select(i => (Instruction[])[Call(0, 0, i ^ 1), Wait(0, 0, 1), End()]).ToArray();
        var counters = Tree(1024).Run(programs).Trace.Where(r => r.Kind == TraceKind.Counter).ToArray();
        Assert.Equal(1024, counters.Length);
        Assert.All(counters, c => Assert.Equal((c.Core % 4) switch { 0 => 4U, 1 => 3U, 2 => 6U, _ => 5U }, c.Cycle));
    }

    /// <summary>What is under way at the end of a run is dropped, and the second run is like the first.</summary>
    [Fact]
    public void CallsDoNotOutliveTheirRun()
    {
        var machine = Tree(64).Build([Call(0, 0, 63), End()], [Call(0, 0, 63), End()]);
        var (first, second) = (new RecordingSink(), new RecordingSink());
        var summary = machine.Run(0, first, cycleLimit: 4);
        machine.Run(0, second, cycleLimit: 4);
        Assert.Equal((RunOutcome.Ended, 4), (summary.Outcome, summary.Cycles));
        Assert.DoesNotContain(first.Records, r => r.Kind == TraceKind.Counter);
        Assert.Equal(first.Records.AsSpan(), second.Records.AsSpan());
    }

    /// <summary>Every core waits for all that is called, and some time longer.</summary>
    [Fact]
    public void EveryCallArrivesOnce() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var cores = random.Next(1, 130);
        var near = random.Next(1, cores + 1);
        var calls = new int[cores];
        var programs = Enumerable.Range(0, cores).Select(core => Enumerable.Range(0, random.Next(40)).Select(_ =>
        {
            var target = (core + random.Next(near)) % cores;
            calls[target] += 1;
            return random.Next(4) == 0 ? [Add(1, 0, 0), Call(0, 0, target)] : (Instruction[])[Call(0, 0, target)];
        }).SelectMany(i => i).ToList()).ToList();
        for (var core = 0; core < cores; core++)
        {
            var program = programs[core];
            program.AddRange([Wait(0, 0, calls[core]), Add(1, 0, 200), Loop(1, program.Count + 2), End()]);
        }

        var machine = Tree(cores) with { Units = (UnitMode)(seed & 1) };
        var (summary, trace) = machine.Run([.. programs.Select(p => p.ToArray())]);
        Assert.True(summary.Ok);
        Assert.All(summary.Cores, core => Assert.Equal(summary.Cycles, core.Total));
        var arrivals = trace.Where(r => r.Kind == TraceKind.Counter).ToLookup(r => r.Core, r => (int)r.First);
        Assert.All(Enumerable.Range(0, cores), core => Assert.Equal(Enumerable.Range(1, calls[core]), arrivals[core]));
    }));

    private static TestMachine Tree(int cores) => new() { Cores = cores, Transport = SyncTransport.Tree };
}
