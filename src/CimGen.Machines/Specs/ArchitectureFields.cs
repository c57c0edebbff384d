using CimGen.Machines.Specs.Fields;

namespace CimGen.Machines.Specs;

/// <summary>The fields of the architecture spec that every machine has; those of compute units and controllers are their kinds'.</summary>
public static class ArchitectureFields
{
    public static readonly NameField Name = new(
        "", "name", "Names the architecture in reports and generated files.", a => a.Name);

    public static readonly IntegerField Cores = new(
        "", "cores", "", "Cores in the tile. All of them are generated, whether a network needs them or not.", a => a.Cores, 1, 1024);

    public static readonly EnumField<IfmDelivery> Ifm = new(
        "", "ifm",
        "How input values reach the cores: each core loads its own (`unicast`), or one bus read serves all cores of a vertical group (`multicast`).",
        a => a.Ifm, IfmDelivery.Unicast, (a, v) => a with { Ifm = v });

    public static readonly EnumField<PartialSumPath> PartialSums = new(
        "", "partial_sums",
        "How partial sums get from core to core: through shared `memory` (as in the paper), or over links between neighbours (`forward`). The sequential scheme always uses memory.",
        a => a.PartialSums, PartialSumPath.Memory, (a, v) => a with { PartialSums = v });

    public static readonly EnumField<DepthwiseUnit> Depthwise = new(
        "", "depthwise",
        "What computes layers with one channel to a group, depthwise convolutions and batch normalizations that stand alone: blocks on the diagonal of a `crossbar`, or the `gpeu` of cores that may do other work before and after. `auto` takes for each layer what is predicted to need fewer cycles, and the GPEU where there are too few cores for crossbars.",
        a => a.Depthwise, DepthwiseUnit.Auto, (a, v) => a with { Depthwise = v });

    public static readonly EnumField<DataflowKind> Dataflow = new(
        "", "dataflow",
        "When a layer may begin: when the `layers` before it are complete, or as soon as the `rows` of their outputs are there that its own first row needs. With `rows` all layers work at once, each on cores of its own; cores that are left take over rows of the slowest layers. It goes with the linear scheme.",
        a => a.Dataflow, DataflowKind.Layers, (a, v) => a with { Dataflow = v });

    public static readonly EnumField<FeatureMapKind> FeatureMaps = new(
        "", "feature_maps",
        "What there is room for of a feature map between two layers when they hand on rows (`dataflow: rows`): all of it (`whole`); as many rows as keep the layers at work (`rolling`), so that a row takes the place of one that nobody reads any more, with a fraction of the memory and longer programs; or the fewest rows with which no layer waits for ever (`smallest`), which may be slower. What the host writes or reads is always whole.",
        a => a.FeatureMaps, FeatureMapKind.Whole, (a, v) => a with { FeatureMaps = v });

    public static readonly NumberField ClockMegahertz = new(
        "", "clock_mhz", "MHz", "Turns cycles into times in reports; it changes nothing in the hardware.",
        a => a.ClockMegahertz, 0.001, 100_000, 1000);

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

    public static readonly EnumField<SyncScheme> Scheme = new(
        "sync", "scheme",
        "Order of the cores of one horizontal group: one after another (`sequential`), pipelined in the same order (`linear`), or with rotated starts so that all share bias and activation work (`cyclic`).",
        a => a.Sync.Scheme, SyncScheme.Cyclic, (a, v) => a with { Sync = a.Sync with { Scheme = v } });

    public static readonly EnumField<SyncTransport> Transport = new(
        "sync", "transport",
        "How a CALL reaches its counter: as a 4-byte write over the `bus` (as in the paper), or without bus traffic over `dedicated` wires made from the schedule (few cores) or through a `tree` over the cores (any number of them).",
        a => a.Sync.Transport, SyncTransport.Bus, (a, v) => a with { Sync = a.Sync with { Transport = v } });

    public static readonly IntegerField Counters = new(
        "sync", "counters", "", "Counters of each core. A layer needs one for each thing that a core waits for.", a => a.Sync.Counters, 1, 16, 8);
}
