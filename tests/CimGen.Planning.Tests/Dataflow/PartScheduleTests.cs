using CimGen.Machines;
using CimGen.Microcode.Build;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Proofs;
using CimGen.Tests.Shared;

namespace CimGen.Planning.Tests;

/// <summary>Who waits for whom where layers share a feature map; the proof agrees.</summary>
public sealed class PartScheduleTests
{
    private static readonly Window One = new(1, 1);

    [Theory]
    [InlineData(SyncScheme.Sequential)]
    [InlineData(SyncScheme.Linear)]
    [InlineData(SyncScheme.Cyclic)]
    public void WritersOfDifferentChannelsDoNotWaitForEachOther(SyncScheme scheme)
    {
        var schedule = Proven(PartLayoutTests.Branches().Convolution("both", "whole", 2, One).Build(), scheme);
        Assert.Empty(Producers(schedule, 1));
        Assert.Equal([0, 1], Producers(schedule, 2));
    }

    [Fact]
    public void AReaderOfAPartWaitsForItsWriterOnly()
    {
        var network = PartLayoutTests.Branches().Convolution("of left", "left", 2, One).Convolution("of right", "right", 2, One)
            .Convolution("both", "whole", 2, One).Sum("sides", "of left", "of right").Sum("sum", "sides", "both").Build();
        var schedule = Proven(network, SyncScheme.Linear);
        Assert.Equal([0], Producers(schedule, 2));
        Assert.Equal([1], Producers(schedule, 3));
        Assert.Equal([0, 1], Producers(schedule, 4));
    }

    /// <summary>A part that nobody writes by itself: two of the six channels of the left branch's, one of the right one's.</summary>
    [Fact]
    public void AReaderOfChannelsOfTwoWritersWaitsForBoth()
    {
        var network = PartLayoutTests.Branches()
            .Part("across", "whole", new MapPart("whole", 1), new FeatureShape(3, 4, 4)).Convolution("conv", "across", 2, One).Build();
        Assert.Equal([0, 1], Producers(Proven(network, SyncScheme.Cyclic), 2));
    }

    [Fact]
    public void WritersOfRowsAndColumnsInTurnDoNotWaitForEachOther()
    {
        var builder = new NetworkBuilder(new FeatureShape(4, 3, 3)).Whole("whole", new FeatureShape(4, 6, 6));
        foreach (var (top, left) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            builder.Part($"{top}{left}", "whole", new MapPart("whole", 0, top, left, 2, 2), new FeatureShape(4, 3, 3), written: true).Convolution($"{top}{left}", "input", 4, One);
        }

        var schedule = Proven(builder.Part("evens", "whole", new MapPart("whole", 0, 0, 1, 2, 2), new FeatureShape(4, 3, 3)).Convolution("of one", "evens", 2, One)
            .Convolution("of all", "whole", 2, new Window(4, 4)).Sum("sum", "of one", "of all").Build(), SyncScheme.Linear);
        Assert.All(Enumerable.Range(0, 4), layer => Assert.Empty(Producers(schedule, layer)));
        Assert.Equal([1], Producers(schedule, 4));
        Assert.Equal([0, 1, 2, 3], Producers(schedule, 5));
    }

    /// <summary>A writer of a part that has been read already waits for its readers, not for those of the rest.</summary>
    [Fact]
    public void PoolingCopiesAndGatesAreProven()
    {
        var network = PartLayoutTests.Branches()
            .MaxPooling("pool", "right", new Window(3, 3, PadTop: 1, PadLeft: 1))
            .AveragePooling("mean", "whole", new Window(4, 4))
            .Lookup("gate", "mean")
            .Product("gated", "whole", "gate").Build();
        Proven(network, SyncScheme.Cyclic);
    }

    /// <summary>Whose values the layer reads, not whose memory it takes.</summary>
    private static int[] Producers(Schedule schedule, int layer) => [.. schedule.Layers[layer].Inputs.Where(c => c.Kind == ChannelKind.Data).Select(c => c.Producer).Order()];

    private static Schedule Proven(QuantizedNetwork network, SyncScheme scheme)
    {
        var compiled = Compiled.From(network, TestMachines.Square(8, 16, scheme));
        Assert.Empty(ScheduleProver.Run(compiled.Architecture, compiled.Image, new MicrocodeEffects()).Diagnostics);
        return compiled.Schedule;
    }
}
