using CimGen.Crossbars.Golden;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using CimGen.Stimuli.Incrementers;
using static CimGen.Golden.Tests.Vectors;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>A core computes with whatever stands behind the contract: here with a unit that skips zeros.</summary>
public sealed class ComputeUnitTests
{
    /// <summary>Four inputs from memory; the results go through sum back to memory.</summary>
    private static readonly Instruction[] Program =
        [Load(BufferId.In, 0, 4, 0, 0), Mvm(), VSet(Sum, 0, 4), VAdd(Sum, Out, Sum, 4), Store(BufferId.Sum, 0, 16, 0, 16), End()];

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, 1)]
    [InlineData(new byte[] { 7, 0, 0, 1 }, 3)]
    [InlineData(new byte[] { 1, 2, 3, 4 }, 5)]
    public void LatencyFollowsTheValues(byte[] inputs, int latency)
    {
        var machine = new TestMachine { ComputeUnit = (_, _) => new IncrementerUnit(4), Memory = [.. inputs] };

        var trace = machine.Run(Program).Trace;

        var issue = trace.Single(r => r.Kind == TraceKind.Issue && r.First == 1).Cycle;
        var complete = trace.Single(r => r.Kind == TraceKind.Complete && r.Index == (int)Unit.Crossbar).Cycle;
        Assert.Equal(latency, (int)(complete - issue));
    }

    [Fact]
    public void ItsResultsAreTheCores()
    {
        var machine = new TestMachine { ComputeUnit = (_, _) => new IncrementerUnit(4), Memory = [5, 0, 255, 9] }.Build(Program);

        Assert.True(machine.Run(0, null, 1000).Ok);

        byte[] expected = [6, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0];
        Assert.Equal(expected, machine.Memory.Slice(16, 16).ToArray());
    }

    /// <summary>A bound knows no values.</summary>
    [Fact]
    public void AnIdealTransportTakesTheLeastLatency()
    {
        var test = new TestMachine { ComputeUnit = (_, _) => new IncrementerUnit(4), Memory = [1, 2, 3, 4] };
        var real = test.Build(Program).Run(0, null, 1000).Cycles;
        var ideal = test.Build(idealTransport: true, Program).Run(0, null, 1000).Cycles;

        Assert.Equal(real - 4, ideal);
    }

    [Fact]
    public void ACrossbarTakesTheSameTimeForAllValues()
    {
        var crossbar = new CrossbarUnit([], 4, 4, 5);

        Assert.Equal(5, crossbar.LeastLatency);
        Assert.Equal(5, crossbar.Latency([0, 0, 0, 0]));
        Assert.Equal(5, crossbar.Latency([1, 2, 3, 4]));
    }
}
