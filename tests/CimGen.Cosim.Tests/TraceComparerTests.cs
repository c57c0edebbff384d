using System.Collections.Immutable;
using CimGen.Isa;
using CimGen.Isa.Images;
using CimGen.Isa.Trace;

namespace CimGen.Cosim.Tests;

public class TraceComparerTests
{
    private static readonly TraceRecord Run = new(0, TraceKind.Run, 0, 0, 0, 0);
    private static readonly TraceRecord Issue = new(1, TraceKind.Issue, 0, 1, 0, 0);
    private static readonly TraceRecord Complete = new(5, TraceKind.Complete, (int)Unit.Gpeu, 1, 0, 0xabcd);
    private static readonly TraceRecord End = new(9, TraceKind.End, 0, 0, 9, 0);

    [Fact]
    public void EqualTracesHaveNoDivergence()
    {
        var comparer = Compare([Run, Issue, Complete, End], [Run, Issue, Complete, End]);

        Assert.Null(comparer.Divergence);
        Assert.Equal(4, comparer.Equal);
    }

    [Fact]
    public void ADifferentValueIsShownOnBothSides()
    {
        var comparer = Compare([Run, Issue, Complete with { Second = 0xabce }, End], [Run, Issue, Complete, End]);

        Assert.Equal(
            "image 0, cycle 5, core 1, pc 0 'vset sum, 3, 1' (core 1 layer 0 after 0 vectors): " +
            "RTL core 1 completes pc 0 in the GPEU with check word 0x0000abce at cycle 5, golden core 1 completes pc 0 in the GPEU with check word 0x0000abcd at cycle 5",
            comparer.Divergence!.ToString());
        Assert.Equal(2, comparer.Equal);
    }

    [Fact]
    public void ALateEventIsReportedAtTheCycleWhereItIsMissing()
    {
        var comparer = Compare([Run, Issue, Complete with { Cycle = 6 }, End], [Run, Issue, Complete, End]);

        Assert.Equal(5, comparer.Divergence!.Cycle);
    }

    [Fact]
    public void AMissingEndEventIsADivergence() =>
        Assert.Equal("has no further event", Compare([Run, Issue, Complete], [Run, Issue, Complete, End]).Divergence!.Rtl);

    [Fact]
    public void AnEventTooManyIsADivergence() =>
        Assert.Equal("has no further event", Compare([Run, Issue, Complete, End, Run], [Run, Issue, Complete, End]).Divergence!.Golden);

    [Fact]
    public void OnlyTheFirstDifferenceIsKept() =>
        Assert.Equal(1, Compare([Run, Issue with { First = 1 }, End], [Run, Issue, Complete, End]).Divergence!.Cycle);

    private static TraceComparer Compare(TraceRecord[] rtl, TraceRecord[] golden)
    {
        var core = new CoreImage(
            [InstructionCodec.Encode(Instruction.VSet(new Operand(BufferId.Sum, Narrow: false), 3, 1)), InstructionCodec.Encode(Instruction.End())],
            [new InstructionNote(0), new InstructionNote(-1)],
            []);
        var map = new FeatureLayout(0, 1, 1, 1, 1, 1);
        var image = new MachineImage([core, core], ImmutableArray<MemorySegment>.Empty, map, map);
        var comparer = new TraceComparer(
            TraceReaderTests.Reader(string.Concat(rtl.Select(TraceReaderTests.Line))), image, (c, layer, done) => $"core {c} layer {layer} after {done} vectors");
        comparer.Write(golden);
        comparer.Finish();
        return comparer;
    }
}
