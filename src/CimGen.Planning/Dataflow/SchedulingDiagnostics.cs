using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Machines;
using CimGen.Machines.Specs;
using CimGen.Machines.Specs.Fields;

namespace CimGen.Planning.Dataflow;

/// <summary>The catalogue of this room, proofs aside.</summary>
public static class SchedulingDiagnostics
{
    public static readonly DiagnosticDescriptor MemoryOverflowError = new(
        "CIM0601", "Shared memory too small", "Feature maps, partial sums and parameters that live at the same time do not fit shared memory.");

    public static readonly DiagnosticDescriptor TooFewCountersError = new(
        "CIM0602", "Too few counters", "A core needs one counter for partial sums and one for the start of every layer that it serves.");

    public static readonly DiagnosticDescriptor CounterWidthError = new(
        "CIM0603", "Counter too narrow", $"Counters only grow during a run; this one would pass its {Sync.CounterWidth} bits.");

    public static readonly DiagnosticDescriptor RowsSchemeError = new(
        "CIM0604", "Rows need the linear scheme", "With dataflow: rows the last core of a horizontal group hands on the rows. Only the linear scheme has such a core and goes row by row.");

    public static readonly DiagnosticDescriptor BatchError = new(
        "CIM0605", "Batch that cannot be", "Several images of a run are in the machine at once where layers hand on rows, and as many as the host can write inputs and read outputs of.");

    public static ImmutableArray<DiagnosticDescriptor> All => [MemoryOverflowError, TooFewCountersError, CounterWidthError, RowsSchemeError, BatchError];

    public static Diagnostic MemoryOverflow(SourceLocation at, long needed, IEnumerable<string> largest, Architecture architecture)
    {
        var smaller = (architecture.Dataflow, architecture.FeatureMaps) switch
        {
            (DataflowKind.Rows, FeatureMapKind.Whole) => $", or {ArchitectureFields.FeatureMaps.Path}: rolling",
            (DataflowKind.Rows, FeatureMapKind.Rolling) => $", or {ArchitectureFields.FeatureMaps.Path}: smallest",
            _ => "",
        };
        return MemoryOverflowError.Error(
            at, $"{needed} bytes of shared memory are needed, {architecture.Memory.SizeBytes} are there (largest: {string.Join("; ", largest)}); {Raise(ArchitectureFields.MemorySize, needed, "use a smaller input or fewer channels")}{smaller}");
    }

    public static Diagnostic TooFewCounters(SourceLocation at, string layer, int needed, int available) => TooFewCountersError.Error(
        at, $"layer '{layer}' needs {needed} counters on its cores, each has {available}; {Raise(ArchitectureFields.Counters, needed, "use larger crossbars, as layers that lie on one core alone need none, or fewer layers without weights in a row")}");

    /// <param name="rows">Rows of a compute unit that holds a kernel of the layer as a whole.</param>
    public static Diagnostic PartialSumsOverflow(SourceLocation at, string layer, long value, long rows, ComputeUnitSpec unit)
    {
        var larger = unit.Larger.FirstOrDefault(u => u.Rows >= rows) is { } enough ? $", or {unit.Plural} with {enough.Rows} rows" : "";
        return CounterWidthError.Error(
            at, $"layer '{layer}' would count to {value} partial sums, counters end at {Sync.CounterMax}; use the sequential scheme, or partial_sums: forward with another scheme{larger}");
    }

    public static Diagnostic StartOverflow(SourceLocation at, string layer, long value) =>
        CounterWidthError.Error(at, $"layer '{layer}' would wait for {value} cores of the layers before it, counters end at {Sync.CounterMax}; use larger crossbars");

    public static Diagnostic RowsOverflow(SourceLocation at, string layer, long rows) =>
        CounterWidthError.Error(at, $"layer '{layer}' would count {rows} rows, counters end at {Sync.CounterMax}; use dataflow: layers");

    public static Diagnostic RowsNeedLinear(SourceLocation at, SyncScheme scheme) =>
        RowsSchemeError.Error(at, $"dataflow: rows goes with the linear scheme, the architecture has {scheme.ToString().ToLowerInvariant()}; set sync.scheme: linear, or dataflow: layers");

    public static Diagnostic BatchNeedsRows(SourceLocation at, int batch) =>
        BatchError.Error(at, $"a batch of {batch} images needs layers that work at the same time; set dataflow: rows, or cosim.batch: 1");

    public static Diagnostic BatchTooLarge(SourceLocation at, int batch, int most) =>
        BatchError.Error(at, $"a batch of {batch} images is more than the host can hand over at once; this network can have batches of {most}");

    /// <summary>A field of the architecture is too small: what to do depends on whether it can be raised that far.</summary>
    private static string Raise(IntegerField field, long needed, string otherwise) =>
        needed <= field.Max ? $"raise {field.Path}" : $"{field.Path} ends at {field.Max}, so {otherwise}";
}
