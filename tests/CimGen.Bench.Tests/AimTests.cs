using CimGen.Bench.Sync;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Reports.Bounds;

namespace CimGen.Bench.Tests;

/// <summary>What docs/reproduction.md and docs/ablation.md say, at points that are quick to run.</summary>
public sealed class AimTests
{
    /// <summary>On a bus with beats to spare; with one round robin for a channel all of these are slower.</summary>
    [Theory]
    [InlineData("layer1", 64, 4)]
    [InlineData("layer3", 128, 4)]
    [InlineData("layer4", 128, 4)]
    [InlineData("layer5", 128, 8)]
    [InlineData("layer3", 64, 16)]
    public void CyclicIsAtLeastAsFastAsLinear(string layer, int crossbar, int bus)
    {
        var linear = Layers.Run(layer, crossbar, bus, SyncScheme.Linear);
        var cyclic = Layers.Run(layer, crossbar, bus, SyncScheme.Cyclic);
        Assert.InRange(cyclic.Cycles, 0, linear.Cycles);
    }

    [Theory]
    [InlineData("layer4", 32)]
    [InlineData("layer6", 128)]
    [InlineData("layer7", 32)]
    [InlineData("layer7", 128)]
    public void AllFeaturesReachTheLimitOnFourBytes(string layer, int crossbar)
    {
        var sequential = Layers.Run(layer, crossbar, 4, SyncScheme.Sequential, variant: Variant.Everything);
        var linear = Layers.Run(layer, crossbar, 4, SyncScheme.Linear, variant: Variant.Everything);
        Assert.InRange((double)sequential.Cycles / linear.Cycles / linear.VerticalGroups, 0.99, 1.02);
        Assert.InRange((double)linear.Bounds[BoundKind.Mvm] / linear.Cycles, 0.985, 1);
        Assert.Equal(0, linear.Traffic.Values(TrafficKind.PartialSumLoad) + linear.Traffic.Values(TrafficKind.PartialSumStore) + linear.Traffic.Calls);
    }

    [Fact]
    public void AtLeastFortyPointsAreConfirmedWithTheLargestMachinesAmongThem()
    {
        var chosen = Confirmation.Chosen(Workload.All).ToList();
        Assert.InRange(chosen.Count, 40, 200);
        Assert.All(new[] { Variant.Paper, Variant.Everything }, v => Assert.Contains(chosen, p => p is { Workload.Name: "layer7", Crossbar: 32 } && p.Variant == v));
    }
}
