using System.Numerics;
using CimGen.Crossbars.Build;
using CimGen.Fabric.Build;
using CimGen.Machines;
using CimGen.Microcode.Model;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Rtl.Tests;

/// <summary>On every machine that a spec can describe, every number fits the bits that carry it.</summary>
public sealed class WidthTests
{
    private const int CoreBits = 16;
    private const int CounterBits = 4;

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void WidthsSuffice() => ForEveryMachine(a =>
    {
        var (p, fabric, unit) = (new MachineParameters(a), new FabricParameters(a), new CrossbarView(a));
        Fits(fabric.MasterWidth, fabric.Masters - 1);
        Fits(p.WordWidth, p.MemoryWords - 1);
        Fits(p.PcWidth, p.InstructionWords - 1);
        Fits(p.WeightWidth, (p.WeightBytes / 4) - 1);
        Fits(unit.InWidth, (p.Rows - 1) / p.BusBytes);
        Fits(unit.OutWidth, ((p.Columns * 4) - 1) / p.BusBytes);
        Fits(CoreBits, p.Cores - 1);
        Fits(CounterBits, p.Counters - 1);
        Fits(Fields.Counter.Width, p.Counters - 1);
        Assert.True(BitOperations.IsPow2(p.BusBytes));

        // A buffer's address serves all buffers of the core; the host's serves programs, in halves, and weights.
        Assert.True(p.BufferWidth >= Math.Max(unit.InWidth, unit.OutWidth));
        Fits(p.BufferWidth, (Largest(a) - 1) / p.BusBytes);
        Assert.True(p.HostWidth >= Math.Max(p.PcWidth + 1, p.WeightWidth));
    });

    [Fact]
    public void WidthsAreNotWiderThanNeeded() => ForEveryMachine(a =>
    {
        var (p, fabric) = (new MachineParameters(a), new FabricParameters(a));
        Needed(fabric.MasterWidth, fabric.Masters - 1);
        Needed(p.WordWidth, p.MemoryWords - 1);
        Needed(p.PcWidth, p.InstructionWords - 1);
        Needed(p.WeightWidth, (p.WeightBytes / 4) - 1);
    });

    [Fact]
    public void TheLongestTransferFitsTheNumberOfBeats() => ForEveryMachine(a =>
    {
        var p = new MachineParameters(a);
        // The first byte may lie in the last lane of its beat; no buffer is longer than the crossbar's input, a vector of sums or the table.
        var longest = (p.BusBytes - 1 + Largest(a) - 1) / p.BusBytes;
        Needed(p.BeatsWidth, longest);
    });

    [Fact]
    public void InstructionsReachAllOfTheBuffersAndTheMemory() => ForEveryMachine(a =>
    {
        var p = new MachineParameters(a);
        var largest = Largest(a);
        Assert.InRange(largest, 1, Fields.Bytes.Maximum);
        Assert.InRange(largest - 1, 0, Fields.Offset.Maximum);
        Assert.InRange(p.Columns, 1, Fields.Elements.Maximum);
        Assert.InRange(p.MemoryBytes - 1L, 0, InstructionSet.CounterSpace - 1L);
    });

    [Fact]
    public void MemoriesAreWholeWords() => ForEveryMachine(a =>
    {
        var p = new MachineParameters(a);
        Assert.Equal(p.MemoryBytes, p.MemoryWords * p.BusBytes);
        Assert.Equal(p.InstructionBytes, p.InstructionWords * InstructionSet.InstructionBytes);
        Assert.Equal(0, p.WeightBytes % 4);
        Assert.Equal(0, p.Columns * 4 % p.BusBytes);
    });

    /// <summary>Pointers into a link wrap on their own, and tell full from empty by one bit more.</summary>
    [Fact]
    public void ALinkHoldsAPowerOfTwoWords() => ForEveryMachine(a =>
    {
        var p = new MachineParameters(a);
        Assert.True(p.LinkWords > 1 && BitOperations.IsPow2(p.LinkWords));
        Assert.Equal(2 * p.Columns * 4, p.LinkWords * p.BusBytes);
    });

    [Fact]
    public void CountersOfManyCallersTakeAllOfTheirIncrements()
    {
        // Three wires end in one counter of core 3.
        var machine = TestMachines.Small with { Sync = TestMachines.Small.Sync with { Transport = SyncTransport.Dedicated } };
        var text = Generated.Files(machine)["rtl/cim_sync.v"];
        Assert.Contains("localparam INCREMENT_WIDTH = 2;\n", text, StringComparison.Ordinal);
        Assert.Matches(@"increment_o\[13\*INCREMENT_WIDTH \+: INCREMENT_WIDTH\] = \{1'd0, edge_q\[\d\]\} \+ \{1'd0, edge_q\[\d\]\} \+ \{1'd0, edge_q\[\d\]\};", text);
    }

    private static int Largest(Architecture a) => new[] { a.Compute.Rows, 4 * a.Compute.Columns, a.Gpeu.Tables ? Gpeu.TableBytes : 0 }.Max();

    private static void ForEveryMachine(Action<Architecture> check)
    {
        foreach (var architecture in TestMachines.Variants.Concat(TestMachines.Extremes))
        {
            check(architecture);
        }

        Check.One(Runs, Prop.ForAll(Gen.Choose(1, int.MaxValue - 10).ToArbitrary(), seed => check(TestMachines.Random(new Random(seed)))));
    }

    private static void Fits(int bits, long value) => Assert.InRange(value, 0, (1L << bits) - 1);

    private static void Needed(int bits, long value) => Assert.True(bits == 1 || value >= 1L << (bits - 1), $"{value} needs fewer than {bits} bits");
}
