using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Networks.Quantization;

namespace CimGen.Flow.Tests;

/// <summary>Microcode that no code generator writes: RTL and golden model agree on every event.</summary>
public class MicrocodeStormTests
{
    private const int Images = 2;

    [Theory]
    [InlineData(SyncTransport.Dedicated, BusTopology.Flat, UnitMode.Blocking, 0)]
    [InlineData(SyncTransport.Bus, BusTopology.Flat, UnitMode.Overlapped, 0)]
    [InlineData(SyncTransport.Bus, BusTopology.Tree, UnitMode.Overlapped, 0)]
    [InlineData(SyncTransport.Bus, BusTopology.Tree, UnitMode.Overlapped, 3)]
    public void RandomInstructionsAgreeEventByEvent(SyncTransport transport, BusTopology topology, UnitMode units, uint stallSeed) =>
        AssertAgrees(transport, topology, units, MicrocodeStorm.Of, stallSeed);

    [Theory]
    [InlineData(SyncTransport.Dedicated)]
    [InlineData(SyncTransport.Tree)]
    public void CountersAgreeThatCountFar(SyncTransport transport) => AssertAgrees(transport, BusTopology.Flat, UnitMode.Overlapped, CountStorm.Of, stallSeed: 0);

    private static void AssertAgrees(SyncTransport transport, BusTopology topology, UnitMode units, Func<CompiledDesign, CompiledDesign> storm, uint stallSeed)
    {
        var folder = Workspace.NewFolder();
        var file = Workspace.Fpga.With(SyncScheme.Cyclic, transport, units, Images);
        var architecture = file.Architecture with { Bus = file.Architecture.Bus with { Topology = topology } };
        var built = Workspace.Build(file with { Architecture = architecture }, folder);
        var design = storm(built.Design);
        var golden = Traced(design, built.Stimulus, stallSeed);
        Assert.Null(Rtl.Folders.DesignFolder.Write(folder, Workspace.Required(DesignWriter.Files(design, golden, [], null))));

        var result = Workspace.Required(Workspace.Simulate(new BuiltDesign(design, built.Stimulus, golden), folder, Images, stallSeed));

        Assert.Equal(golden.Cycles, result.Runs.Select(r => r.Cycles));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What the golden model alone says: the integer reference knows of no other programs than the network's.</summary>
    private static GoldenResults Traced(CompiledDesign design, Stimulus stimulus, uint stallSeed)
    {
        var machine = design.Golden(stallSeed);
        var input = design.Network.Tensor(design.Network.Input);
        var runs = stimulus.Images.Select((image, i) =>
        {
            var values = Quantizer.ToIntegers(input, image);
            machine.WriteInput(values);
            var run = machine.Run(i, null, GoldenResults.CycleLimit);
            Assert.True(run.Ok, GoldenResults.Explain(run));
            return (values, output: machine.ReadOutput(), run);
        }).ToList();
        return new GoldenResults([.. runs.Select(r => r.values)], [.. runs.Select(r => r.output)], [.. runs.Select(r => r.run.Cycles)], runs[0].run.Cores, 0);
    }
}
