using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;
using static CimGen.Microcode.Model.Instruction;

namespace CimGen.Golden.Tests;

/// <summary>A tree between six cores and the bus: S = 1 node on each way, H = 2; cycle numbers worked out by hand.</summary>
public sealed class BusTreeTests
{
    private static readonly Instruction[] Inputs = [Load(BufferId.In, 0, 4, 0, 8), End()];
    private static readonly Instruction[] Joint = [MLoad(BufferId.In, 0, 4, 0, 8), End()];
    private static readonly TestMachine Machine = new() { Cores = 6, Topology = BusTopology.Tree };

    /// <summary>Issued at 1, granted H later; a word comes S cycles later than without a tree, and a beat to memory leaves the core S later.</summary>
    [Fact]
    public void RequestsAndBeatsTakeACycleForEachNode()
    {
        Assert.Equal(["3 grant read core 0 8 1", "7 complete core 0 LoadStore pc 0"], Transfers(Inputs));
        Assert.Equal(["3 grant write core 0 8 2", "6 complete core 0 LoadStore pc 0"], Transfers([Store(BufferId.Sum, 0, 8, 0, 8), End()]));
    }

    /// <summary>The counter rises two cycles after the grant, as without a tree.</summary>
    [Fact]
    public void ACallNeedsNoDataFromItsCore() => Assert.Equal(
        ["3 grant write core 0 80000500 1", "5 complete core 0 LoadStore pc 0", "5 counter core 5 c0 = 1"],
        Transfers([Call(0, 0, 5), End()]));

    /// <summary>All ask from 2 on. A node asks from 3 on, and its register is free again a cycle after the grant: it asks every other cycle.</summary>
    [Fact]
    public void NodesTakeTurnsAtTheBusAndCoresAtTheirNode() => Assert.Equal(
        [
            "3 grant read core 0 8 1",
            "4 grant read core 4 8 1",
            "5 grant read core 1 8 1",
            "6 grant read core 5 8 1",
            "7 grant read core 2 8 1",
            "9 grant read core 3 8 1",
        ],
        Machine.Trace(TraceKind.Grant, Inputs, Inputs, Inputs, Inputs, Inputs, Inputs));

    /// <summary>Issued at 1: the first core asks from 1 + 1 + h on and is granted in the cycle after.</summary>
    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    public void GroupsOfMoreThanFourMeetInATreeOfTheirOwn(int members, int grant) => Assert.Equal(
        [$"{grant} grant read core 0 8 1", .. Enumerable.Range(1, members - 1).Select(core => $"{grant} grant joined read core {core} 8 1")],
        (Machine with { Groups = [new MulticastGroup([.. Enumerable.Range(0, members)], ForInputs: true)] })
            .Trace(TraceKind.Grant, [.. Enumerable.Repeat(Joint, members)]));

    /// <summary>Four cores or less are the masters of the bus themselves.</summary>
    [Fact]
    public void WithoutNodesItIsTheFlatBus() => Assert.Equal(
        (Machine with { Cores = 4, Topology = BusTopology.Flat }).Trace(Inputs, Inputs, Inputs, Inputs),
        (Machine with { Cores = 4 }).Trace(Inputs, Inputs, Inputs, Inputs));

    /// <summary>Grants, completions and what counters do.</summary>
    private static string[] Transfers(Instruction[] program) =>
        [.. Machine.Run(program).Trace.Where(r => r.Kind is TraceKind.Grant or TraceKind.Complete or TraceKind.Counter).Select(TestMachine.Text)];
}
