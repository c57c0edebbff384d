using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>Loads of multicast groups; cycle numbers worked out by hand.</summary>
public sealed class MulticastTests
{
    private static readonly Instruction Inputs = MLoad(BufferId.In, 0, 4, 0, 8);
    private static readonly Instruction Long = MLoad(BufferId.Sum, 0, 16, 0, 16);

    /// <summary>Issued at 1 and at 3: the request is up from 5 on, granted at once.</summary>
    [Fact]
    public void TheReadIsRequestedTwoCyclesAfterTheLastMemberIssues() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (8)",
            "1 issue core 1 pc 0 (0)",
            "3 issue core 1 pc 1 (8)",
            "5 grant read core 0 8 1",
            "5 grant joined read core 1 8 1",
            "8 complete core 0 LoadStore pc 0",
            "8 complete core 1 LoadStore pc 1",
            "10 issue core 0 pc 1 (0)",
            "10 issue core 1 pc 2 (0)",
            "11 end 11 0",
        ],
        Group(2, [0, 1]).Trace([Inputs, End()], [Add(1, 0, 0), Inputs, End()]));

    /// <summary>An ordinary load in the same place is granted at 2.</summary>
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 5)]
    [InlineData(7, 17)]
    public void TheReadWaitsForTheLastMember(int adds, int grant) => Assert.Equal(
        [$"{grant} grant read core 0 8 1", $"{grant} grant joined read core 1 8 1", $"{grant} grant joined read core 2 8 1"],
        Group(3, [0, 1, 2]).Trace(TraceKind.Grant, [Inputs, End()], [.. Enumerable.Repeat(Add(1, 0, 0), adds), Inputs, End()], [Inputs, End()]));

    /// <summary>The group occupies the channel for 4 beats, 3 + 1 to 3 + 4: core 2, which asks since 4, is granted in the last one.</summary>
    [Fact]
    public void AllTakeTheSameBeats() => Assert.Equal(
        [
            "3 grant read core 0 10 4",
            "3 grant joined read core 1 10 4",
            "7 grant read core 2 0 1",
            "9 complete core 0 LoadStore pc 0",
            "9 complete core 1 LoadStore pc 0",
            "10 complete core 2 LoadStore pc 1",
        ],
        Group(3, [0, 1]).Run([Long, End()], [Long, End()], [Add(1, 0, 0), Load(BufferId.In, 0, 4, 0, 0), End()]).Trace
            .Where(r => r.Kind is TraceKind.Grant or TraceKind.Complete).Select(TestMachine.Text));

    /// <summary>All ask in 8. The first core of the group, 2, stands for it: core 1 goes before.</summary>
    [Fact]
    public void TheGroupTakesTheTurnOfItsFirstCore()
    {
        Instruction[] alone = [Add(1, 0, 0), Add(1, 0, 0), Add(1, 0, 0), Load(BufferId.In, 0, 4, 0, 0), End()];
        Instruction[] member = [Step(4, 0, 0), Inputs, End()];
        Assert.Equal(
            ["8 grant read core 1 0 1", "9 grant read core 2 8 1", "9 grant joined read core 0 8 1", "10 grant read core 3 0 1"],
            Group(4, [2, 0]).Trace(TraceKind.Grant, member, alone, member, alone));
    }

    /// <summary>Cores 0 and 2 ask while the group's beats run; the turn is that of core 2, which follows the group's first core.</summary>
    [Fact]
    public void AMemberThatJoinsTakesNoTurn()
    {
        Instruction[] alone = [Add(1, 0, 0), Load(BufferId.Sum, 0, 4, 0, 0), End()];
        Assert.Equal(
            ["3 grant read core 1 10 4", "3 grant joined read core 3 10 4", "7 grant read core 2 0 1", "8 grant read core 0 0 1"],
            Group(4, [1, 3]).Trace(TraceKind.Grant, alone, [Long, End()], alone, [Long, End()]));
    }

    /// <summary>The group asks in 3, behind cores 2 and 3 of the other class: it is granted between them.</summary>
    [Fact]
    public void JointLoadsBelongToTheClassOfTheirBuffer()
    {
        Instruction[] sum = [Load(BufferId.Sum, 0, 32, 0, 0), End()];
        Assert.Equal(
            ["2 grant read core 2 0 8", "10 grant read core 0 8 1", "10 grant joined read core 1 8 1", "11 grant read core 3 0 8"],
            (Group(4, [0, 1]) with { Columns = 8 }).Trace(TraceKind.Grant, [Inputs, End()], [Inputs, End()], sum, sum));
        Instruction[] input = [Load(BufferId.In, 0, 4, 0, 0), End()];
        Assert.Equal(
            ["2 grant read core 2 0 1", "3 grant read core 0 10 4", "3 grant joined read core 1 10 4", "7 grant read core 3 0 1"],
            Group(4, [0, 1]).Trace(TraceKind.Grant, [Long, End()], [Long, End()], input, input));
    }

    /// <summary>Core 0 loads inputs with core 1 and parameters with core 2, each as soon as that one wants to.</summary>
    [Fact]
    public void ACoreHasAGroupForInputsAndOneForTheOtherBuffers()
    {
        var machine = new TestMachine { Cores = 3, Groups = [new MulticastGroup([0, 1], ForInputs: true), new MulticastGroup([2, 0], ForInputs: false)] };
        Instruction[] parameters = [Long, MLoad(BufferId.Rqp, 0, 16, 0, 32)];
        Assert.Equal(
            [
                // The long loads: issued at 1; granted at 3, complete at 9. Then rqp: issued at 11.
                "3 grant read core 2 10 4",
                "3 grant joined read core 0 10 4",
                "13 grant read core 2 20 4",
                "13 grant joined read core 0 20 4",

                // Complete at 19; core 0 issues at 21.
                "23 grant read core 0 8 1",
                "23 grant joined read core 1 8 1",
            ],
            machine.Trace(TraceKind.Grant, [.. parameters, Inputs, End()], [Inputs, End()], [.. parameters, End()]));
    }

    /// <summary>Overlapped: parameters behind inputs wait for the load/store unit (complete at 6), not for the members of the other group.</summary>
    [Fact]
    public void TheNextLoadOfTheGroupFollowsTheLast() => Assert.Equal(
        ["3 grant read core 0 8 1", "3 grant joined read core 1 8 1", "9 grant read core 0 8 1", "9 grant joined read core 1 8 1"],
        (Group(2, [0, 1]) with { Units = UnitMode.Overlapped }).Trace(TraceKind.Grant, [Inputs, Inputs, End()], [Inputs, Inputs, End()]));

    [Theory]
    [InlineData(UnitMode.Blocking)]
    [InlineData(UnitMode.Overlapped)]
    public void EveryMemberGetsTheBytesAtItsOwnOffset(UnitMode units)
    {
        var machine = (Group(2, [0, 1]) with { Units = units }).Build(
            [MLoad(BufferId.Sum, 0, 5, 0, 6), Store(BufferId.Sum, 0, 8, 0, 32), End()],
            [MLoad(BufferId.Sum, 2, 5, 0, 6), Store(BufferId.Sum, 0, 8, 0, 48), End()]);
        for (var i = 0; i < 16; i++)
        {
            machine.Memory[i] = (byte)i;
        }

        Assert.True(machine.Run(0, null, 1000).Ok);
        Assert.Equal([6, 7, 8, 9, 10, 0, 0, 0], machine.Memory[32..40].ToArray());
        Assert.Equal([0, 0, 6, 7, 8, 9, 10, 0], machine.Memory[48..56].ToArray());
    }

    /// <summary>Core 1 issues last, at 3, and core 0 is the one that differs from it.</summary>
    [Theory]
    [InlineData(12, 4)]
    [InlineData(8, 3)]
    [InlineData(9, 3)]
    public void MembersThatLoadOtherBytesAreAFault(int address, int bytes)
    {
        var (summary, trace) = Group(3, [1, 2, 0]).Run([MLoad(BufferId.In, 0, bytes, 0, address), End()], [Add(1, 0, 0), Inputs, End()], [Inputs, End()]);
        Assert.Equal(RunOutcome.Ended, summary.Outcome);
        Assert.False(summary.Ok);
        var fault = Assert.Single(summary.Faults);
        Assert.Equal(new MachineFault(FaultKind.MulticastDiffers, 3, 0, 0, $"mload in+0, {bytes}, r0, {address}", address), fault);

        // Nobody is halted.
        Assert.Equal(3, trace.Count(r => r.Kind == TraceKind.Complete));
    }

    [Theory]
    [InlineData(UnitMode.Blocking, 0, "mload in+0, 4, r0, 8")]
    [InlineData(UnitMode.Overlapped, 1, "end")]
    public void AMemberThatWaitsForTheOthersIsStuckOnItsLoad(UnitMode units, int pc, string instruction)
    {
        var (summary, trace) = (Group(3, [0, 1, 2]) with { Units = units }).Run([Inputs, End()], [End()], [Inputs, End()]);
        Assert.Equal(RunOutcome.Deadlock, summary.Outcome);
        Assert.Equal([0, 2], summary.Stuck.Select(s => s.Core));
        Assert.All(summary.Stuck, s => Assert.Equal((pc, instruction, StuckReason.LoadStore), (s.ProgramCounter, s.Instruction, s.Reason)));
        Assert.DoesNotContain(trace, r => r.Kind == TraceKind.Grant);
        Assert.All(summary.Cores, core => Assert.Equal(summary.Cycles, core.Total));
    }

    /// <summary>What a member wanted in a run that was given up is forgotten by the next one.</summary>
    [Fact]
    public void EveryRunStartsAfresh()
    {
        var machine = Group(2, [0, 1]).Build([Inputs, Inputs, End()], [Inputs, End()]);
        var (first, second) = (new RecordingSink(), new RecordingSink());
        Assert.Equal(RunOutcome.Deadlock, machine.Run(0, first, 1000).Outcome);
        machine.Run(0, second, 1000);
        Assert.Equal(first.Records.AsSpan(), second.Records.AsSpan());
    }

    /// <summary>The member that comes first waits for the bus, from the cycle behind its issue to the grant.</summary>
    [Fact]
    public void WaitingForTheGroupIsAccountedAsWaitingForTheBus()
    {
        var (summary, _) = Group(2, [0, 1]).Run([Inputs, End()], [Add(1, 0, 0), Inputs, End()]);

        // Core 0: issue 1, grant 5, complete 8, end 10. Core 1: issue 3.
        Assert.Equal(new CoreCycles(0, 0, LoadStore: 3, BusWait: 4, 0, Control: 4, 0), summary.Cores[0]);
        Assert.Equal(new CoreCycles(0, 0, LoadStore: 3, BusWait: 2, 0, Control: 6, 0), summary.Cores[1]);
    }

    private static TestMachine Group(int cores, int[] members) =>
        new() { Cores = cores, Groups = [new MulticastGroup([.. members], ForInputs: true), new MulticastGroup([.. members], ForInputs: false)] };
}
