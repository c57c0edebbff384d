using CimGen.Machines;
using CimGen.Planning.Placement;

namespace CimGen.Planning.Tests;

public sealed class PlaceRunTests
{
    [Theory]
    [InlineData(new[] { 3, 4, 5 }, 1)]
    [InlineData(new[] { 3, 6, 9, 12 }, 1)]
    [InlineData(new[] { 3 }, 1)]
    [InlineData(new[] { 5, 4, 3 }, 3)]
    [InlineData(new[] { 1, 2, 4, 6, 8 }, 2)]
    public void RunsAreWhatALoopGoesOver(int[] cores, int runs)
    {
        var places = cores.Select(c => new Place(0, c)).ToArray();

        Assert.Equal(runs, PlaceRun.Of(places).Length);
        Assert.Equal(places, PlaceRun.Of(places).SelectMany(r => r.Places));
    }

    [Fact]
    public void ARunStaysInItsTile()
    {
        Place[] places = [new(0, 7), new(1, 8), new(1, 9)];

        Assert.Equal(2, PlaceRun.Of(places).Length);
        Assert.Equal(places, PlaceRun.Of(places).SelectMany(r => r.Places));
    }
}
