using System.Collections.Immutable;

namespace CimGen.Architectures.Fields;

/// <summary>The one table of the architecture spec's fields.</summary>
public static class ArchitectureFields
{
    private static readonly ImmutableArray<int> CrossbarSides = [4, 8, 16, 32, 64, 128, 256, 512, 1024];

    public static readonly NameField Name = new(
        "", "name", "Names the architecture in reports and generated files.", a => a.Name);

    public static readonly IntegerField Cores = new(
        "", "cores", "", "Cores in the tile. All of them are generated, whether a network needs them or not.", a => a.Cores, 1, 1024);

    public static readonly EnumField<UnitMode> Units = new(
        "", "units",
        "Whether load/store unit, crossbar and GPEU of a core work strictly one after another (`blocking`, as in the paper) or at the same time (`overlapped`).",
        a => a.Units, UnitMode.Blocking);

    public static readonly EnumField<IfmDelivery> Ifm = new(
        "", "ifm",
        "How input values reach the cores: each core loads its own (`unicast`), or one bus read serves all cores of a vertical group (`multicast`).",
        a => a.Ifm, IfmDelivery.Unicast);

    public static readonly EnumField<PartialSumPath> PartialSums = new(
        "", "partial_sums",
        "How partial sums get from core to core: through shared `memory` (as in the paper), or over links between neighbours (`forward`). The sequential scheme always uses memory.",
        a => a.PartialSums, PartialSumPath.Memory);

    public static readonly IntegerField InstructionMemoryBytes = new(
        "", "instruction_memory_bytes", "bytes", "Instruction memory of each core. An instruction has 8 bytes.",
        a => a.InstructionMemoryBytes, 256, 65536, 4096, Step: 8);

    public static readonly NumberField ClockMegahertz = new(
        "", "clock_mhz", "MHz", "Turns cycles into times in reports; it changes nothing in the hardware.",
        a => a.ClockMegahertz, 0.001, 100_000, 1000);

    public static readonly IntegerChoiceField CrossbarRows = new(
        "crossbar", "rows", "", "R, the inputs of a crossbar: one byte each.", a => a.Crossbar.Rows, CrossbarSides);

    public static readonly IntegerChoiceField CrossbarColumns = new(
        "crossbar", "columns", "", "C, the outputs of a crossbar: a 32-bit sum each.", a => a.Crossbar.Columns, CrossbarSides);

    public static readonly EnumField<CrossbarImplementation> CrossbarKind = new(
        "crossbar", "implementation",
        "`behavioural` simulates the analog array: all sums at once after `mvm_cycles`. `emulated` is synthesizable: one row after another from block RAM. Results are equal.",
        a => a.Crossbar.Implementation, CrossbarImplementation.Behavioural);

    public static readonly IntegerField MvmCycles = new(
        "crossbar", "mvm_cycles", "cycles", "Duration of one MVM of the behavioural crossbar. The emulated one ignores it.",
        a => a.Crossbar.MvmCycles, 1, 1_000_000, 64);

    public static readonly IntegerField MacLanes = new(
        "crossbar", "mac_lanes", "", "Multipliers of the emulated crossbar: columns that it handles per cycle. The behavioural one ignores it.",
        a => a.Crossbar.MacLanes, 1, 1024, 4);

    public static readonly IntegerChoiceField BusWidth = new(
        "bus", "width_bytes", "bytes", "What one beat of the bus carries.", a => a.Bus.WidthBytes, [4, 8, 16, 32, 64], 16);

    public static readonly EnumField<BusTopology> Topology = new(
        "bus", "topology",
        "How the cores reach the bus: all at one arbiter (`flat`), or through a `tree` of nodes with registers, four children to a node. With more than four cores the tree takes some cycles more per transfer, and no path through logic grows with the number of cores.",
        a => a.Bus.Topology, BusTopology.Flat);

    public static readonly IntegerField MemorySize = new(
        "memory", "size_bytes", "bytes", "Shared memory: feature maps, partial sums and biases.",
        a => a.Memory.SizeBytes, 1024, 256 << 20, 256 << 10);

    public static readonly IntegerField MemoryLatency = new(
        "memory", "latency_cycles", "cycles", "From the address of a read to its first data.", a => a.Memory.LatencyCycles, 1, 64, 2);

    public static readonly IntegerField GpeuLatency = new(
        "gpeu", "latency_cycles", "cycles",
        "From the GPEU's last read to its last write: 2, or up to 5 with further registers behind the operands, within the multiplier and behind the shifter, with which an FPGA clocks faster.",
        a => a.Gpeu.LatencyCycles, 2, 5, Gpeu.DefaultLatencyCycles);

    public static readonly EnumField<SyncScheme> Scheme = new(
        "sync", "scheme",
        "Order of the cores of one horizontal group: one after another (`sequential`), pipelined in the same order (`linear`), or with rotated starts so that all share bias and activation work (`cyclic`).",
        a => a.Sync.Scheme, SyncScheme.Cyclic);

    public static readonly EnumField<SyncTransport> Transport = new(
        "sync", "transport",
        "How a CALL reaches its counter: as a 4-byte write over the `bus` (as in the paper), or without bus traffic over `dedicated` wires made from the schedule (few cores) or through a `tree` over the cores (any number of them).",
        a => a.Sync.Transport, SyncTransport.Bus);

    public static readonly IntegerField Counters = new(
        "sync", "counters", "", "Counters of each core. A layer needs one for each thing that a core waits for.", a => a.Sync.Counters, 1, 16, 8);

    /// <summary>In the order of documentation and dump; the fields of a section stand together.</summary>
    public static ImmutableArray<ArchitectureField> All { get; } =
    [
        Name, Cores, Units, Ifm, PartialSums, InstructionMemoryBytes, ClockMegahertz,
        CrossbarRows, CrossbarColumns, CrossbarKind, MvmCycles, MacLanes,
        BusWidth, Topology,
        MemorySize, MemoryLatency,
        GpeuLatency,
        Scheme, Transport, Counters,
    ];

    /// <summary>Section names in order; the top level, the empty name, comes first.</summary>
    public static IEnumerable<IGrouping<string, ArchitectureField>> Sections => All.GroupBy(f => f.Section);
}
