using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>Cycle numbers worked out by hand from docs/microarchitecture.md.</summary>
public sealed class ControllerTests
{
    [Fact]
    public void LoopCountsDownAndJumps() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (2)",
            "3 issue core 0 pc 1 (1)",
            "5 issue core 0 pc 1 (0)",
            "7 issue core 0 pc 2 (0)",
            "8 end 8 0",
        ],
        new TestMachine().Trace([Add(1, 0, 2), Loop(1, 1), End()]));

    [Fact]
    public void StepMovesTheWalkerAndTakesFourCycles() => Assert.Equal(
        [
            "1 issue core 0 pc 0 (100)",
            "3 issue core 0 pc 1 (2)",
            "5 issue core 0 pc 2 (4)",
            "7 issue core 0 pc 3 (1000)",
            "9 issue core 0 pc 4 (0)",
            "14 issue core 0 pc 5 (0)",
            "19 issue core 0 pc 6 (1132)",
            "21 issue core 0 pc 7 (0)",
            "23 issue core 0 pc 8 (0)",
            "24 end 24 0",
        ],
        new TestMachine().Trace(
            [Add(1, 0, 100), Add(2, 0, 2), Add(3, 0, 4), Add(4, 0, 1000), Step(1, 1, 16), Step(1, 1, 16), Add(5, 1, 0), Add(6, 2, 0), End()]));

    [Fact]
    public void RegisterZeroStaysZero() => Assert.Equal(
        ["1 issue core 0 pc 0 (7)", "3 issue core 0 pc 1 (1)", "5 issue core 0 pc 2 (0)", "6 end 6 0"],
        new TestMachine().Trace([Add(0, 0, 7), Add(1, 0, 1), End()]));

    [Fact]
    public void AWaitThatHoldsIssuesAtOnce() => Assert.Equal(
        ["1 issue core 0 pc 0 (0)", "3 issue core 0 pc 1 (-5)", "5 issue core 0 pc 2 (0)", "6 end 6 0"],
        new TestMachine().Trace([Wait(0, 0, 0), Wait(1, 0, -5), End()]));

    [Fact]
    public void TheRunEndsWithTheLastCore()
    {
        var (summary, _) = new TestMachine { Cores = 3 }.Run([End()], [Add(1, 0, 1), Add(1, 0, 1), End()]);
        Assert.Equal(6, summary.Cycles);
        Assert.Equal(new CoreCycles(0, 0, 0, 0, 0, 2, 4), summary.Cores[0]);
        Assert.Equal(new CoreCycles(0, 0, 0, 0, 0, 6, 0), summary.Cores[1]);
    }

    [Fact]
    public void RegistersAndMemoryPersistAndCountersDoNot()
    {
        var machine = new TestMachine().Build([Add(1, 1, 1), Call(0, 0, 0), Wait(0, 0, 1), End()]);
        machine.Memory[5] = 42;
        machine.Run(0, null, 100);
        var sink = new RecordingSink();
        Assert.True(machine.Run(7, sink, 100).Ok);
        var text = sink.Records.Select(TestMachine.Text).ToArray();
        Assert.Equal("0 run 7 0", text[0]);
        Assert.Equal("1 issue core 0 pc 0 (2)", text[1]);
        Assert.Contains(text, line => line.EndsWith("counter core 0 c0 = 1", StringComparison.Ordinal));
        Assert.Equal(42, machine.Memory[5]);
    }
}
