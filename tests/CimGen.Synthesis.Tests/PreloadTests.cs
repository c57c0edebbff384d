using System.Text.RegularExpressions;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Stimuli;
using CimGen.Synthesis.Fpga;

namespace CimGen.Synthesis.Tests;

/// <summary>A netlist whose block RAMs come up with programs, weights and memory contents.</summary>
public sealed partial class PreloadTests
{
    private const string Equal = "2 images, 0 different";

    /// <summary>Two memories for the weights.</summary>
    private const string Architecture = """
        name: preload
        cores: 1
        crossbar: { rows: 16, columns: 16, implementation: emulated, mac_lanes: 8 }
        bus: { width_bytes: 4 }
        memory: { size_bytes: 1024 }
        sync: { counters: 4 }
        instruction_memory_bytes: 2048

        """;

    private const string Network = """
        name: preload
        input: [16, 2, 2]
        seed: 1
        layers:
          - { type: conv, name: layer, kernels: 16, kernel: 1 }

        """;

    [Fact]
    public void BlockRamsOfTheNetlistHaveContents()
    {
        var root = Directory.CreateTempSubdirectory("cimgen-preload-").FullName;
        File.WriteAllText(Path.Combine(root, "network.yaml"), Network);
        File.WriteAllText(Path.Combine(root, "architecture.yaml"), Architecture);
        File.WriteAllText(Path.Combine(root, "design.yaml"), "name: preload\nnetwork: network.yaml\narchitecture: architecture.yaml\ncosim: { images: 2, traced_images: 1 }\n");
        var folder = Path.Combine(root, "out");
        var built = DesignFileReader.Read(Path.Combine(root, "design.yaml")).Then(d => DesignBuild.Run(d, folder, null, Stage.Golden, new Silent()));
        Assert.True(built.Ok, string.Join('\n', built.Diagnostics));

        // A memory takes two SPRAMs. Without the macro all come up empty, and a host that loads nothing gets nothing.
        var target = FpgaTarget.All.Single(t => t.Name == "up5k");
        var plain = FpgaFlow.Run(folder, target).Required();
        Assert.Equal(4, plain.Used[Resource.LargeRam]);
        Assert.Equal(0, Filled(folder));
        Assert.NotEqual(Equal, NetlistSimulation.Run(folder, target.Preloaded, images: 2).Required());

        // Weights leave the SPRAM.
        var preloaded = FpgaFlow.Run(folder, target.Preloaded).Required();
        Assert.Equal(0, preloaded.Used[Resource.LargeRam]);
        Assert.True(Filled(folder) > 0);
        Assert.Equal(Equal, NetlistSimulation.Run(folder, target.Preloaded, images: 2).Required());
        Directory.Delete(root, recursive: true);
    }

    /// <summary>How many rows of contents are not zeros.</summary>
    private static int Filled(string folder) => Contents().Count(File.ReadAllText(Path.Combine(folder, "up5k.v")));

    [GeneratedRegex(@"\.INIT_[0-9A-F]\(256'h(?!0+\))")]
    private static partial Regex Contents();
}
