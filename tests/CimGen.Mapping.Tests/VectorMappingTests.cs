using CimGen.Networks.Graph;
using CimGen.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Mapping.Tests;

public sealed class VectorMappingTests
{
    [Fact]
    public void RangesSplitAllPositionsEvenlyOnTheProducersCores() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        var architecture = Machines.RandomFor(network, random);
        var mapping = NetworkMapper.Run(network, architecture).Value!;
        var writers = mapping.Layers.ToDictionary(l => l.Layer.Output);
        foreach (var layer in mapping.Layers.OfType<VectorMapping>())
        {
            var shape = mapping.Network.Tensor(layer.Layer.Output).Shape;
            var writer = writers.GetValueOrDefault(layer.Layer.Inputs[0]);
            var next = 0;
            foreach (var range in layer.Ranges)
            {
                Assert.Equal(next, range.First);
                Assert.True(range.Count >= 1);
                next += range.Count;
            }

            Assert.Equal(shape.Height * shape.Width, next);
            Assert.True(layer.Ranges.Max(r => r.Count) - layer.Ranges.Min(r => r.Count) <= 1);
            Assert.Equal(Enumerable.Range(writer?.FirstCore ?? 0, layer.CoreCount), layer.Ranges.Select(r => r.Core));
            Assert.Equal(Math.Min(writer?.CoreCount ?? architecture.Cores, next), layer.CoreCount);
        }
    }));

    [Fact]
    public void PoolingOfTheNetworkInputRunsFromCoreZero()
    {
        var network = new NetworkBuilder(new FeatureShape(2, 4, 4)).MaxPooling("pool", "input", new Window(2, 2, 2, 2)).Build();

        var layer = (VectorMapping)NetworkMapper.Run(network, Machines.Square(8, 3)).Value!.Layers[0];

        Assert.Equal([(0, 0, 1), (1, 1, 1), (2, 2, 2)], layer.Ranges.Select(r => (r.Core, r.First, r.Count)));
    }
}
