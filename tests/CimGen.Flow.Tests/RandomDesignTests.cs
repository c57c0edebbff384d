using CimGen.Architectures;
using CimGen.Mapping;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Flow.Tests;

/// <summary>Random networks on random architectures: golden model, integer reference and RTL agree.</summary>
public class RandomDesignTests
{
    private const int GoldenDesigns = 250;
    private const int RtlDesignsPerMachine = 9;
    private const int RtlCores = 24;

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void GoldenModelAgreesWithTheIntegerReference()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(GoldenDesigns), Prop.ForAll(Seeds, seed =>
        {
            var random = new RandomDesigns(seed);
            var network = random.Network();
            var stimulus = Stimulus.Random(network.Shapes[network.Input], 2, (ulong)seed + 1);
            var quantized = Workspace.Required(Quantizer.Run(network, stimulus.Images));
            var design = Compile(network, quantized, random.Architecture(cores: 1024));

            // Run compares every output with the integer reference.
            Workspace.Required(GoldenResults.Run(design, stimulus, seed % 2 == 0 ? 0 : (uint)seed));
        }));
    }

    /// <summary>Few models, many programs: the networks change, the machine does not (and dedicated wires would change with the schedule).</summary>
    public static TheoryData<int, int, CrossbarImplementation, int, UnitMode, int, int, SyncTransport> Machines() => new()
    {
        { 16, 16, CrossbarImplementation.Behavioural, 7, UnitMode.Blocking, 4, 1, SyncTransport.Bus },
        { 8, 8, CrossbarImplementation.Behavioural, 30, UnitMode.Overlapped, 32, 3, SyncTransport.Tree },
        { 32, 16, CrossbarImplementation.Emulated, 16, UnitMode.Overlapped, 16, 2, SyncTransport.Bus },
        { 16, 8, CrossbarImplementation.Emulated, 1, UnitMode.Blocking, 8, 4, SyncTransport.Tree },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void RtlAgreesEventByEvent(
        int rows, int columns, CrossbarImplementation crossbar, int cyclesOrLanes, UnitMode units, int bus, int latency, SyncTransport transport)
    {
        var done = 0;
        for (var seed = 1000 * rows; done < RtlDesignsPerMachine; seed++)
        {
            var random = new RandomDesigns(seed);
            var network = random.Network();
            var machine = random.Architecture(RtlCores);
            machine = machine with
            {
                Crossbar = new Crossbar(rows, columns, crossbar, cyclesOrLanes, crossbar == CrossbarImplementation.Emulated ? cyclesOrLanes : 1),
                Bus = new Bus(bus),
                Units = units,
                Memory = new SharedMemory(1 << 16, latency),
                Sync = machine.Sync with { Transport = transport },
            };
            var stimulus = Stimulus.Random(network.Shapes[network.Input], 2, (ulong)seed);
            var quantized = Workspace.Required(Quantizer.Run(network, stimulus.Images));
            if (CoresNeeded(quantized, machine) > RtlCores)
            {
                continue;
            }

            var folder = Workspace.NewFolder();
            var design = Compile(network, quantized, machine);
            var golden = Workspace.Required(GoldenResults.Run(design, stimulus, 0));
            var files = Workspace.Required(DesignWriter.Files(design, golden, [], null));
            Assert.Null(Rtl.DesignFolder.Write(folder, files));
            var result = Workspace.Required(Workspace.Simulate(new BuiltDesign(design, stimulus, golden), folder, tracedRuns: 2));
            Assert.True(result.TraceRecords > 0, $"seed {seed}");
            Directory.Delete(folder, recursive: true);
            done++;
        }
    }

    private static CompiledDesign Compile(Network network, QuantizedNetwork quantized, Architecture architecture)
    {
        var needed = architecture with { Cores = Math.Min(architecture.Cores, Math.Max(RtlCores, CoresNeeded(quantized, architecture))) };
        return Workspace.Required(new DesignCompiler(Stage.Compare).Compile(RandomDesigns.Design(needed), network, quantized));
    }

    private static int CoresNeeded(QuantizedNetwork network, Architecture architecture) =>
        Workspace.Required(NetworkMapper.Run(network, architecture with { Cores = 1 << 20 })).Layers.OfType<MatrixMapping>().Sum(m => m.CoreCount);
}
