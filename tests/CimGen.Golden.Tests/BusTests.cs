using System.Collections.Immutable;
using CimGen.Machines;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>Arbiters, counters and the visibility of writes; cycle numbers worked out by hand.</summary>
public sealed class BusTests
{
    private static readonly Instruction[] TwoLongLoads = [Load(BufferId.Sum, 0, 32, 0, 0), Load(BufferId.Opd, 0, 32, 0, 32), End()];

    /// <summary>Core 0 asks again at 14 while 2 still waits since 2: the turn goes round, back to back every 8 beats.</summary>
    [Fact]
    public void GrantsGoRoundBackToBack() => Assert.Equal(
        [
            "2 grant read core 0 0 8",
            "10 grant read core 1 0 8",
            "18 grant read core 2 0 8",
            "26 grant read core 0 20 8",
            "34 grant read core 1 20 8",
            "42 grant read core 2 20 8",
        ],
        new TestMachine { Cores = 3, Columns = 8, Latency = 1 }.Trace(TraceKind.Grant, TwoLongLoads, TwoLongLoads, TwoLongLoads));

    /// <summary>Core 0 asks for its input at 14, after core 2 asked for its sum at 2: it does not wait for the round to end.</summary>
    [Fact]
    public void InputsAndOtherLoadsTakeTurns()
    {
        Instruction[] sumThenInput = [Load(BufferId.Sum, 0, 32, 0, 0), Load(BufferId.In, 0, 4, 0, 32), End()];
        Assert.Equal(
            [
                "2 grant read core 0 0 8",
                "10 grant read core 1 0 8",
                "18 grant read core 0 20 1",
                "19 grant read core 2 0 8",
                "27 grant read core 1 20 1",
                "31 grant read core 2 20 1",
            ],
            new TestMachine { Cores = 3, Columns = 8, Latency = 1 }.Trace(TraceKind.Grant, sumThenInput, sumThenInput, sumThenInput));
    }

    /// <summary>Core 0 stores until 10 and asks for its CALL at 13, core 1 in the same way 8 cycles later.</summary>
    [Fact]
    public void StoresAndCallsTakeTurns()
    {
        Instruction[] storeThenCall = [Store(BufferId.Sum, 0, 32, 0, 0), Call(0, 0, 0), End()];
        Assert.Equal(
            [
                "2 grant write core 0 0 8",
                "10 grant write core 1 0 8",
                "18 grant write core 0 80000000 1",
                "19 grant write core 2 0 8",
                "27 grant write core 1 80000000 1",
                "30 grant write core 2 80000000 1",
            ],
            new TestMachine { Cores = 3, Columns = 8 }.Trace(TraceKind.Grant, storeThenCall, storeThenCall, storeThenCall));
    }

    /// <summary>The last grant of the first run goes to core 1; the second starts with core 0 and the same stalls all the same.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public void EveryRunStartsAfresh(uint seed)
    {
        Instruction[] oneLongLoad = [Load(BufferId.Sum, 0, 32, 0, 0), End()];
        var machine = new TestMachine { Cores = 3, Columns = 8, StallSeed = seed }.Build(TwoLongLoads, TwoLongLoads, oneLongLoad);
        var (first, second) = (new RecordingSink(), new RecordingSink());
        machine.Run(0, first, 1000);
        machine.Run(0, second, 1000);
        Assert.Equal(first.Records.AsSpan(), second.Records.AsSpan());
        Assert.Equal(1, first.Records.Last(r => r.Kind == TraceKind.Grant).Core);
    }

    [Fact]
    public void WaitingForTheBusIsAccounted()
    {
        var (summary, _) = new TestMachine { Cores = 3, Columns = 8, Latency = 1 }.Run(TwoLongLoads, TwoLongLoads, TwoLongLoads);

        // Core 0: request 2, grant 2, complete 11; issue 13, request 14, grant 26, complete 35; end 37. The run ends with core 2: 42+8+1+2 = 53.
        Assert.Equal(54, summary.Cycles);
        Assert.Equal(new CoreCycles(0, 0, 18, 14, 0, 6, 16), summary.Cores[0]);
    }

    [Fact]
    public void ReadAndWriteChannelsAreIndependent() => Assert.Equal(
        ["2 grant read core 0 0 1", "2 grant write core 1 8 1"],
        new TestMachine { Cores = 2 }.Trace(TraceKind.Grant, [Load(BufferId.In, 0, 4, 0, 0), End()], [Store(BufferId.Sum, 0, 4, 0, 8), End()]));

