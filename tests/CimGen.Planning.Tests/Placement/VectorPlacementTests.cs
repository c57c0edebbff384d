using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Planning.Placement;
using CimGen.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests;

public sealed class VectorPlacementTests
{
    [Fact]
    public void RangesSplitAllPositionsEvenlyOnTheProducersCores() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        var architecture = TestMachines.RandomFor(network, random);
        var mapping = NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Value!;
        foreach (var layer in mapping.Layers.OfType<VectorPlacement>())
        {
            var shape = mapping.Network.Tensor(layer.Layer.Output).Shape;
            var input = mapping.Network.Tensor(layer.Layer.Inputs[0]);
            var before = mapping.Layers.Take(layer.Index).ToList();
            var makers = before.Where(l => l.Layer.Output == input.Name).ToList();
            makers = makers.Count > 0 ? makers : [.. before.Where(l => mapping.Network.Tensor(l.Layer.Output).Holder == input.Holder)];
            Place[] places = makers.Count > 0 ? [.. makers.SelectMany(m => m.Places).Distinct()] : [.. Enumerable.Range(0, architecture.Cores).Select(c => new Place(0, c))];
            var next = 0;
            foreach (var range in layer.Parts)
            {
                Assert.Equal((0, shape.Channels, 1), (range.FirstChannel, range.Channels, range.Positions.Count));
                Assert.Equal(next, range.Positions.First);
                Assert.True(range.Positions.Total >= 1);
                next += range.Positions.Total;
            }

            Assert.Equal(shape.Height * shape.Width, next);
            Assert.True(layer.Parts.Max(r => r.Positions.Total) - layer.Parts.Min(r => r.Positions.Total) <= 1);
            Assert.Equal(places.Take(layer.Places.Length), layer.Parts.Select(r => r.Place));
            Assert.Equal(Math.Min(places.Length, next), layer.Places.Length);
        }
    }));

    [Fact]
    public void PoolingOfTheNetworkInputRunsFromCoreZero()
    {
        var network = new NetworkBuilder(new FeatureShape(2, 4, 4)).MaxPooling("pool", "input", new Window(2, 2, 2, 2)).Build();

        var layer = (VectorPlacement)NetworkPlacer.Run(network, TestMachines.Square(8, 3), new CrossbarPlanner()).Value!.Layers[0];

        Assert.Equal([(0, 0, 1), (1, 1, 1), (2, 2, 2)], layer.Parts.Select(r => (r.Place.Core, r.Positions.First, r.Positions.Total)));
    }
}
