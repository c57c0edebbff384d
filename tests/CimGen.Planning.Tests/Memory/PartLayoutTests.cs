using CimGen.Crossbars.Build;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;
using CimGen.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests;

/// <summary>Feature maps that are parts of others have no memory of their own.</summary>
public sealed class PartLayoutTests
{
    private static readonly Window Padded = new(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1);

    /// <summary>Value by value: a part lies where its whole has it.</summary>
    [Fact]
    public void PartsLieInTheirWholes() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var source = RandomNetworks.Next(random);
        var plan = Plan(source, TestMachines.RandomFor(source, random));
        foreach (var tensor in source.Tensors.Where(t => t.Part is not null))
        {
            var (part, map, whole) = (tensor.Part!, plan.Features[tensor.Name], plan.Features[tensor.Holder]);
            Assert.DoesNotContain(plan.Buffers, b => b.Name == MemoryPlan.FeatureName(tensor.Name));
            foreach (var (y, x) in from y in Enumerable.Range(0, map.Height) from x in Enumerable.Range(0, map.Width) select (y, x))
            {
                Assert.Equal(whole.AddressOf(part.FirstChannel, part.Top + (y * part.StepY), part.Left + (x * part.StepX)), map.AddressOf(0, y, x));
            }
        }
    }));

    /// <summary>The whole gets the border that readers of its parts want, and its writers write inside of it.</summary>
    [Fact]
    public void AWholeHasTheBordersOfTheReadersOfItsParts()
    {
        var plan = Plan(
            new NetworkBuilder(new FeatureShape(4, 5, 5), inputZeroPoint: 9)
                .Part("half", "input", new MapPart("input", 2), new FeatureShape(2, 5, 5))
                .Convolution("conv", "half", 3, Padded with { PadLeft = 2 }).Build(),
            TestMachines.Square(8, 4));

        var border = Assert.Single(plan.Borders);
        Assert.Equal("input", border.Key);
        Assert.Equal((1, 2, 1, 1), (border.Value.Top, border.Value.Left, border.Value.Bottom, border.Value.Right));
        var (map, half) = (plan.Features["input"], plan.Features["half"]);
        Assert.Equal((8 * 4, 4), (half.RowPitch, half.PixelPitch));
        Assert.Equal(map.Address + 2, half.Address);
        Assert.Equal(plan.Buffer(MemoryPlan.FeatureName("input")).Address + half.RowPitch + (2 * half.PixelPitch) + 2, half.Address);
    }

    [Fact]
    public void AMapLivesFromItsFirstWriterToTheLastReaderOfAPart()
    {
        var plan = Plan(Branches().Sum("late", "right").Sum("last", "late").Build(), TestMachines.Square(8, 4));
        var whole = plan.Buffer(MemoryPlan.FeatureName("whole"));
        Assert.Equal((0, 2), (whole.FirstLayer, whole.LastLayer));
    }

    /// <summary>Max pooling with padding reads a copy, which is no part of anything.</summary>
    [Fact]
    public void ABorderedCopyOfAPartIsAWhole()
    {
        var network = Branches().MaxPooling("pool", "right", Padded).Build();
        network = network with { Tensors = [.. network.Tensors.Select(t => t with { ZeroPoint = 5 })] };
        var legal = BorderLegalizer.Run(network);
        Assert.Null(legal.Tensor(legal.Layers[^1].Inputs[0]).Part);
        Assert.Empty(Plan(network, TestMachines.Square(8, 4)).Borders.Keys.Except([legal.Layers[^1].Inputs[0]]));
    }

    /// <summary>A part of one row every other column of which counts has other neighbours than its whole.</summary>
    [Fact]
    public void AStepOverASingleRowIsNoPartOfChannels()
    {
        var shape = new FeatureShape(3, 1, 1);
        Assert.True(new MapPart("whole", 1).IsOfChannels(shape with { Channels = 2 }, shape));
        Assert.False(new MapPart("whole", StepX: 2).IsOfChannels(shape, shape));
        Assert.False(new MapPart("whole", StepY: 3).IsOfChannels(shape, shape));
    }

    /// <summary>Two layers that write channels of one map side by side.</summary>
    internal static NetworkBuilder Branches() => new NetworkBuilder(new FeatureShape(4, 4, 4))
        .Whole("whole", new FeatureShape(8, 4, 4))
        .Part("left", "whole", new MapPart("whole"), new FeatureShape(3, 4, 4), written: true)
        .Part("right", "whole", new MapPart("whole", 3), new FeatureShape(5, 4, 4), written: true)
        .Convolution("left", "input", 3, new Window(1, 1))
        .Convolution("right", "input", 5, new Window(1, 1));

    private static MemoryPlan Plan(QuantizedNetwork network, Machines.Architecture architecture) =>
        MemoryPlanner.Run(NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Value!, architecture).Value!;
}
