using System.Runtime.InteropServices;

namespace CimGen.Machines.Trace;

/// <summary>One record of verification/trace-format.md: 16 bytes, four little-endian words in this order.</summary>
/// <param name="Cycle">Word 0: the cycle modulo 2^32.</param>
/// <param name="Header">Word 1: kind, index, core; the order of the records within a cycle.</param>
/// <param name="First">Word 2.</param>
/// <param name="Second">Word 3.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct TraceRecord(uint Cycle, uint Header, uint First, uint Second)
{
    /// <summary>Bytes of a record in a trace file.</summary>
    public const int Size = 16;

    /// <summary>Index of the grant of a read that is the read of another core of the multicast group: it moves no beats of its own.</summary>
    public const int JoinedRead = 2;

    public TraceRecord(long cycle, TraceKind kind, int index, int core, uint first, uint second)
        : this((uint)cycle, MakeHeader(kind, index, core), first, second)
    {
    }

    public TraceKind Kind => (TraceKind)(Header >> 24);

    /// <summary>Unit of a completion, channel of a grant, counter of a counter change; else 0.</summary>
    public int Index => (int)(Header >> 16) & 0xff;

    public int Core => (int)(Header & 0xffff);

    public static uint MakeHeader(TraceKind kind, int index, int core) =>
        ((uint)kind << 24) | ((uint)index << 16) | (uint)core;

    public override string ToString() => $"{Cycle} {Kind} {Index} core {Core}: {First:x8} {Second:x8}";
}
