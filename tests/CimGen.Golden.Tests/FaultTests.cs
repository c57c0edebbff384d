using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using static CimGen.Golden.Tests.Vectors;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

public sealed class FaultTests
{
    public static TheoryData<FaultKind, Instruction> Faulty => new()
    {
        { FaultKind.IllegalInstruction, new Instruction(Opcode.Illegal) },
        { FaultKind.IllegalInstruction, Loop(0, 1000) },
        { FaultKind.IllegalInstruction, Loop(0, -1) },
        { FaultKind.IllegalOperand, Step(13, 0, 0) },
        { FaultKind.NoSuchCounter, Wait(4, 0, 0) },
        { FaultKind.NoSuchCounter, Call(4, 0, 0) },
        { FaultKind.NoSuchCore, Call(0, 0, 1) },
        { FaultKind.NoSuchCore, Call(0, 0, -1) },
        { FaultKind.IllegalOperand, Load(BufferId.Out, 0, 4, 0, 0) },
        { FaultKind.IllegalOperand, Store(BufferId.In, 0, 4, 0, 0) },
        { FaultKind.IllegalOperand, Store(BufferId.Sum, 4, 4, 0, 0) },
        { FaultKind.BufferOverrun, Load(BufferId.In, 1, 4, 0, 0) },
        { FaultKind.BufferOverrun, Load(BufferId.Sum, 0, 17, 0, 0) },
        { FaultKind.BufferOverrun, Store(BufferId.Sum, 0, 0, 0, 0) },
        { FaultKind.AddressOutOfMemory, Load(BufferId.In, 0, 4, 0, 1021) },
        { FaultKind.AddressOutOfMemory, Store(BufferId.Sum, 0, 4, 0, -1) },
        { FaultKind.BufferOverrun, VSet(Sum, 0, 5) },
        { FaultKind.BufferOverrun, VSet(Sum, 0, 0) },
        { FaultKind.IllegalOperand, VSet(Out, 0, 4) },
        { FaultKind.IllegalOperand, VAdd(Sum, Sum, Out, 4) },
        { FaultKind.IllegalOperand, VAdd(Sum, Sum, SumBytes, 4) },
        { FaultKind.IllegalOperand, VMac(Sum, Sum, Opd, 1, 4) },
        { FaultKind.IllegalOperand, VMac(Sum, Sum, OpdBytes, 32768, 4) },
        { FaultKind.IllegalOperand, VRq(Sum, Sum, 0, 0, 0, 4) },
        { FaultKind.IllegalOperand, VAdd(Sum, Link, Opd, 4) },
        { FaultKind.IllegalOperand, VAdd(SumBytes, Opd, Link, 4) },
        { FaultKind.IllegalOperand, VAdd(Sum, OpdBytes, Link, 4) },
        { FaultKind.IllegalOperand, VAdd(Link, Sum, OpdBytes, 4) },
        { FaultKind.IllegalOperand, VMax(Sum, Sum, Link, 4) },
        { FaultKind.IllegalOperand, VSet(Link, 0, 4) },
        { FaultKind.IllegalOperand, MLoad(BufferId.Out, 0, 4, 0, 0) },
        { FaultKind.BufferOverrun, MLoad(BufferId.In, 1, 4, 0, 0) },
        { FaultKind.AddressOutOfMemory, MLoad(BufferId.In, 0, 4, 0, 1021) },
        { FaultKind.NoMulticastGroup, MLoad(BufferId.In, 0, 4, 0, 0) },
        { FaultKind.NoMulticastGroup, MLoad(BufferId.Rqp, 0, 4, 0, 0) },
        { FaultKind.NoLink, VAdd(Link, Sum, Opd, 4) },
        { FaultKind.NoLink, VAdd(Sum, Opd, Link, 4) },
        { FaultKind.ReadOfEmptyQueue, VAdd(Sum, Out, Sum, 4) },
        { FaultKind.IllegalInstruction, VLut(SumBytes, OpdBytes, 4) },
        { FaultKind.IllegalInstruction, VMul(Sum, Sum, OpdBytes, 0, 4) },
        { FaultKind.IllegalInstruction, VDot(Sum, SumBytes, OpdBytes, 1, 2) },
        { FaultKind.IllegalOperand, Load(BufferId.Tab, 0, 4, 0, 0) },
        { FaultKind.IllegalOperand, MLoad(BufferId.Tab, 0, 4, 0, 0) },
    };

