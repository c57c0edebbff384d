using CimGen.Crossbars.Build;
using CimGen.Crossbars.Model;
using CimGen.Flow.Designs;
using CimGen.Machines;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Flow.Tests;

/// <summary>Random networks, with forks, joins, groups, functions, products and parts, on random architectures: golden model, integer reference and RTL agree.</summary>
public class RandomDesignTests
{
    private const int GoldenDesigns = 500;
    private const int RtlDesignsPerMachine = 13;
    private const int RtlCores = 12;

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void GoldenModelAgreesWithTheIntegerReference()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(GoldenDesigns), Prop.ForAll(Seeds, seed =>
        {
            var random = new RandomDesigns(seed);
            var network = random.Network();
            var stimulus = Stimulus.Random(network.InputShapes, 2, (ulong)seed + 1);
            var quantized = Workspace.Required(Quantizer.Run(network, stimulus.Images));
            var design = Compile(network, quantized, random.Architecture(cores: 1024));

            // Run compares every output with the integer reference.
            Workspace.Required(GoldenResults.Run(design, stimulus, seed % 2 == 0 ? 0 : (uint)seed));
        }));
    }

    /// <summary>All layers at once, with replicas on the cores that are left, up to four images at the same time, and whole feature maps or such that roll.</summary>
    [Fact]
    public void RowsAgreeWithTheIntegerReference()
    {
        var rolling = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(GoldenDesigns), Prop.ForAll(Seeds, seed =>
        {
            var random = new RandomDesigns(seed);
            var network = random.Network(taller: 3);
            var batch = 1 + (seed % 4);
            var stimulus = Stimulus.Random(network.InputShapes, batch, (ulong)seed + 1);
            var quantized = Workspace.Required(Quantizer.Run(network, stimulus.Images));
            var machine = ByRows(random.Architecture(cores: 1024, counters: 16), (FeatureMapKind)(seed % 3)) with { Memory = new SharedMemory(1 << 20, 2) };
            var spare = new Random(seed).Next(3) * quantized.Layers.Length;
            var needed = CoresNeeded(quantized, machine);
            var cores = spare + Enumerable.Range(1, 12).Select(each => needed + (quantized.Layers.Length * each)).First(c => NetworkPlacer.Run(quantized, machine with { Cores = c }, new CrossbarPlanner(), new MicrocodeVectors()).Ok);
            var design = Workspace.Required(new DesignCompiler(Stage.Compare).Compile(Design(machine with { Cores = cores }, batch), network, quantized));
            Workspace.Required(GoldenResults.Run(design, stimulus, seed % 2 == 0 ? 0 : (uint)seed));
            rolling += design.Schedule.Memory.Features.Values.Any(f => f.Rolls) ? 1 : 0;
        }));
        Assert.True(rolling > GoldenDesigns / 10, $"{rolling} designs have feature maps that roll");
    }

    /// <summary>Few models, many programs: the networks change, the machine does not (and dedicated wires would change with the schedule; what a network needs of the GPEU, with the network).</summary>
    public static TheoryData<int, int, CrossbarImplementation, int, UnitMode, int, BusTopology, int, SyncTransport> Machines() => new()
    {
        { 16, 16, CrossbarImplementation.Behavioural, 7, UnitMode.Blocking, 4, BusTopology.Flat, 1, SyncTransport.Bus },
        { 8, 8, CrossbarImplementation.Behavioural, 30, UnitMode.Overlapped, 32, BusTopology.Flat, 3, SyncTransport.Tree },
        { 32, 16, CrossbarImplementation.Emulated, 16, UnitMode.Overlapped, 16, BusTopology.Tree, 2, SyncTransport.Bus },
        { 16, 8, CrossbarImplementation.Emulated, 1, UnitMode.Blocking, 8, BusTopology.Tree, 4, SyncTransport.Tree },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void RtlAgreesEventByEvent(
        int rows, int columns, CrossbarImplementation crossbar, int cyclesOrLanes, UnitMode units, int bus, BusTopology topology, int latency, SyncTransport transport)
    {
        foreach (var dataflow in Enum.GetValues<DataflowKind>())
        {
            var done = 0;
            for (var seed = 1000 * rows; done < RtlDesignsPerMachine; seed++)
            {
                var random = new RandomDesigns(seed);
                var network = random.Network();
                var machine = random.Architecture(RtlCores);
                machine = machine.WithUnits(units).WithGpeu(new Gpeu(1 + latency) { Tables = true, Products = true, Dots = true }) with
                {
                    Compute = new Crossbar(rows, columns, crossbar, cyclesOrLanes, crossbar == CrossbarImplementation.Emulated ? cyclesOrLanes : 1),
                    Bus = new Bus(bus, topology),
                    Memory = new SharedMemory(1 << 16, latency),
                    Sync = machine.Sync with { Transport = transport },
                    Ifm = IfmDelivery.Unicast,
                    PartialSums = PartialSumPath.Memory,
                };
                machine = dataflow == DataflowKind.Rows ? ByRows(machine, (FeatureMapKind)(seed % 3)) : machine;
                var stimulus = Stimulus.Random(network.InputShapes, 2, (ulong)seed);
                var quantized = Workspace.Required(Quantizer.Run(network, stimulus.Images));
                if (CoresNeeded(quantized, machine) <= RtlCores && NetworkPlacer.Run(quantized, machine, new CrossbarPlanner(), new MicrocodeVectors()).Ok)
                {
                    var batch = dataflow == DataflowKind.Rows ? 2 : 1;
                    CompareWithRtl(Compile(network, quantized, machine, batch), stimulus, seed);
                    done++;
                }
            }
        }
    }

    private static void CompareWithRtl(CompiledDesign design, Stimulus stimulus, int seed)
    {
        var folder = Workspace.NewFolder();
        var golden = Workspace.Required(GoldenResults.Run(design, stimulus, 0));
        var files = Workspace.Required(DesignWriter.Files(design, golden, [], null));
        Assert.Null(Rtl.Folders.DesignFolder.Write(folder, files));
        var result = Workspace.Required(Workspace.Simulate(new BuiltDesign(design, stimulus, golden), folder, tracedRuns: 2, verify: true));
        Assert.True(result.TraceRecords > 0, $"seed {seed}");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// Links and multicast groups are wired for their program, so each needs a model of its own: machines small enough to be built soon, with
    /// both kinds of groups (P_H = 3, and 6, which meet in a tree), rings and pipelines (P_V = 4, rest 1 of 25 vectors), a short bus word and a
    /// long one, a stalled bus; full links and groups that wait before all else.
    /// </summary>
    public static TheoryData<SyncScheme, UnitMode, IfmDelivery, PartialSumPath, CrossbarImplementation, int, BusTopology, SyncTransport, int, uint> FeatureMachines() => new()
    {
        { SyncScheme.Cyclic, UnitMode.Overlapped, IfmDelivery.Multicast, PartialSumPath.Forward, CrossbarImplementation.Behavioural, 4, BusTopology.Flat, SyncTransport.Dedicated, 30, 0 },
        { SyncScheme.Linear, UnitMode.Overlapped, IfmDelivery.Multicast, PartialSumPath.Forward, CrossbarImplementation.Emulated, 16, BusTopology.Tree, SyncTransport.Dedicated, 12, 77 },
        { SyncScheme.Cyclic, UnitMode.Blocking, IfmDelivery.Unicast, PartialSumPath.Forward, CrossbarImplementation.Behavioural, 32, BusTopology.Tree, SyncTransport.Bus, 30, 5 },
        { SyncScheme.Linear, UnitMode.Blocking, IfmDelivery.Multicast, PartialSumPath.Memory, CrossbarImplementation.Behavioural, 8, BusTopology.Flat, SyncTransport.Bus, 30, 0 },
    };

    [Theory]
    [MemberData(nameof(FeatureMachines))]
    public void FeaturesAgreeEventByEvent(
        SyncScheme scheme, UnitMode units, IfmDelivery ifm, PartialSumPath partialSums, CrossbarImplementation crossbar, int bus, BusTopology topology, SyncTransport transport,
        int channels, uint stallSeed)
    {
        var architecture = new Architecture(
            "features", 13, new Crossbar(8, 8, crossbar, 11, crossbar == CrossbarImplementation.Emulated ? 4 : 1), new MicrocodeSpec(units, 4096, new Gpeu(2 + (bus / 4 % 4))), new Bus(bus, topology), new SharedMemory(1 << 14, 2),
            new Sync(scheme, transport, 6), 100, ifm, partialSums);
        var folder = Workspace.NewFolder();
        var kernels = (8 * (12 / ((channels + 7) / 8))) - 4;
        var built = ConnectedDesign.Build(ConnectionStorm.Of(ConnectedDesign.Compile(architecture, channels, kernels)), folder, images: 3, stallSeed);
        var design = built.Design;
        var result = Workspace.Required(Workspace.Simulate(built, folder, tracedRuns: 3, stallSeed, verify: true));
        Assert.True(result.TraceRecords > 0);
        Assert.Equal(partialSums == PartialSumPath.Forward, !design.Image.Links.IsEmpty);
        Assert.Equal(ifm == IfmDelivery.Multicast, design.Image.MulticastGroups.Any(g => g.ForInputs));
        Assert.Equal(ifm == IfmDelivery.Multicast && topology == BusTopology.Tree, File.Exists(Path.Combine(folder, "rtl", "cim_group_tree.v")));
        Directory.Delete(folder, recursive: true);
    }

    private static Architecture ByRows(Architecture machine, FeatureMapKind maps) => machine with { Dataflow = DataflowKind.Rows, FeatureMaps = maps, Sync = machine.Sync with { Scheme = SyncScheme.Linear } };

    private static DesignFile Design(Architecture machine, int batch)
    {
        var design = RandomDesigns.Design(machine);
        return design with { Cosim = design.Cosim with { Batch = batch } };
    }

    private static CompiledDesign Compile(Network network, QuantizedNetwork quantized, Architecture architecture, int batch = 1)
    {
        var needed = architecture with { Cores = Math.Min(architecture.Cores, Math.Max(RtlCores, CoresNeeded(quantized, architecture))) };
        return Workspace.Required(new DesignCompiler(Stage.Compare).Compile(Design(needed, batch), network, quantized));
    }

    private static int CoresNeeded(QuantizedNetwork network, Architecture architecture) =>
        Workspace.Required(NetworkPlacer.Run(network, architecture with { Cores = 1 << 20 }, new CrossbarPlanner())).Layers.OfType<MatrixPlacement>().Sum(m => m.Places.Length);
}