    /// <summary>The cyclic order crosses the words of the arbiter's bit set.</summary>
    [Fact]
    public void ManyMastersTakeTurns()
    {
        var load = new[] { Load(BufferId.In, 0, 4, 0, 0), Load(BufferId.In, 0, 4, 0, 0), End() };
        var trace = new TestMachine { Cores = 130 }.Run([.. Enumerable.Repeat(load, 130)]).Trace.Where(r => r.Kind == TraceKind.Grant).ToArray();
        Assert.Equal(260, trace.Length);
        Assert.Equal(Enumerable.Range(0, 260).Select(i => i % 130), trace.Select(r => r.Core));
        Assert.Equal(Enumerable.Range(2, 260), trace.Select(r => (int)r.Cycle));
    }

    [Fact]
    public void CallOverDedicatedWires() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (1)",
            "2 counter core 1 c2 = 1",
            "3 issue core 0 pc 1 (0)",
            "3 issue core 1 pc 0 (1)",
            "5 issue core 1 pc 1 (0)",
            "6 end 6 0",
        ],
        new TestMachine { Cores = 2, Transport = SyncTransport.Dedicated }.Trace([Call(2, 0, 1), End()], [Wait(2, 0, 1), End()]));

    [Fact]
    public void CallOverTheBus() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (1)",
            "2 grant write core 0 80000108 1",
            "3 complete core 0 LoadStore pc 0",
            "4 counter core 1 c2 = 1",
            "5 issue core 0 pc 1 (0)",
            "5 issue core 1 pc 0 (1)",
            "7 issue core 1 pc 1 (0)",
            "8 end 8 0",
        ],
        new TestMachine { Cores = 2 }.Trace([Call(2, 0, 1), End()], [Wait(2, 0, 1), End()]));

    [Fact]
    public void CallsOfOneCycleAllCountInOneEvent() => Assert.Equal(
        ["2 counter core 2 c0 = 2", "4 counter core 2 c0 = 3"],
        new TestMachine { Cores = 3, Transport = SyncTransport.Dedicated }.Trace(
            TraceKind.Counter, [Call(0, 0, 2), Call(0, 0, 2), End()], [Call(0, 0, 2), End()], [Wait(0, 0, 3), End()]));

    [Fact]
    public void WaitingForACounterIsAccounted()
    {
        var (summary, _) = new TestMachine { Cores = 2, Transport = SyncTransport.Dedicated }
            .Run([Add(1, 0, 0), Add(1, 0, 0), Call(0, 0, 1), End()], [Wait(0, 0, 1), End()]);

        // The call issues at 5, the counter is visible at 7; the wait stood at its execute cycle since 1.
        Assert.Equal(new CoreCycles(0, 0, 0, 0, SyncWait: 6, Control: 4, 0), summary.Cores[1]);
    }

    /// <summary>A store granted at g can be read by beats presented from g+3 on: a load granted at g+2 sees it, one at g+1 does not.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 8)]
    public void AWriteIsVisibleThreeCyclesAfterItsGrant(bool late, byte seen)
    {
        // The load issues at 7 and is granted at 8. Adds take 2 cycles, a step 5: the store of zeros issues at 5 or 6, is granted at 6 or 7.
        Instruction[] delay = late ? [Step(4, 0, 0)] : [Add(1, 0, 0), Add(1, 0, 0)];
        var machine = new TestMachine { Cores = 2 }.Build(
            [.. delay, Store(BufferId.Sum, 0, 4, 0, 32), End()],
            [.. Enumerable.Repeat(Add(1, 0, 0), 3), Load(BufferId.Sum, 0, 4, 0, 32), Store(BufferId.Sum, 0, 4, 0, 64), End()]);
        machine.Memory[32] = 8;
        Assert.True(machine.Run(0, null, 1000).Ok);
        Assert.Equal(seen, machine.Memory[64]);
        Assert.Equal(0, machine.Memory[32]);
    }

    [Fact]
    public void GrantsAvoidTheStalledCycles()
    {
        const uint seed = 12345;
        Instruction[] program = [.. Enumerable.Repeat(Load(BufferId.In, 0, 4, 0, 0), 20), .. Enumerable.Repeat(Store(BufferId.Sum, 0, 4, 0, 0), 20), End()];
        var (summary, trace) = new TestMachine { StallSeed = seed }.Run(program);
        Assert.True(summary.Ok);
        var stalls = Xorshift(seed, (int)summary.Cycles);
        var request = 2L;
        foreach (var grant in trace.Where(r => r.Kind == TraceKind.Grant))
        {
            var expected = Enumerable.Range((int)request, 1000).First(cycle => ((stalls[cycle] >> (2 * grant.Index)) & 3) != 0);
            Assert.Equal((uint)expected, grant.Cycle);

            // Completes after 1 (+ L) cycles, decodes, issues, requests.
            request = expected + (grant.Index == 0 ? 3 : 1) + 3;
        }
    }

    private static ImmutableArray<uint> Xorshift(uint seed, int cycles)
    {
        var values = ImmutableArray.CreateBuilder<uint>();
        for (var x = seed; values.Count < cycles + 1000;)
        {
            values.Add(x);
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
        }

        return values.ToImmutable();
    }
}
