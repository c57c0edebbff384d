using CimGen.Machines;
using CimGen.Rtl.Folders;
using CimGen.Stimuli.Incrementers;

namespace CimGen.Flow.Tests;

/// <summary>A compute unit that somebody adds: no room and no template of CimGen knows it, and RTL and golden model agree in every cycle.</summary>
public sealed class SecondUnitTests
{
    private const int Images = 2;

    /// <summary>Whole units of inputs: how long one takes depends on all of them.</summary>
    private const int Channels = 32;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void AnAddedUnitAgreesEventByEvent(uint stallSeed)
    {
        var folder = Workspace.NewFolder();
        var machine = ConnectedDesign.Machine with { Name = "incrementers", Compute = new Incrementer(16), Bus = new Bus(16) };
        var design = ConnectedDesign.Compile(machine, Channels, kernels: 32, IncrementerKind.Registry);
        var input = design.Network.Tensor(design.Network.Inputs[0]);
        var zeros = Enumerable.Repeat((float)(-input.ZeroPoint * input.Scale), (int)input.Shape.Count).ToArray();
        var stimulus = new Stimulus([.. ConnectedDesign.Images(design, Images).Images.SetItem(1, zeros)], []);
        var golden = Workspace.GoldenAlone(design, stimulus, stallSeed);
        Assert.Null(DesignFolder.Write(folder, Workspace.Required(DesignWriter.Files(design, golden, [], Repository.File("tests/CimGen.Stimuli/Incrementers/templates")))));

        var result = Workspace.Required(Workspace.Simulate(new BuiltDesign(design, stimulus, golden), folder, Images, stallSeed));

        Assert.Equal(golden.Cycles, result.Runs.Select(r => r.Cycles));
        Assert.True(golden.Cycles[1] < golden.Cycles[0], "the second image has zeros alone, which take no time");
        Assert.Contains("rtl/cim_incrementer.v\n", File.ReadAllText(Path.Combine(folder, "filelist.f")), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "rtl/cim_crossbar.v")));
        Directory.Delete(folder, recursive: true);
    }
}
