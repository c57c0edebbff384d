using System.Collections.Immutable;
using CimGen.Crossbars.Model;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Machines.Specs;
using CimGen.Machines.Specs.Fields;
using CimGen.Microcode.Model;

namespace CimGen.Rtl.Tests;

/// <summary>Architectures for tests.</summary>
internal static class TestMachines
{
    /// <summary>CALLs of a small schedule: a pipeline of four cores, and three cores that call one counter.</summary>
    public static readonly ImmutableArray<SyncEdge> Calls =
        [new(0, 1, 0), new(1, 2, 0), new(2, 3, 0), new(0, 3, 1), new(1, 3, 1), new(2, 3, 1), new(3, 0, 2)];

    /// <summary>A ring of three cores.</summary>
    public static readonly ImmutableArray<LinkEdge> Links = [new(0, 1), new(1, 2), new(2, 0)];

    /// <summary>Groups of both kinds that overlap, one of four cores in none; in larger machines another one, which meets in a tree.</summary>
    public static readonly ImmutableArray<MulticastGroup> Groups = [new([0, 2], true), new([0, 1], false), new([3, 4, 5, 6, 7], true)];

    public static readonly Architecture Small = new(
        "small",
        4,
        new Crossbar(16, 16, CrossbarImplementation.Behavioural, 7, 4),
        new MicrocodeSpec(UnitMode.Blocking, 1024),
        new Bus(8),
        new SharedMemory(4096, 2),
        new Sync(SyncScheme.Cyclic, SyncTransport.Bus, 4),
        100);

    /// <summary>Every implementation with every transport and every unit mode; every feature alone and all together, and with nothing to
    /// connect.</summary>
    public static ImmutableArray<Architecture> Variants { get; } =
    [
        .. from implementation in Enum.GetValues<CrossbarImplementation>()
           from transport in Enum.GetValues<SyncTransport>()
           from units in Enum.GetValues<UnitMode>()
           select Small.WithUnits(units) with
           {
               Name = $"{implementation}-{transport}-{units}",
               Compute = Small.Crossbar with { Implementation = implementation },
               Sync = Small.Sync with { Transport = transport },
           },
        .. from ifm in Enum.GetValues<IfmDelivery>()
           from partialSums in Enum.GetValues<PartialSumPath>()
           where ifm != IfmDelivery.Unicast || partialSums != PartialSumPath.Memory
           select Small with { Name = $"{ifm}-{partialSums}", Ifm = ifm, PartialSums = partialSums },
        .. from cores in new[] { 6, 17 }
           from ifm in Enum.GetValues<IfmDelivery>()
           select Small with
           {
               Name = $"bus-tree-{cores}-{ifm}",
               Cores = cores,
               Bus = Small.Bus with { Topology = BusTopology.Tree },
               Sync = Small.Sync with { Transport = ifm == IfmDelivery.Unicast ? SyncTransport.Bus : SyncTransport.Tree },
               Ifm = ifm,
           },
        .. from latency in Enumerable.Range(3, 3) select Small.WithGpeu(new Gpeu(latency)) with { Name = $"gpeu-{latency}" },
        .. from latency in Enumerable.Range(2, 4)
           select Small.WithGpeu(new Gpeu(latency) { Requantization = GpeuRequantization.Float32 }) with { Name = $"float32-{latency}" },
        .. from machine in new (int Latency, int Bus, int Columns, UnitMode Units)[]
           {
               (2, 4, 4, UnitMode.Blocking), (3, 8, 16, UnitMode.Overlapped), (4, 16, 4, UnitMode.Overlapped), (5, 32, 16, UnitMode.Blocking),
               (2, 64, 16, UnitMode.Overlapped), (3, 64, 16, UnitMode.Blocking), (4, 32, 128, UnitMode.Overlapped), (5, 4, 16, UnitMode.Overlapped),
           }
           select Small.WithUnits(machine.Units).WithGpeu(new Gpeu(machine.Latency) { Tables = true, Products = true, Dots = true }) with
           {
               Name = $"operations-{machine.Latency}-{machine.Bus}-{machine.Columns}-{machine.Units}",
               Compute = Small.Crossbar with { Columns = machine.Columns },
               Bus = new Bus(machine.Bus),
           },
        Small.WithGpeu(new Gpeu(2) { Tables = true }) with { Name = "tables", Ifm = IfmDelivery.Multicast, PartialSums = PartialSumPath.Forward },
        Small.WithGpeu(new Gpeu(2) { Products = true }) with { Name = "products", Ifm = IfmDelivery.Multicast, PartialSums = PartialSumPath.Forward },
        .. from latency in Enumerable.Range(2, 4) select Small.WithGpeu(new Gpeu(latency) { Dots = true }) with { Name = $"dots-{latency}", PartialSums = PartialSumPath.Forward },
        Small with { Name = "no-neighbours", Cores = 1, Ifm = IfmDelivery.Multicast, PartialSums = PartialSumPath.Forward },
    ];

