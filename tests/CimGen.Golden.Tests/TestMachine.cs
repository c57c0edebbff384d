using System.Collections.Immutable;
using CimGen.Crossbars.Golden;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Trace;
using CimGen.Microcode.Model;

namespace CimGen.Golden.Tests;

/// <summary>A small machine for hand-written programs: 4x4 crossbars, W = 4 (G = 1), L = 2, D = 5.</summary>
internal sealed record TestMachine
{
    public int Cores { get; init; } = 1;

    public int Rows { get; init; } = 4;

    public int Columns { get; init; } = 4;

    public int Width { get; init; } = 4;

    public BusTopology Topology { get; init; } = BusTopology.Flat;

    public int Latency { get; init; } = 2;

    public int MvmCycles { get; init; } = 5;

    public int MemoryBytes { get; init; } = 1024;

    public UnitMode Units { get; init; } = UnitMode.Blocking;

    public Gpeu Gpeu { get; init; } = new(2);

    public SyncTransport Transport { get; init; } = SyncTransport.Bus;

    public uint StallSeed { get; init; }

    public ComputeUnitFactory ComputeUnit { get; init; } = CrossbarUnit.Create;

    public ImmutableArray<sbyte> Weights { get; init; } = [];

    public ImmutableArray<byte> Memory { get; init; } = [];

    public ImmutableArray<LinkEdge> Links { get; init; } = [];

    public ImmutableArray<MulticastGroup> Groups { get; init; } = [];

    public Architecture Architecture => new(
        "test",
        Cores,
        new Crossbar(Rows, Columns, CrossbarImplementation.Behavioural, MvmCycles, 1),
        new MicrocodeSpec(Units, 4096, Gpeu),
        new Bus(Width, Topology),
        new SharedMemory(MemoryBytes, Latency),
        new Sync(SyncScheme.Linear, Transport, 4),
        100);

    /// <summary>The programs given, one per core; cores without one only end.</summary>
    public GoldenMachine Build(params Instruction[][] programs) => Build(idealTransport: false, programs);

    public GoldenMachine Build(bool idealTransport, params Instruction[][] programs)
    {
        var cores = Enumerable.Range(0, Cores).Select(i => Image(i < programs.Length ? programs[i] : [Instruction.End()]));
        var layout = new FeatureLayout(0, 1, 1, 1, 1, 1);
        ImmutableArray<MemorySegment> memory = Memory.IsEmpty ? [] : [new MemorySegment(0, Memory)];
        return new GoldenMachine(Architecture, new MachineImage([.. cores], memory, [layout], [layout], Links, Groups), ComputeUnit, StallSeed, idealTransport);
    }

    public (RunSummary Summary, ImmutableArray<TraceRecord> Trace) Run(params Instruction[][] programs)
    {
        var sink = new RecordingSink();
        var summary = Build(programs).Run(0, sink, 100_000);
        return (summary, sink.Records);
    }

    /// <summary>The trace as text, without the run event.</summary>
    public string[] Trace(params Instruction[][] programs) => [.. Run(programs).Trace.Skip(1).Select(Text)];

    /// <summary>Only the records of one kind.</summary>
    public string[] Trace(TraceKind kind, params Instruction[][] programs) =>
        [.. Run(programs).Trace.Where(record => record.Kind == kind).Select(Text)];

    public static string Text(TraceRecord record) => record.Kind switch
    {
        TraceKind.Issue => $"{record.Cycle} issue core {record.Core} pc {record.First} ({(int)record.Second})",
        TraceKind.Complete => $"{record.Cycle} complete core {record.Core} {(Unit)record.Index} pc {record.First}",
        TraceKind.Grant => $"{record.Cycle} grant {Channel(record.Index)} core {record.Core} {record.First:x} {record.Second}",
        TraceKind.Counter => $"{record.Cycle} counter core {record.Core} c{record.Index} = {record.First}",
        _ => $"{record.Cycle} {record.Kind} {record.First} {record.Second}".ToLowerInvariant(),
    };

    private static string Channel(int index) => index switch
    {
        0 => "read",
        1 => "write",
        TraceRecord.JoinedRead => "joined read",
        _ => $"{index}",
    };

    private CoreImage Image(Instruction[] program) => new(
        [.. program.Select(Encode)],
        [.. program.Select(_ => new InstructionNote(-1))],
        Weights);

    private static ulong Encode(Instruction instruction) =>
        instruction.Opcode == Opcode.Illegal ? 0 : InstructionCodec.Encode(instruction);
}

/// <summary>Keeps all records.</summary>
internal sealed class RecordingSink : ITraceSink
{
    private readonly List<TraceRecord> _records = [];

    public ImmutableArray<TraceRecord> Records => [.. _records];

    public void Write(ReadOnlySpan<TraceRecord> records) => _records.AddRange(records);
}
