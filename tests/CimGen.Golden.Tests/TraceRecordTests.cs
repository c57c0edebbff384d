using System.Runtime.InteropServices;
using CimGen.Machines.Trace;

namespace CimGen.Golden.Tests;

/// <summary>The bytes of verification/trace-format.md.</summary>
public sealed class TraceRecordTests
{
    [Fact]
    public void LiesInMemoryAsInTheFile()
    {
        var record = new TraceRecord(0x1_0403_0201, TraceKind.Counter, 0x0a, 0x0102, 0x11121314, 0x21222324);
        byte[] expected = [1, 2, 3, 4, 0x02, 0x01, 0x0a, 0x04, 0x14, 0x13, 0x12, 0x11, 0x24, 0x23, 0x22, 0x21];
        Assert.Equal(expected, MemoryMarshal.AsBytes<TraceRecord>(new[] { record }).ToArray());
        Assert.Equal(TraceRecord.Size, expected.Length);
        Assert.Equal((TraceKind.Counter, 0x0a, 0x0102), (record.Kind, record.Index, record.Core));
    }
}
