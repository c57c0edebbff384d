using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;
using CimGen.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests;

public sealed class MemoryPlannerTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(150);

    [Fact]
    public void BuffersThatLiveTogetherShareNoByte() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        var architecture = TestMachines.RandomFor(network, random);
        var plan = Plan(network, architecture);
        foreach (var (a, b) in from a in plan.Buffers from b in plan.Buffers where !ReferenceEquals(a, b) select (a, b))
        {
            var together = Math.Max(a.FirstLayer, b.FirstLayer) <= Math.Min(a.LastLayer, b.LastLayer);
            Assert.False(together && Math.Max(a.Address, b.Address) < Math.Min(a.Address + a.Bytes, b.Address + b.Bytes), $"{a} and {b}");
        }

        Assert.All(plan.Buffers, b => Assert.Equal(0, b.Address % architecture.Bus.WidthBytes));
        Assert.All(plan.Buffers, b => Assert.InRange(b.Address + b.Bytes, 1, architecture.Memory.SizeBytes));
    }));

    /// <summary>Recomputed from the network: who uses a buffer when.</summary>
    [Fact]
    public void BuffersLiveAsLongAsTheyAreUsed() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var source = RandomNetworks.Next(random);
        var architecture = TestMachines.RandomFor(source, random);
        var mapping = NetworkPlacer.Run(source, architecture, new CrossbarPlanner()).Value!;
        var (network, end) = (mapping.Network, mapping.Layers.Length);
        var plan = MemoryPlanner.Run(mapping, architecture).Value!;
        for (var i = 0; i < end; i++)
        {
            foreach (var tensor in network.Layers[i].Inputs.Append(network.Layers[i].Output))
            {
                var buffer = plan.Buffer(MemoryPlan.FeatureName(network.Tensor(tensor).Holder));
                Assert.InRange(i, buffer.FirstLayer, buffer.LastLayer);
            }
        }

        Assert.Equal(-1, plan.Buffer(MemoryPlan.FeatureName(network.Inputs[0])).FirstLayer);
        Assert.Equal(end, plan.Buffer(MemoryPlan.FeatureName(network.Outputs[0])).LastLayer);
        Assert.All(
            plan.Buffers.Where(b => b.Use == BufferUse.Parameters || plan.Borders.Keys.Any(t => b.Name == MemoryPlan.FeatureName(t))),
            b => Assert.Equal((-1, end), (b.FirstLayer, b.LastLayer)));
    }));

    [Fact]
    public void WindowsStayInsideTheirBuffer() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var source = RandomNetworks.Next(random);
        var architecture = TestMachines.RandomFor(source, random);
        var mapping = NetworkPlacer.Run(source, architecture, new CrossbarPlanner()).Value!;
        var plan = MemoryPlanner.Run(mapping, architecture).Value!;
        foreach (var layer in mapping.Network.Layers)
        {
            var window = layer switch
            {
                QuantizedConvolution l => l.Window,
                QuantizedMaxPooling l => l.Window,
                QuantizedAveragePooling l => l.Window,
                _ => new Window(1, 1),
            };
            var input = plan.Features[layer.Inputs[0]];
            var output = plan.Features[layer.Output];
            var buffer = plan.Buffer(MemoryPlan.FeatureName(mapping.Network.Tensor(layer.Inputs[0]).Holder));
            var bottom = ((output.Height - 1) * window.StrideY) - window.PadTop + window.SpanY - 1;
            var right = ((output.Width - 1) * window.StrideX) - window.PadLeft + window.SpanX - 1;
            Assert.True(input.AddressOf(0, -window.PadTop, -window.PadLeft) >= buffer.Address);
            Assert.True(input.AddressOf(input.Channels - 1, bottom, right) < buffer.End);
            Assert.True(((right + window.PadLeft) * input.PixelPitch) + input.Channels <= input.RowPitch, "a window must not run into the next row");
        }
    }));

    /// <summary>What is said before calibration, from shapes alone, holds: no plan needs less.</summary>
    [Fact]
    public void TheEarlyCheckNeverAsksForMoreThanAPlan() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        AssertTheEarlyCheckAsksForNoMore(network, TestMachines.RandomFor(network, random));
    }));

    /// <summary>A convolution with its padding on one side and a pooling with its on the other.</summary>
    [Fact]
    public void BordersOfTwoReadersAreNotOneAroundBoth() => AssertTheEarlyCheckAsksForNoMore(
        new NetworkBuilder(new FeatureShape(8, 8, 8), inputZeroPoint: 3)
            .Convolution("conv", "input", 4, new Window(3, 3, PadTop: 2, PadLeft: 2))
            .MaxPooling("pool", "input", new Window(3, 3, PadBottom: 2, PadRight: 2)).Build(),
        TestMachines.Square(16, 6));

    /// <summary>A pooling that reads a copy of a few channels, so that the whole needs no border.</summary>
    [Fact]
    public void ABorderForAPartIsNotOneForItsWhole() => AssertTheEarlyCheckAsksForNoMore(
        new NetworkBuilder(new FeatureShape(16, 6, 6), inputZeroPoint: 3)
            .Part("one", "input", new MapPart("input", 5), new FeatureShape(1, 6, 6))
            .MaxPooling("pool", "one", new Window(3, 3, PadTop: 2, PadLeft: 2, PadBottom: 2, PadRight: 2)).Build(),
        TestMachines.Square(16, 6));

    private static void AssertTheEarlyCheckAsksForNoMore(QuantizedNetwork source, Architecture architecture)
    {
        var needed = MemoryPlanner.Run(NetworkPlacer.Run(source, architecture, new CrossbarPlanner()).Value!, architecture).Value!.Bytes;
        var outline = source with { Tensors = [.. source.Tensors.Select(t => t with { ZeroPoint = -128 })] };
        var mapping = NetworkPlacer.Run(outline, architecture, new CrossbarPlanner()).Value!;

        Assert.Null(MemoryPlanner.Check(mapping, architecture with { Memory = architecture.Memory with { SizeBytes = needed } }));
        var input = outline.Tensor(outline.Inputs[0]).Shape.Count;
        Assert.Equal("CIM0601", MemoryPlanner.Check(mapping, architecture with { Memory = architecture.Memory with { SizeBytes = (int)input } })?.Code);
    }

    [Fact]
    public void MemoryIsReusedAlongAChain()
    {
        var builder = new NetworkBuilder(new FeatureShape(8, 8, 8));
        for (var i = 0; i < 6; i++)
        {
            builder.Sum($"layer{i}", i == 0 ? "input" : $"layer{i - 1}");
        }

        var plan = Plan(builder.Build(), TestMachines.Square(8, 4));

        // 7 maps of 512 bytes, of which two or three live at a time, and 6 blocks of parameters.
        Assert.True(plan.Bytes <= (3 * 512) + (6 * 32), $"{plan.Bytes} bytes");
    }

    [Fact]
    public void OverflowNamesNeedAndLargest()
    {
        var network = NetworkBuilder.Single(16, new Window(1, 1), new FeatureShape(16, 8, 8));
        var architecture = TestMachines.Square(8, 4, memoryBytes: 2048);

        var result = MemoryPlanner.Run(NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Value!, architecture);

        // Two HGs with partial sums of 64 * 8 * 4 bytes, two maps of 1024, bias and requantization of 4 * 8 each.
        Assert.Equal(
            "network.yaml(1,1): error CIM0601: 6272 bytes of shared memory are needed, 2048 are there (largest: sums 0.0 2048; sums 0.1 2048; " +
            "features input 1024; features conv 1024); raise memory.size_bytes",
            Assert.Single(result.Diagnostics).ToString());
    }

    /// <summary>Sizes beyond 32 bits must not wrap around into something that fits.</summary>
    [Theory]
    [InlineData(1 << 16, 1 << 16, 0)]
    [InlineData(46341, 46341, 0)]
    [InlineData(3, 3, 1 << 30)]
    [InlineData(1, 1 << 20, 1 << 10)]
    public void HugeFeatureMapsOverflowInsteadOfWrapping(int height, int width, int padding)
    {
        var shape = new FeatureShape(1, height, width);
        var window = new Window(1, 1, int.MaxValue, int.MaxValue, padding, padding);
        var network = new NetworkBuilder(shape).Convolution("conv", "input", 1, window).Build();
        var architecture = TestMachines.Square(8, 1);

        var result = Scheduler.Run(NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Value!, architecture);

        Assert.Equal("CIM0601", Assert.Single(result.Diagnostics).Code);
        var needed = Math.Min(BorderedLayout.Endless, (height + (long)padding) * (width + (long)padding));
        Assert.True(long.Parse(result.Diagnostics[0].Message.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) >= needed);
    }

    private static MemoryPlan Plan(QuantizedNetwork network, Architecture architecture) =>
        MemoryPlanner.Run(NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Value!, architecture).Value!;
}
