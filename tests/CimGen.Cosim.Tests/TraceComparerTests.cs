using System.Collections.Immutable;
using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;

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

    /// <summary>A trace may be longer than memory: nothing is kept of it on the way from the simulation to the comparison.</summary>
    [Fact]
    public void MemoryDoesNotGrowWithTheTrace()
    {
        const int Short = 1_000;
        Allocated(Short);

        Assert.InRange(Allocated(100 * Short) - Allocated(Short), 0, 1_000);

        static long Allocated(int cycles)
        {
            using var stream = new EndlessTrace(cycles);
            var comparer = Comparer(new TraceReader(stream, _ => Assert.Fail("a message")));
            var record = new TraceRecord[1];
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < cycles; i++)
            {
                record[0] = Issue with { Cycle = (uint)i };
                comparer.Write(record);
            }

            comparer.Finish();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Null(comparer.Divergence);
            Assert.Equal(cycles, comparer.Equal);
            return allocated;
        }
    }

    private static TraceComparer Compare(TraceRecord[] rtl, TraceRecord[] golden)
    {
        var comparer = Comparer(TraceReaderTests.Reader(string.Concat(rtl.Select(TraceReaderTests.Line))));
        comparer.Write(golden);
        comparer.Finish();
        return comparer;
    }

    private static TraceComparer Comparer(TraceReader rtl)
    {
        var core = new CoreImage(
            [InstructionCodec.Encode(Instruction.VSet(new Operand(BufferId.Sum, Narrow: false), 3, 1)), InstructionCodec.Encode(Instruction.End())],
            [new InstructionNote(0), new InstructionNote(-1)],
            []);
        var map = new FeatureLayout(0, 1, 1, 1, 1, 1);
        var image = new MachineImage([core, core], ImmutableArray<MemorySegment>.Empty, [map], [map]) { Reader = new MicrocodeReader() };
        return new TraceComparer(rtl, image, (c, layer, done) => $"core {c} layer {layer} after {done} vectors");
    }

    /// <summary>An issue in each of so many cycles, made while it is read.</summary>
    private sealed class EndlessTrace(int cycles) : Stream
    {
        private readonly byte[] _line = System.Text.Encoding.ASCII.GetBytes(TraceReaderTests.Line(Issue));
        private int _next;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_next == cycles || count < _line.Length)
            {
                return 0;
            }

            (_next++).TryFormat(_line, out _, "x8");
            _line.CopyTo(buffer, offset);
            return _line.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
