using CimGen.Networks;
using CimGen.Planning.Pipelines;
using CimGen.Planning.Windows;
using CimGen.Tests.Shared;

namespace CimGen.Planning.Tests.Pipelines;

public sealed class IdealPipelineTests
{
    /// <summary>Speedups over one layer after another without replicas; with 16 and 32 crossbars more those by the shortest interval.</summary>
    [Theory]
    [InlineData("networks/tiny-yolov3", 1.34, 18.1, 31.7)]
    [InlineData("mapping/tiny-yolov4", 2.57, 16.8, 27.5)]
    [InlineData("mapping/vgg16", 2.70, 10.5, 18.0)]
    [InlineData("mapping/vgg19", 2.78, 10.7, 18.3)]
    [InlineData("mapping/resnet50", 4.52, 16.8, 31.3)]
    [InlineData("mapping/resnet101", 5.18, 18.1, 31.5)]
    [InlineData("mapping/resnet152", 6.29, 20.6, 33.7)]
    public void SpeedupsOfNetworks(string file, double without, double with16, double with32)
    {
        var network = NetworkReader.Read(Repository.File($"examples/{file}.yaml")).Value!;
        var stages = Stage.Of(network, new CrossbarSize(256, 256));
        double Speedup(int extra) => (double)stages.Sum(s => s.Mvms) / IdealPipeline.Latency(network, Replicas.ShortestInterval(stages, extra));
        Assert.Equal(without, Speedup(0), 0.005);
        Assert.Equal(with16, Speedup(16), 0.05);
        Assert.Equal(with32, Speedup(32), 0.05);
    }

    /// <summary>4 x 4 positions of 1x1, then 2x2 over them, then a pooling: the first window is there after 6 positions, the last after 16.</summary>
    [Fact]
    public void AWindowWaitsForItsLastInput() => Assert.Equal(17, Latency(
        """
        name: n
        input: [1, 4, 4]
        layers:
          - { type: conv, kernels: 1, kernel: 1 }
          - { type: conv, kernels: 1, kernel: 2, stride: 2 }
          - { type: max-pool, kernel: 2 }
        """,
        1,
        1));

    /// <summary>Two branches of one input run at once; both replicas of the slow one work.</summary>
    [Fact]
    public void BranchesRunAtOnce() => Assert.Equal(9, Latency(
        """
        name: n
        input: [1, 4, 4]
        layers:
          - { type: conv, name: a, kernels: 1, kernel: 1 }
          - { type: conv, name: b, input: input, kernels: 1, kernel: 1 }
          - { type: concat, inputs: [a, b] }
          - { type: conv, kernels: 1, kernel: 1 }
        """,
        2,
        2,
        2));

    /// <summary>What takes half of the channels waits for those alone: 4 positions of a, not 8 of b behind it.</summary>
    [Fact]
    public void APartOfAMapWaitsForItsOwnWriters() => Assert.Equal(8, Latency(
        """
        name: n
        input: [1, 2, 2]
        outputs: [half, b]
        layers:
          - { type: conv, name: a, kernels: 1, kernel: 1 }
          - { type: conv, name: b, kernels: 1, kernel: 2, padding: [0, 0, 1, 1] }
          - { type: concat, name: whole, inputs: [a, b] }
          - { type: channels, name: only, input: whole, count: 1 }
          - { type: conv, name: half, kernels: 1, kernel: 1 }
        """,
        1,
        1,
        1));

    private static int Latency(string yaml, params int[] replicas)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, yaml);
        try
        {
            return IdealPipeline.Latency(YamlNetworkReader.Read(file).Value!, [.. replicas]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
