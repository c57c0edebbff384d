using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Scheduling;

/// <summary>The catalogue of this room, proofs aside.</summary>
public static class SchedulingDiagnostics
{
    public static readonly DiagnosticDescriptor MemoryOverflowError = new(
        "CIM0601", "Shared memory too small", "Feature maps, partial sums and parameters that live at the same time do not fit shared memory.");

    public static readonly DiagnosticDescriptor TooFewCountersError = new(
        "CIM0602", "Too few counters", "A core needs one counter for partial sums and one for the start of every layer that it serves.");

    public static readonly DiagnosticDescriptor CounterWidthError = new(
        "CIM0603", "Counter too narrow", "Counters only grow during a run; this one would pass its 16 bits.");

    public static ImmutableArray<DiagnosticDescriptor> All => [MemoryOverflowError, TooFewCountersError, CounterWidthError];

    public static Diagnostic MemoryOverflow(SourceLocation at, long needed, long available, IEnumerable<string> largest) =>
        MemoryOverflowError.Error(at, $"{needed} bytes of shared memory are needed, {available} are there (largest: {string.Join("; ", largest)}); raise memory.size_bytes");

    public static Diagnostic TooFewCounters(SourceLocation at, string layer, int needed, int available) =>
        TooFewCountersError.Error(at, $"layer '{layer}' needs counter {needed} on its cores, each has {available}; raise sync.counters");

    public static Diagnostic CounterWidth(SourceLocation at, string layer, long value) =>
        CounterWidthError.Error(at, $"layer '{layer}' would count to {value}, counters end at 65535; use the sequential scheme or larger crossbars");
}
