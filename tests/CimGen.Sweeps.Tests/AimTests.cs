using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Tests;

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
        var linear = Sync.Run(layer, crossbar, bus, "linear");
        var cyclic = Sync.Run(layer, crossbar, bus, "cyclic");
        Assert.InRange((long)cyclic["cycles"], 0, (long)linear["cycles"]);
    }

    [Theory]
    [InlineData("layer4", 32)]
    [InlineData("layer6", 128)]
    [InlineData("layer7", 32)]
    [InlineData("layer7", 128)]
    public void AllFeaturesReachTheLimitOnFourBytes(string layer, int crossbar)
    {
        var sequential = Sync.Run(layer, crossbar, 4, "sequential", "all");
        var linear = Sync.Run(layer, crossbar, 4, "linear", "all");
        Assert.InRange((double)(long)sequential["cycles"] / (long)linear["cycles"] / (long)linear["p_v"], 0.99, 1.02);
        Assert.InRange((double)linear["mvm_bound_reached"], 0.985, 1);
        Assert.All(new[] { "partial_sum_load_bytes", "partial_sum_store_bytes", "calls" }, c => Assert.Equal(0L, linear[c]));
    }

    [Fact]
    public void AtLeastFortyPointsAreConfirmedWithTheLargestMachinesAmongThem()
    {
        var chosen = SweepPoint.Of(Sync.File).Where(p => p.Table == "confirmed").ToList();
        Assert.InRange(chosen.Count, 40, 200);
        Assert.All(new[] { "paper", "all" }, v => Assert.Contains(chosen, p => p.Labels is ["layer7", "32", .., var variant] && variant == v));
    }
}