    /// <summary>On a machine with all operations.</summary>
    public static TheoryData<FaultKind, Instruction> FaultyOperations => new()
    {
        { FaultKind.IllegalOperand, Load(BufferId.Link, 0, 4, 0, 0) },
        { FaultKind.IllegalOperand, Store(BufferId.Tab, 0, 4, 0, 0) },
        { FaultKind.BufferOverrun, Load(BufferId.Tab, 0, 257, 0, 0) },
        { FaultKind.BufferOverrun, Load(BufferId.Tab, 255, 2, 0, 0) },
        { FaultKind.AddressOutOfMemory, Load(BufferId.Tab, 0, 256, 0, 769) },
        { FaultKind.IllegalOperand, VLut(Sum, OpdBytes, 4) },
        { FaultKind.IllegalOperand, VLut(SumBytes, Opd, 4) },
        { FaultKind.IllegalOperand, VLut(SumBytes, Out, 4) },
        { FaultKind.IllegalOperand, VLut(SumBytes, new Operand(BufferId.Rqp, Narrow: true), 4) },
        { FaultKind.IllegalOperand, VLut(Link, OpdBytes, 4) },
        { FaultKind.IllegalOperand, VLut(SumBytes, Link, 4) },
        { FaultKind.BufferOverrun, VLut(SumBytes, OpdBytes, 0) },
        { FaultKind.BufferOverrun, VLut(SumBytes, OpdBytes, 5) },
        { FaultKind.IllegalOperand, VMul(Sum, Sum, Opd, 0, 4) },
        { FaultKind.IllegalOperand, VMul(Sum, Opd, SumBytes, 0, 4) },
        { FaultKind.IllegalOperand, VMul(Sum, Sum, OpdBytes, 128, 4) },
        { FaultKind.IllegalOperand, VMul(Sum, Sum, OpdBytes, -129, 4) },
        { FaultKind.IllegalOperand, VMul(Link, Sum, OpdBytes, 0, 4) },
        { FaultKind.IllegalOperand, VMul(Sum, Sum, Link, 0, 4) },
        { FaultKind.BufferOverrun, VMul(Sum, Sum, OpdBytes, 0, 5) },
        { FaultKind.ReadOfEmptyQueue, VMul(Sum, Out, OpdBytes, 0, 4) },
        { FaultKind.IllegalOperand, VDot(SumBytes, SumBytes, OpdBytes, 1, 2) },
        { FaultKind.IllegalOperand, VDot(Sum, Sum, OpdBytes, 1, 2) },
        { FaultKind.IllegalOperand, VDot(Sum, OpdBytes, SumBytes, 1, 2) },
        { FaultKind.IllegalOperand, VDot(Sum, SumBytes, SumBytes, 1, 2) },
        { FaultKind.IllegalOperand, VDot(Sum, SumBytes, Opd, 1, 2) },
        { FaultKind.IllegalOperand, VDot(Sum, SumBytes, new Operand(BufferId.Rqp, Narrow: true), 1, 2) },
        { FaultKind.IllegalOperand, VDot(new Operand(BufferId.Rqp), new Operand(BufferId.Rqp, Narrow: true), OpdBytes, 1, 2) },
        { FaultKind.IllegalOperand, VDot(Link, SumBytes, OpdBytes, 1, 2) },
        { FaultKind.IllegalOperand, VDot(Sum, SumBytes, OpdBytes, 0, 2) },
        { FaultKind.IllegalOperand, VDot(Sum, SumBytes, OpdBytes, 256, 1) },
        { FaultKind.BufferOverrun, VDot(Sum, SumBytes, OpdBytes, 1, 0) },
        { FaultKind.BufferOverrun, VDot(Sum, SumBytes, OpdBytes, 1, 4) },
        { FaultKind.BufferOverrun, VDot(Sum, SumBytes, OpdBytes, 5, 2) },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void IsReportedAndHaltsTheCore(FaultKind kind, Instruction instruction) => Halts(new TestMachine(), kind, instruction);

    [Theory]
    [MemberData(nameof(FaultyOperations))]
    public void IsReportedWithAllOperations(FaultKind kind, Instruction instruction) =>
        Halts(new TestMachine { Gpeu = new Gpeu(2) { Tables = true, Products = true, Dots = true } }, kind, instruction);

    /// <summary>One operation without the others: what is there runs, what is not is no instruction.</summary>
    [Fact]
    public void EachOperationIsThereByItself()
    {
        (Gpeu Gpeu, Instruction Instruction)[] operations =
        [
            (new Gpeu(2) { Tables = true }, VLut(SumBytes, OpdBytes, 4)),
            (new Gpeu(2) { Products = true }, VMul(Sum, Sum, OpdBytes, 0, 4)),
            (new Gpeu(2) { Dots = true }, VDot(Sum, SumBytes, OpdBytes, 4, 2)),
        ];
        foreach (var (gpeu, own) in operations)
        {
            var machine = new TestMachine { Gpeu = gpeu };
            Assert.True(machine.Run([own, End()]).Summary.Ok);
            Assert.All(operations.Where(o => o.Instruction != own), o => Halts(machine, FaultKind.IllegalInstruction, o.Instruction));
        }
    }

    private static void Halts(TestMachine machine, FaultKind kind, Instruction instruction)
    {
        foreach (var units in Enum.GetValues<UnitMode>())
        {
            var jumps = instruction.Opcode == Opcode.Loop;
            var (summary, trace) = (machine with { Units = units }).Run([Add(1, 0, 0), instruction, Add(2, 0, 0)]);
            Assert.Equal(RunOutcome.Ended, summary.Outcome);
            Assert.False(summary.Ok);
            var fault = Assert.Single(summary.Faults);
            Assert.Equal((kind, jumps ? 5 : 3, 0), (fault.Kind, fault.Cycle, fault.Core));
            Assert.Equal(jumps ? instruction.Immediate : 1, fault.ProgramCounter);
            Assert.Equal(jumps ? 6 : 4, summary.Cycles);
            Assert.Equal(jumps ? 2 : 1, trace.Count(r => r.Kind == TraceKind.Issue));
            Assert.Equal(TraceKind.End, trace[^1].Kind);
        }
    }

    [Theory]
    [InlineData(UnitMode.Blocking, 1)]
    [InlineData(UnitMode.Overlapped, 2)]
    public void AnMvmTooMany(UnitMode units, int banks)
    {
        var (summary, _) = new TestMachine { Units = units }.Run([.. Enumerable.Repeat(Mvm(), banks + 1), End()]);
        var fault = Assert.Single(summary.Faults);
        Assert.Equal((FaultKind.QueueOverrun, banks), (fault.Kind, fault.ProgramCounter));
    }

    /// <summary>The fault is found at 3; the load (grant 2, complete 5) is let finish.</summary>
    [Fact]
    public void TheCoreHaltsWhenItsUnitsAreIdle()
    {
        var (summary, trace) = new TestMachine { Units = UnitMode.Overlapped }.Run([Load(BufferId.In, 0, 4, 0, 0), new Instruction(Opcode.Illegal)]);
        Assert.Equal(3, Assert.Single(summary.Faults).Cycle);
        Assert.Equal("5 complete core 0 LoadStore pc 0", TestMachine.Text(trace[^2]));
        Assert.Equal("7 end 7 0", TestMachine.Text(trace[^1]));
    }

    [Fact]
    public void DeadlockNamesCoresAndCounters()
    {
        var (summary, trace) = new TestMachine { Cores = 3 }.Run(
            [Call(1, 0, 1), Wait(0, 0, 1), End()], [Add(1, 0, 2), Wait(1, 1, 1), End()], [End()]);
        Assert.Equal(RunOutcome.Deadlock, summary.Outcome);
        Assert.DoesNotContain(trace, r => r.Kind == TraceKind.End);
        Assert.Equal(
            [
                new StuckCore(0, 1, "wait c0, r0, 1", StuckReason.Counter, 0, 0, 1),
                new StuckCore(1, 1, "wait c1, r1, 1", StuckReason.Counter, 1, 1, 3),
            ],
            summary.Stuck.ToArray());
        Assert.All(summary.Cores, core => Assert.Equal(summary.Cycles, core.Total));
    }

    [Fact]
    public void ALivelockEndsAtTheCycleLimit()
    {
        var sink = new RecordingSink();
        var machine = new TestMachine { Cores = 2 }.Build([Add(1, 0, 0), Loop(0, 0)], [End()]);
        var summary = machine.Run(0, sink, 20_000);
        Assert.Equal(RunOutcome.CycleLimit, summary.Outcome);
        Assert.Equal(StuckReason.Running, Assert.Single(summary.Stuck).Reason);
        Assert.All(sink.Records, r => Assert.InRange(r.Cycle, 0U, 20_000U));

        // The last issue is that of cycle 19999; the sink got all before it.
        Assert.Equal(19_999U, sink.Records[^1].Cycle);
        Assert.All(summary.Cores, core => Assert.Equal(summary.Cycles, core.Total));
    }

    [Fact]
    public void TheLimitItselfIsNoFailure()
    {
        var machine = new TestMachine().Build([Add(1, 0, 0), End()]);
        Assert.Equal(RunOutcome.Ended, machine.Run(0, null, 4).Outcome);
        Assert.Equal(RunOutcome.CycleLimit, machine.Run(0, null, 3).Outcome);
    }
}
