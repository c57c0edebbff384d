using CimGen.Cosim;
using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Planning.Placement;

namespace CimGen.Flow.Tests;

/// <summary>What the statistics say about a layer, on traces of the golden model.</summary>
public class TraceStatisticsTests
{
    [Theory]
    [InlineData(SyncScheme.Linear)]
    [InlineData(SyncScheme.Cyclic)]
    public void ALayerGainsAtMostTheNumberOfItsVerticalGroupsOverTheSequentialScheme(SyncScheme scheme)
    {
        var (sequential, _) = Cycles(SyncScheme.Sequential);
        var (cycles, layers) = Cycles(scheme);

        var gains = layers.OfType<MatrixPlacement>().Where(l => l.VerticalGroups > 1).Select(l => (l.VerticalGroups, Gain: (double)sequential[l.Index] / cycles[l.Index])).ToList();

        Assert.NotEmpty(gains);
        Assert.All(gains, g => Assert.InRange(g.Gain, 1, g.VerticalGroups));
    }

    private static (long[] Cycles, IReadOnlyList<LayerPlacement> Layers) Cycles(SyncScheme scheme)
    {
        var design = Workspace.Digits.With(scheme, SyncTransport.Bus, UnitMode.Blocking, images: 1);
        var compiled = Workspace.Required(new DesignCompiler(Stage.Microcode).Run(design));
        var layers = compiled.Schedule.Placement.Layers;
        var statistics = new TraceStatistics(compiled.Image, layers.Length);
        Assert.True(compiled.Golden().Run(0, statistics, GoldenResults.CycleLimit).Ok);
        return ([.. layers.Select(l => (long)statistics.LastCycle[l.Index] - statistics.FirstCycle[l.Index] + 1)], layers);
    }
}
