using CimGen.Machines.Images;

namespace CimGen.Machines.Tests;

public sealed class FeatureLayoutTests
{
    [Fact]
    public void ARollingBufferReusesItsRows()
    {
        var layout = new FeatureLayout(100, Channels: 4, Height: 6, Width: 5, PixelPitch: 4, RowPitch: 20) { Rows = 3, Memory = new MemoryId(2) };

        Assert.True(layout.Rolls);
        Assert.Equal(layout.AddressOf(1, 0, 2), layout.AddressOf(1, 3, 2));
        Assert.Equal(3 * 20, Enumerable.Range(0, 6).Select(y => layout.AddressOf(0, y, 0)).Distinct().Count() * 20);
        Assert.All(Enumerable.Range(0, 6), y => Assert.InRange(layout.AddressOf(3, y, 4), 100, 100 + (3 * 20) - 1));
    }

    [Fact]
    public void WideElementsLieApart()
    {
        var layout = new FeatureLayout(0, Channels: 2, Height: 1, Width: 3, PixelPitch: 8, RowPitch: 24) { ElementBytes = 4 };

        Assert.Equal([0, 4, 8, 12, 16, 20], Enumerable.Range(0, 6).Select(i => layout.AddressOf(i % 2, 0, i / 2)));
    }

    /// <summary>The border of a map that does not roll lies before its first value.</summary>
    [Fact]
    public void ABorderLiesInFront() =>
        Assert.Equal(1000 - 24 - 4, new FeatureLayout(1000, 4, 4, 4, 4, 24).AddressOf(0, -1, -1));
}
