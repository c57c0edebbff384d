namespace CimGen.Reports.Tests;

public class ThroughputTests
{
    /// <summary>Two runs of three images: the first image of each says the latency, the distance from the first to the last the rate.</summary>
    [Fact]
    public void ABatchHasALatencyAndARate()
    {
        var throughput = Throughput.Of([100, 140, 180, 120, 150, 200], [190, 210], batch: 3);

        Assert.Equal(new Throughput(110, 40), throughput);
        Assert.Equal(25e6, throughput.ImagesPerSecond(megahertz: 1000), 1e-3);
    }

    [Fact]
    public void OneImageARunTakesTheRun() => Assert.Equal(new Throughput(95, 100), Throughput.Of([90, 100], [95, 105], batch: 1));
}
