using System.Text;
using CimGen.Machines.Trace;

namespace CimGen.Cosim.Tests;

/// <summary>The text form of verification/trace-format.md.</summary>
public class TraceReaderTests
{
    [Fact]
    public void RecordsOfACycleAreSortedByTheirHeader()
    {
        var later = new TraceRecord(7, TraceKind.Counter, 1, 0, 1, 0);
        var earlier = new TraceRecord(7, TraceKind.Issue, 0, 3, 5, 0);

        Assert.Equal([earlier, later], Read(Line(later) + Line(earlier), out _));
    }

    [Fact]
    public void CyclesKeepTheirOrderAlsoWhereTheCounterWraps()
    {
        var before = new TraceRecord(uint.MaxValue, TraceKind.Issue, 0, 9, 1, 0);
        var after = new TraceRecord(1L << 32, TraceKind.Issue, 0, 0, 2, 0);

        Assert.Equal([before, after], Read(Line(before) + Line(after), out _));
    }

    /// <summary>Runs begin at cycle 0: an image that takes no time must not be mixed with the next.</summary>
    [Fact]
    public void ARunIsNotSortedIntoTheOneBefore()
    {
        TraceRecord Run(uint number) => new(0, TraceKind.Run, 0, 0, number, 0);
        var end = new TraceRecord(0, TraceKind.End, 0, 0, 0, 0);

        Assert.Equal([Run(0), end, Run(1), end], Read(Line(Run(0)) + Line(end) + Line(Run(1)) + Line(end), out _));
    }

    [Theory]
    [InlineData("waiting core 1 pc 2 counter 0 value 0 wanted 1")]
    [InlineData("0000000000000000000000000000000g")]
    [InlineData("000000000000000000000000000000000")]
    public void OtherLinesAreMessages(string line)
    {
        var record = new TraceRecord(3, TraceKind.Issue, 0, 1, 2, 4);

        Assert.Equal([record], Read($"{line}\n{Line(record)}", out var messages));
        Assert.Equal([line], messages);
    }

    [Fact]
    public void ARecordWithoutItsLineEndIsNoRecord() => Assert.Empty(Read(Line(new TraceRecord(3, TraceKind.Issue, 0, 1, 2, 4)).TrimEnd('\n'), out _));

    [Fact]
    public void RecordsMayBeSplitAnywhereBetweenReads()
    {
        var records = Enumerable.Range(0, 5000).Select(i => new TraceRecord(i, TraceKind.Issue, 0, i % 7, (uint)i, ~(uint)i)).ToArray();
        using var stream = new Trickle(Encoding.ASCII.GetBytes(string.Concat(records.Select(Line))));

        Assert.Equal(records, ReadAll(new TraceReader(stream, _ => { })));
    }

    internal static string Line(TraceRecord r) => $"{r.Cycle:x8}{r.Header:x8}{r.First:x8}{r.Second:x8}\n";

    internal static TraceReader Reader(string text) => new(new MemoryStream(Encoding.ASCII.GetBytes(text)), _ => { });

    private static List<TraceRecord> Read(string text, out List<string> messages)
    {
        var found = new List<string>();
        var records = ReadAll(new TraceReader(new MemoryStream(Encoding.ASCII.GetBytes(text)), found.Add));
        messages = found;
        return records;
    }

    private static List<TraceRecord> ReadAll(TraceReader reader)
    {
        var records = new List<TraceRecord>();
        while (reader.TryRead(out var record))
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        private int _calls;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 + (_calls++ % 61)));
    }
}
