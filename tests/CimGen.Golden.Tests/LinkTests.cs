using System.Runtime.InteropServices;
using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using FsCheck;
using FsCheck.Fluent;
using static CimGen.Golden.Tests.Vectors;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>Links between cores; cycle numbers worked out by hand. A vector of 4 elements is 4 words, a link holds K = 8.</summary>
public sealed class LinkTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static readonly Arbitrary<int> Seeds = Gen.Choose(1, int.MaxValue - 10).ToArbitrary();

    private static readonly Instruction Send = VAdd(Link, Opd, Opd, 4);
    private static readonly Instruction Forward = VAdd(Link, Opd, Link, 4);
    private static readonly Instruction Receive = VAdd(Sum, Opd, Link, 4);

    /// <summary>Adds and loops until 22: what follows issues at 23.</summary>
    private static readonly Instruction[] Late = [Add(1, 0, 10), Loop(1, 1)];

    /// <summary>Steps of the sender at 2, 3, 4, 5, of the receiver four cycles later each.</summary>
    [Fact]
    public void AWordCanBeReadFourCyclesAfterItsStep() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (0)",
            "1 issue core 1 pc 0 (0)",
            "7 complete core 0 Gpeu pc 0",
            "9 issue core 0 pc 1 (0)",
            "11 complete core 1 Gpeu pc 0",
            "13 issue core 1 pc 1 (0)",
            "14 end 14 0",
        ],
        Chain(2).Trace([Send, End()], [Receive, End()]));

    /// <summary>The receiver issues at 23, when all words are there: no word waits for another.</summary>
    [Theory]
    [InlineData(4, 4, 29)]
    [InlineData(8, 4, 27)]
    [InlineData(8, 3, 27)]
    [InlineData(16, 1, 26)]
    public void WordsThatAreThereTakeACycleEach(int width, int elements, int complete) => Assert.Equal(
        $"{complete} complete core 1 Gpeu pc 2",
        (Chain(2) with { Width = width }).Trace(
            TraceKind.Complete, [VAdd(Link, Opd, Opd, elements), End()], [.. Late, VAdd(Sum, Opd, Link, elements), End()])[^1]);

    /// <summary>
    /// Words 0 to 7 fill the link. The receiver's steps from 24 on free places from 26 on: the third vector, issued at 17, steps from 26 to 29.
    /// </summary>
    [Fact]
    public void ASenderThatRunsAheadStallsWhenTheLinkIsFull() => Assert.Equal(
        [
            "7 complete core 0 Gpeu pc 0",
            "15 complete core 0 Gpeu pc 1",
            "29 complete core 1 Gpeu pc 2",
            "31 complete core 0 Gpeu pc 2",
            "37 complete core 1 Gpeu pc 3",
            "45 complete core 1 Gpeu pc 4",
        ],
        Chain(2).Trace(TraceKind.Complete, [Send, Send, Send, End()], [.. Late, Receive, Receive, Receive, End()]));

    /// <summary>
    /// Steps 2..5, 9..12 (issued at 8, when the GPEU is idle) and, issued at 15, 26..29. The receiver's: 24..27, 31..34, 38..41.
    /// The loop runs while the third vector waits; end does not issue before 32.
    /// </summary>
    [Fact]
    public void OverlappedTheControllerGoesOnWhileTheGpeuWaits() => Assert.Equal(
        [
            "7 complete core 0 Gpeu pc 0",
            "14 complete core 0 Gpeu pc 1",
            "17 issue core 0 pc 3 (2)",
            "19 issue core 0 pc 4 (1)",
            "21 issue core 0 pc 4 (0)",
            "29 complete core 1 Gpeu pc 2",
            "31 complete core 0 Gpeu pc 2",
            "32 issue core 0 pc 5 (0)",
            "36 complete core 1 Gpeu pc 3",
            "43 complete core 1 Gpeu pc 4",
        ],
        (Chain(2) with { Units = UnitMode.Overlapped })
            .Run([Send, Send, Send, Add(2, 0, 2), Loop(2, 4), End()], [.. Late, Receive, Receive, Receive, End()]).Trace
            .Where(r => r.Kind is TraceKind.Complete || r is { Kind: TraceKind.Issue, Core: 0, First: >= 3 })
            .Select(TestMachine.Text));

    /// <summary>Two short vectors make up for a long one: its third word is sent at 8, in the middle of the instruction.</summary>
    [Fact]
    public void ALinkKnowsWordsAndNoVectors() => Assert.Equal(
        ["5 complete core 0 Gpeu pc 0", "11 complete core 0 Gpeu pc 1", "15 complete core 1 Gpeu pc 0"],
        Chain(2).Trace(TraceKind.Complete, [VAdd(Link, Opd, Opd, 2), VAdd(Link, Opd, Opd, 2), End()], [Receive, End()]));

    /// <summary>Words pass a core one by one: steps 2..5, 6..9, 10..13.</summary>
    [Fact]
    public void ACoreInTheMiddlePassesEachWordOn() => Assert.Equal(
        ["7 complete core 0 Gpeu pc 0", "11 complete core 1 Gpeu pc 0", "15 complete core 2 Gpeu pc 0"],
        Chain(3).Trace(TraceKind.Complete, [Send, End()], [Forward, End()], [Receive, End()]));

    /// <summary>
    /// Core 2 reads from 44 on. Its link is full since core 1's second vector; the third one steps from 46 on and frees places for core 0's
    /// fifth from 48 on.
    /// </summary>
    [Fact]
    public void BackPressureGoesThroughTheCoreInTheMiddle() => Assert.Equal(
        ["51 complete core 1 Gpeu pc 2", "53 complete core 0 Gpeu pc 4"],
        Chain(3).Run([.. Five(Send), End()], [.. Five(Forward), End()], [Add(1, 0, 20), Loop(1, 1), .. Five(Receive), End()]).Trace
            .Where(r => r is { Kind: TraceKind.Complete, Core: 1, First: 2 } or { Kind: TraceKind.Complete, Core: 0, First: 4 })
            .Select(TestMachine.Text));

    /// <summary>Each sends (steps 2..5) before it receives (issued at 9): the words are there.</summary>
    [Fact]
    public void InARingACoreCanSendBeforeItReceives() => Assert.Equal(
        ["7 complete core 0 Gpeu pc 0", "7 complete core 1 Gpeu pc 0", "15 complete core 0 Gpeu pc 1", "15 complete core 1 Gpeu pc 1"],
        (Chain(2) with { Links = [new(0, 1), new(1, 0)] }).Trace(TraceKind.Complete, [Send, Receive, End()], [Send, Receive, End()]));

    [Theory]
    [InlineData(UnitMode.Blocking)]
    [InlineData(UnitMode.Overlapped)]
    public void ValuesArriveInOrder(UnitMode units)
    {
        var machine = (Chain(3) with { Units = units }).Build(
            [Load(BufferId.Sum, 0, 16, 0, 0), VAdd(Link, Sum, Sum, 4), VAdd(Link, Sum, Opd, 3), End()],
            [Load(BufferId.Opd, 0, 16, 0, 16), VAdd(Link, Opd, Link, 4), VAdd(Link, Opd, Link, 3), End()],
            [VAdd(Sum, Opd, Link, 4), Store(BufferId.Sum, 0, 16, 0, 32), VAdd(Sum, Sum, Link, 3), Store(BufferId.Sum, 0, 16, 0, 48), End()]);
        MemoryMarshal.AsBytes<int>([1, -2, 3, int.MaxValue, 10, 20, 30, 2]).CopyTo(machine.Memory);
        Assert.True(machine.Run(0, null, 1000).Ok);
        Assert.Equal([12, 16, 36, 0, 23, 34, 69, 0], MemoryMarshal.Cast<byte, int>(machine.Memory[32..64]).ToArray());
    }

    /// <summary>The load of sum waits for the vector instruction (complete at 11), that of opd does not.</summary>
    [Fact]
    public void ALoadWaitsForAVectorInstructionThatWaits() => Assert.Equal(
        ["1 issue core 1 pc 0 (0)", "3 issue core 1 pc 1 (0)", "12 issue core 1 pc 2 (0)"],
        (Chain(2) with { Units = UnitMode.Overlapped }).Trace(
            TraceKind.Issue, [Send, End()], [VAdd(Sum, Sum, Link, 4), Load(BufferId.Opd, 0, 4, 0, 0), Load(BufferId.Sum, 0, 4, 0, 0), End()])
            .Where(e => e.Contains("core 1", StringComparison.Ordinal)).Take(3));

    /// <summary>Words are sent from 24 on and read from 28 on; the vector instruction keeps its result of the crossbar until 33.</summary>
    [Fact]
    public void AnMvmWaitsForAResultThatWaits() => Assert.Equal(
        ["1 issue core 1 pc 0 (0)", "7 issue core 1 pc 1 (0)", "9 issue core 1 pc 2 (0)", "34 issue core 1 pc 3 (0)"],
        (Chain(2) with { Units = UnitMode.Overlapped }).Trace(
            TraceKind.Issue, [.. Late, Send, End()], [Mvm(), Mvm(), VAdd(Sum, Out, Link, 4), Mvm(), VAdd(Sum, Out, Opd, 4), VAdd(Sum, Out, Opd, 4), End()])
            .Where(e => e.Contains("core 1", StringComparison.Ordinal)).Take(4));

    /// <summary>The receiver's instruction is under way from 2 to 11.</summary>
    [Fact]
    public void TheGpeuIsBusyWhileItWaits()
    {
        var (summary, _) = Chain(2).Run([Send, End()], [Receive, End()]);
        Assert.Equal(new CoreCycles(0, Gpeu: 6, 0, 0, 0, Control: 4, Idle: 4), summary.Cores[0]);
        Assert.Equal(new CoreCycles(0, Gpeu: 10, 0, 0, 0, Control: 4, Idle: 0), summary.Cores[1]);
    }

    [Theory]
    [InlineData(UnitMode.Blocking, 0, "vadd sum, opd, link, 4")]
    [InlineData(UnitMode.Overlapped, 1, "end")]
    public void AReceiverOfNothingIsStuckOnItsLink(UnitMode units, int pc, string instruction)
    {
        var (summary, _) = (Chain(2) with { Units = units }).Run([End()], [Receive, End()]);
        Assert.Equal(RunOutcome.Deadlock, summary.Outcome);
        Assert.Equal([new StuckCore(1, pc, instruction, StuckReason.Link, -1, 0, 0)], summary.Stuck.ToArray());
        Assert.All(summary.Cores, core => Assert.Equal(summary.Cycles, core.Total));
    }

    /// <summary>Two vectors fit the link, the third has no room.</summary>
    [Theory]
    [InlineData(UnitMode.Blocking, 2)]
    [InlineData(UnitMode.Overlapped, 3)]
    public void ASenderToNobodyIsStuckOnItsLink(UnitMode units, int pc)
    {
        var (summary, trace) = (Chain(2) with { Units = units }).Run([Send, Send, Send, End()], [End()]);
        Assert.Equal(RunOutcome.Deadlock, summary.Outcome);
        var stuck = Assert.Single(summary.Stuck);
        Assert.Equal((0, pc, StuckReason.Link), (stuck.Core, stuck.ProgramCounter, stuck.Reason));
        Assert.Equal(2, trace.Count(r => r.Kind == TraceKind.Complete));
        Assert.All(summary.Cores, core => Assert.Equal(summary.Cycles, core.Total));
    }

    [Fact]
    public void CoresThatBothReceiveFirstAreStuck()
    {
        var (summary, _) = (Chain(2) with { Links = [new(0, 1), new(1, 0)] }).Run([Receive, Send, End()], [Receive, Send, End()]);
        Assert.Equal(RunOutcome.Deadlock, summary.Outcome);
        Assert.Equal([StuckReason.Link, StuckReason.Link], summary.Stuck.Select(s => s.Reason));
    }

    /// <summary>The start of a run empties the links, and what was left in them is a fault of the program.</summary>
    [Fact]
    public void WordsThatNobodyTakesAreAFaultAndDoNotOutliveTheirRun()
    {
        var machine = Chain(2).Build([Send, Send, End()], [Receive, End()]);
        var (first, second) = (new RecordingSink(), new RecordingSink());
        var summary = machine.Run(0, first, 1000);
        machine.Run(0, second, 1000);
        Assert.Equal(RunOutcome.Ended, summary.Outcome);
        var fault = Assert.Single(summary.Faults);
        Assert.Equal((FaultKind.WordsLeftOnLink, 1, 1, 4), (fault.Kind, fault.Core, fault.ProgramCounter, fault.Value));
        Assert.Equal(first.Records.AsSpan(), second.Records.AsSpan());
    }

    /// <summary>Random chains and rings of random programs, step by step in each cycle (<see cref="SteppedLinks"/>).</summary>
    [Fact]
    public void CyclesEqualThoseOfStepsTakenOneByOne() => Check.One(Runs, Prop.ForAll(Seeds, seed =>
    {
        var programs = new RandomLinks(seed);
        var machine = programs.Machine;
        var (summary, trace) = machine.Run(programs.Next());
        Assert.True(summary.Ok);
        Assert.All(summary.Cores, core => Assert.Equal(summary.Cycles, core.Total));
        Assert.Equal(trace.Length, summary.TraceRecords);
        Assert.Equal(new SteppedLinks(machine).Run(programs.Next()), trace.Skip(1).Select(TestMachine.Text));
    }));

    private static IEnumerable<Instruction> Five(Instruction vector) => Enumerable.Repeat(vector, 5);

    private static TestMachine Chain(int cores) =>
        new() { Cores = cores, Links = [.. Enumerable.Range(0, cores - 1).Select(i => new LinkEdge(i, i + 1))] };
}