    /// <summary>The smallest and the largest machine that a spec may ask for.</summary>
    public static ImmutableArray<Architecture> Extremes { get; } =
    [
        new Architecture(
            "least", 1, new Crossbar(4, 4, CrossbarImplementation.Emulated, 1, 1), new MicrocodeSpec(UnitMode.Blocking, 256), new Bus(4),
            new SharedMemory(1024, 1), new Sync(SyncScheme.Linear, SyncTransport.Dedicated, 1), 1),
        .. Enum.GetValues<CrossbarImplementation>().Select(kind => new Architecture(
            "most", 1024, new Crossbar(1024, 1024, kind, 1_000_000, 1024), new MicrocodeSpec(UnitMode.Overlapped, 65536), new Bus(64),
            new SharedMemory(256 << 20, 64), new Sync(SyncScheme.Cyclic, SyncTransport.Bus, 16), 1, IfmDelivery.Multicast, PartialSumPath.Forward)),
    ];

    /// <summary>Any machine that the spec's fields and rules allow.</summary>
    public static Architecture Random(Random random)
    {
        while (true)
        {
            var bus = One(ArchitectureFields.BusWidth.Allowed);
            var architecture = new Architecture(
                "random",
                Within(ArchitectureFields.Cores),
                new Crossbar(
                    One(CrossbarFields.Rows.Allowed), One(CrossbarFields.Columns.Allowed),
                    (CrossbarImplementation)random.Next(2), Within(CrossbarFields.MvmCycles), 1 << random.Next(11)),
                new MicrocodeSpec((UnitMode)random.Next(2), Within(MicrocodeFields.InstructionMemoryBytes) / 8 * 8, new Gpeu(Within(MicrocodeFields.GpeuLatency)) { Tables = random.Next(2) == 0, Products = random.Next(2) == 0, Dots = random.Next(2) == 0 }),
                new Bus(bus, (BusTopology)random.Next(2)),
                new SharedMemory(Within(ArchitectureFields.MemorySize) / bus * bus, Within(ArchitectureFields.MemoryLatency)),
                new Sync((SyncScheme)random.Next(3), (SyncTransport)random.Next(3), Within(ArchitectureFields.Counters)),
                1000,
                (IfmDelivery)random.Next(2),
                (PartialSumPath)random.Next(2));
            if (KindRegistry.Default.Spec.Rules.All(rule => rule.Holds(architecture)))
            {
                return architecture;
            }
        }

        int One(ImmutableArray<int> values) => values[random.Next(values.Length)];

        // The ends of a range, and all magnitudes between them.
        int Within(IntegerField field) => random.Next(4) switch
        {
            0 => field.Min,
            1 => field.Max,
            _ => (int)Math.Exp(Math.Log(field.Min) + (random.NextDouble() * (Math.Log(field.Max) - Math.Log(field.Min)))),
        };
    }
}
