using CimGen.Crossbars.Model;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using static CimGen.Golden.Tests.Vectors;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>Load/store unit, crossbar and GPEU, one core; cycle numbers worked out by hand.</summary>
public sealed class UnitTests
{
    [Fact]
    public void BlockingLoad() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (8)",
            "2 grant read core 0 8 1",
            "5 complete core 0 LoadStore pc 0",
            "7 issue core 0 pc 1 (0)",
            "8 end 8 0",
        ],
        new TestMachine().Trace([Load(BufferId.In, 0, 4, 0, 8), End()]));

    [Fact]
    public void UnalignedStoreTakesTheWordsItTouches() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (6)",
            "2 grant write core 0 6 3",
            "5 complete core 0 LoadStore pc 0",
            "7 issue core 0 pc 1 (0)",
            "8 end 8 0",
        ],
        new TestMachine().Trace([Store(BufferId.Sum, 0, 7, 0, 6), End()]));

    [Fact]
    public void BlockingMvmAndVector() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (0)",
            "6 complete core 0 Crossbar pc 0",
            "8 issue core 0 pc 1 (0)",
            "14 complete core 0 Gpeu pc 1",
            "16 issue core 0 pc 2 (0)",
            "17 end 17 0",
        ],
        new TestMachine().Trace([Mvm(), VAdd(Sum, Out, Sum, 4), End()]));

    [Theory]
    [InlineData(4, 4, 6)]
    [InlineData(8, 4, 4)]
    [InlineData(8, 3, 4)]
    [InlineData(16, 4, 3)]
    public void GpeuTakesWholeGroups(int width, int elements, int cycles) => Assert.Contains(
        $"{1 + cycles} complete core 0 Gpeu pc 0",
        new TestMachine { Width = width }.Trace([VSet(Sum, 1, elements), End()]));

    [Theory]
    [InlineData(1, 4, 19)]
    [InlineData(4, 4, 10)]
    [InlineData(4, 8, 8)]
    public void EmulatedCrossbarLatency(int lanes, int width, int expected)
    {
        var machine = new TestMachine { Width = width }.Architecture;
        machine = machine with { Compute = machine.Crossbar with { Implementation = CrossbarImplementation.Emulated, MacLanes = lanes } };
        Assert.Equal(expected, machine.Compute.Latency(machine.Bus));
    }

    /// <summary>Every interlock of the overlapped mode once; see the comment on each line.</summary>
    private static readonly Instruction[] Overlapped =
    [
        Load(BufferId.In, 0, 4, 0, 0),       // 1; grant 2, complete 5
        Mvm(),                               // 3, but in is loaded until 5: 6; complete 11
        Load(BufferId.In, 0, 4, 0, 4),       // 8, into the other bank; grant 9, complete 12
        Mvm(),                               // 10, crossbar until 11, load until 12: 13; complete 18
        VAdd(Sum, Out, Sum, 4),              // 15; complete 21
        Mvm(),                               // 17, two results reserved until 21: 22; complete 27
        VMax(Sum, Out, Sum, 4),              // 24; complete 30
        Store(BufferId.Sum, 0, 16, 0, 16),   // 26, sum in use until 30: 31; grant 32, complete 36
        VAdd(Sum, Out, Sum, 4),              // 33, sum in use until 36: 37; complete 43
        End(),                               // 39, GPEU until 43: 44
    ];

    [Fact]
    public void OverlappedInterlocks() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (0)",
            "2 grant read core 0 0 1",
            "5 complete core 0 LoadStore pc 0",
            "6 issue core 0 pc 1 (0)",
            "8 issue core 0 pc 2 (4)",
            "9 grant read core 0 4 1",
            "11 complete core 0 Crossbar pc 1",
            "12 complete core 0 LoadStore pc 2",
            "13 issue core 0 pc 3 (0)",
            "15 issue core 0 pc 4 (0)",
            "18 complete core 0 Crossbar pc 3",
            "21 complete core 0 Gpeu pc 4",
            "22 issue core 0 pc 5 (0)",
            "24 issue core 0 pc 6 (0)",
            "27 complete core 0 Crossbar pc 5",
            "30 complete core 0 Gpeu pc 6",
            "31 issue core 0 pc 7 (16)",
            "32 grant write core 0 10 4",
            "36 complete core 0 LoadStore pc 7",
            "37 issue core 0 pc 8 (0)",
            "43 complete core 0 Gpeu pc 8",
            "44 issue core 0 pc 9 (0)",
            "45 end 45 0",
        ],
        new TestMachine { Units = UnitMode.Overlapped }.Trace(Overlapped));

    /// <summary>The second mvm waits for the first (until 6), the third for the room that the first result takes (until 15).</summary>
    [Fact]
    public void MvmsInARow() => Assert.Equal(
        ["1 issue core 0 pc 0 (0)", "7 issue core 0 pc 1 (0)", "9 issue core 0 pc 2 (0)", "16 issue core 0 pc 3 (0)"],
        new TestMachine { Units = UnitMode.Overlapped }.Trace(
            TraceKind.Issue, [Mvm(), Mvm(), VAdd(Sum, Out, Sum, 4), Mvm(), VAdd(Sum, Out, Sum, 4), VAdd(Sum, Out, Sum, 4), End()])[..4]);

    /// <summary>A vector instruction that is busy until 14 but does not read out keeps no mvm waiting.</summary>
    [Fact]
    public void OnlyReadersOfOutKeepMvmsWaiting() => Assert.Equal(
        ["1 issue core 0 pc 0 (0)", "3 issue core 0 pc 1 (0)", "8 issue core 0 pc 2 (0)", "10 issue core 0 pc 3 (0)"],
        new TestMachine { Units = UnitMode.Overlapped }.Trace(
            TraceKind.Issue, [VSet(Opd, 0, 4), Mvm(), VSet(Sum, 0, 4), Mvm(), End()])[..4]);

    [Fact]
    public void CyclesAreAccountedByPriority()
    {
        var (summary, _) = new TestMachine { Units = UnitMode.Overlapped }.Run(Overlapped);
        Assert.Equal(new CoreCycles(Mvm: 15, Gpeu: 12, LoadStore: 8, BusWait: 2, SyncWait: 0, Control: 8, Idle: 0), summary.Cores[0]);
    }

    [Fact]
    public void VectorWaitsForItsResultAndForTheGpeu() => Assert.Equal(
        ["1 issue core 0 pc 0 (0)", "3 issue core 0 pc 1 (0)", "10 issue core 0 pc 2 (0)", "17 issue core 0 pc 3 (0)"],
        new TestMachine { Units = UnitMode.Overlapped }.Trace(
            TraceKind.Issue, [Mvm(), VSet(Opd, 0, 4), VAdd(Sum, Out, Sum, 4), End()]));

    /// <summary>Each vector instruction takes 4 + 2 cycles, each load of four bytes is granted a cycle after its issue and takes three more.</summary>
    private static readonly Instruction[] Tables =
    [
        VLut(SumBytes, OpdBytes, 4),         // 1; complete 7
        Load(BufferId.Rqp, 0, 4, 0, 0),      // 3, beside the table; complete 7
        Load(BufferId.Tab, 0, 4, 0, 0),      // 5, table in use until 7: 8; complete 12
        VLut(SumBytes, SumBytes, 4),         // 10, table loaded until 12: 13; complete 19
        VMul(Sum, Sum, OpdBytes, 0, 4),      // 15, GPEU until 19: 20; complete 26
        Load(BufferId.Tab, 252, 4, 0, 4),    // 22, beside a product; complete 26
        VSet(Opd, 0, 4),                     // 24, GPEU until 26: 27, complete 33
        Load(BufferId.Tab, 4, 4, 0, 8),      // 29; complete 33
        VMul(Sum, Sum, OpdBytes, 0, 4),      // 31, GPEU until 33: 34; complete 40
        Load(BufferId.Opd, 0, 4, 0, 0),      // 36, opd in use until 40: 41; complete 45
        VLut(SumBytes, SumBytes, 4),         // 43, beside a load into opd; complete 49
        End(),                               // 45, GPEU until 49: 50
    ];

    [Fact]
    public void TableInterlocks() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (0)",
            "3 issue core 0 pc 1 (0)",
            "8 issue core 0 pc 2 (0)",
            "13 issue core 0 pc 3 (0)",
            "20 issue core 0 pc 4 (0)",
            "22 issue core 0 pc 5 (4)",
            "27 issue core 0 pc 6 (0)",
            "29 issue core 0 pc 7 (8)",
            "34 issue core 0 pc 8 (0)",
            "41 issue core 0 pc 9 (0)",
            "43 issue core 0 pc 10 (0)",
            "50 issue core 0 pc 11 (0)",
        ],
        new TestMachine { Units = UnitMode.Overlapped, Gpeu = new Gpeu(2) { Tables = true, Products = true } }.Trace(TraceKind.Issue, Tables));

    /// <summary>As any other vector instruction: steps + P.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void TableAndProductTakeStepsAndLatency(int latency)
    {
        var machine = new TestMachine { Gpeu = new Gpeu(latency) { Tables = true, Products = true } };
        Assert.Contains($"{5 + latency} complete core 0 Gpeu pc 0", machine.Trace([VLut(SumBytes, OpdBytes, 4), End()]));
        Assert.Contains($"{5 + latency} complete core 0 Gpeu pc 0", machine.Trace([VMul(Sum, Sum, OpdBytes, 0, 4), End()]));
    }

    /// <summary>A cycle for the bias and for each tap of a step: 3 steps of 1 + 1 cycles, 2 of 1 + 4.</summary>
    [Theory]
    [InlineData(3, 1, 6)]
    [InlineData(2, 4, 10)]
    public void DotProductTakesACycleForEachTap(int elements, int taps, int cycles)
    {
        for (var latency = 2; latency <= 5; latency++)
        {
            var machine = new TestMachine { Gpeu = new Gpeu(latency) { Dots = true } };
            Assert.Contains($"{1 + cycles + latency} complete core 0 Gpeu pc 0", machine.Trace([VDot(Sum, SumBytes, OpdBytes, taps, elements), End()]));
        }
    }

    /// <summary>It uses both buffers, and not the parameters of vrq.</summary>
    [Fact]
    public void DotProductInterlocks() => Assert.Equal(
        ["1 issue core 0 pc 0 (0)", "6 issue core 0 pc 1 (0)", "8 issue core 0 pc 2 (0)", "11 issue core 0 pc 3 (0)", "21 issue core 0 pc 4 (0)"],
        new TestMachine { Units = UnitMode.Overlapped, Gpeu = new Gpeu(2) { Dots = true } }.Trace(
            TraceKind.Issue,
            [Load(BufferId.Opd, 0, 4, 0, 0), Load(BufferId.Rqp, 0, 4, 0, 0), VDot(Sum, SumBytes, OpdBytes, 4, 2), Load(BufferId.Rqp, 0, 4, 0, 0), Load(BufferId.Opd, 0, 4, 0, 0), End()])[..5]);

    [Fact]
    public void LoadOfABufferWaitsForTheGpeuThatUsesIt() => Assert.Equal(
        ["1 issue core 0 pc 0 (0)", "3 issue core 0 pc 1 (0)", "8 issue core 0 pc 2 (0)", "13 issue core 0 pc 3 (0)"],
        new TestMachine { Units = UnitMode.Overlapped }.Trace(
            TraceKind.Issue, [VSet(Opd, 0, 4), Load(BufferId.Sum, 0, 4, 0, 0), Load(BufferId.Opd, 0, 4, 0, 0), Store(BufferId.Sum, 0, 4, 0, 0)])[..4]);
}
