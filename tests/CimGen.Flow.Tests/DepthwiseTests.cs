using CimGen.Flow.Designs;
using CimGen.Planning.Placement;

namespace CimGen.Flow.Tests;

/// <summary>Layers with one channel to a group on the GPEU: RTL, golden model and integer reference agree, event by event.</summary>
public class DepthwiseTests
{
    private const int Images = 2;

    /// <summary>Windows with and without padding, strides, dilation and table; a 1x1 one is a batch normalization that stands alone. More channels than a core has at a time.</summary>
    private const string Network =
        """
        name: depthwise
        input: [3, 9, 8]
        layers:
          - { type: conv, kernels: 21, kernel: 1 }
          - { type: conv, kernels: 21, kernel: 3, padding: 1, groups: 21, relu: true }
          - { type: conv, kernels: 21, kernel: 1, groups: 21 }
          - { type: conv, kernels: 10, kernel: 1 }
          - { type: conv, kernels: 10, kernel: [3, 2], stride: [2, 1], dilation: [1, 2], groups: 10 }
          - { type: hard-swish }
          - { type: conv, kernels: 8, kernel: 1, relu: true }
          - { type: conv, kernels: 8, kernel: 3, padding: [1, 0, 0, 1], groups: 8 }
          - { type: linear, kernels: 5 }
        """;

    [Theory]
    [InlineData("blocking", 4, "flat", 2, "fixed", 0)]
    [InlineData("overlapped", 16, "tree", 3, "float32", 0)]
    [InlineData("overlapped", 8, "flat", 4, "fixed", 5)]
    [InlineData("blocking", 8, "tree", 5, "float32", 9)]
    public void OnTheGpeu(string units, int width, string topology, int latency, string requantization, uint stallSeed)
    {
        var folder = Workspace.NewFolder();
        File.WriteAllText(Path.Combine(folder, "network.yaml"), Network);
        File.WriteAllText(Path.Combine(folder, "machine.yaml"), $$"""
            name: depthwise
            cores: 14
            depthwise: gpeu
            units: {{units}}
            crossbar: { rows: 32, columns: 32, mvm_cycles: 6 }
            gpeu: { latency_cycles: {{latency}}, requantization: {{requantization}} }
            bus: { width_bytes: {{width}}, topology: {{topology}} }
            sync: { counters: 16, transport: tree }
            """);
        File.WriteAllText(Path.Combine(folder, "design.yaml"), $$"""
            name: depthwise
            network: network.yaml
            architecture: machine.yaml
            cosim: { images: {{Images}}, traced_images: {{Images}} }
            """);
        var output = Path.Combine(folder, "out");

        var built = Workspace.Build(Workspace.Required(DesignFileReader.Read(Path.Combine(folder, "design.yaml"))), output);
        var design = built.Design;
        var golden = stallSeed == 0 ? built.Golden : Workspace.Required(GoldenResults.Run(design, built.Stimulus, stallSeed));
        var result = Workspace.Required(Workspace.Simulate(built with { Golden = golden }, output, Images, stallSeed, verify: true));

        Assert.Equal(4, design.Schedule.Placement.Layers.OfType<ChannelPlacement>().Count());
        Assert.True(result.TraceRecords > 0);
        Assert.Equal(golden.Cycles, result.Runs.Select(r => r.Cycles));
        Directory.Delete(folder, recursive: true);
    }
}
