using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>Microcode that no code generator writes: RTL and golden model agree on every event.</summary>
public class MicrocodeStormTests
{
    private const int Images = 2;

    /// <param name="allOperations">Latency of a GPEU with all operations, on a bus as wide as the latency says; 0 for one without.</param>
    [Theory]
    [InlineData(SyncTransport.Dedicated, BusTopology.Flat, UnitMode.Blocking, 0, GpeuRequantization.Fixed, 0)]
    [InlineData(SyncTransport.Bus, BusTopology.Tree, UnitMode.Overlapped, 0, GpeuRequantization.Fixed, 0)]
    [InlineData(SyncTransport.Bus, BusTopology.Tree, UnitMode.Overlapped, 0, GpeuRequantization.Fixed, 3)]
    [InlineData(SyncTransport.Bus, BusTopology.Flat, UnitMode.Overlapped, 2, GpeuRequantization.Fixed, 0)]
    [InlineData(SyncTransport.Bus, BusTopology.Flat, UnitMode.Blocking, 3, GpeuRequantization.Float32, 0)]
    [InlineData(SyncTransport.Tree, BusTopology.Flat, UnitMode.Overlapped, 4, GpeuRequantization.Fixed, 7)]
    [InlineData(SyncTransport.Bus, BusTopology.Tree, UnitMode.Blocking, 5, GpeuRequantization.Float32, 0)]
    [InlineData(SyncTransport.Bus, BusTopology.Flat, UnitMode.Overlapped, 5, GpeuRequantization.Float32, 9)]
    public void RandomInstructionsAgreeEventByEvent(SyncTransport transport, BusTopology topology, UnitMode units, int allOperations, GpeuRequantization requantization, uint stallSeed) =>
        AssertAgrees(transport, topology, units, allOperations, requantization, MicrocodeStorm.Of, stallSeed);

    [Theory]
    [InlineData(SyncTransport.Dedicated)]
    [InlineData(SyncTransport.Tree)]
    public void CountersAgreeThatCountFar(SyncTransport transport) => AssertAgrees(transport, BusTopology.Flat, UnitMode.Overlapped, allOperations: 0, GpeuRequantization.Fixed, CountStorm.Of, stallSeed: 0);

    private static void AssertAgrees(SyncTransport transport, BusTopology topology, UnitMode units, int allOperations, GpeuRequantization requantization, Func<CompiledDesign, CompiledDesign> storm, uint stallSeed)
    {
        var folder = Workspace.NewFolder();
        var file = Workspace.Fpga.With(SyncScheme.Cyclic, transport, units, Images);
        var architecture = file.Architecture with { Bus = file.Architecture.Bus with { Topology = topology } };
        if (allOperations > 0)
        {
            architecture = architecture.WithGpeu(new Gpeu(allOperations) { Tables = true, Products = true, Dots = true, Requantization = requantization }) with { Bus = new Bus(2 << allOperations, topology) };
        }

        var built = Workspace.Build(file with { Architecture = architecture }, folder);
        var design = storm(built.Design);
        var golden = Workspace.GoldenAlone(design, built.Stimulus, stallSeed);
        Assert.Null(Rtl.Folders.DesignFolder.Write(folder, Workspace.Required(DesignWriter.Files(design, golden, [], null))));

        var result = Workspace.Required(Workspace.Simulate(new BuiltDesign(design, built.Stimulus, golden), folder, Images, stallSeed));

        Assert.Equal(golden.Cycles, result.Runs.Select(r => r.Cycles));
        Directory.Delete(folder, recursive: true);
    }
}
