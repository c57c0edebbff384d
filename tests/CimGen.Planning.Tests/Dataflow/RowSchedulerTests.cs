using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Microcode.Build;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Placement;
using CimGen.Tests.Shared;

namespace CimGen.Planning.Tests;

/// <summary>Layers that hand on rows.</summary>
public class RowSchedulerTests
{
    /// <summary>Two convolutions, the second of which has P_V = 3 and P_H = 2, and a pooling layer between them.</summary>
    private static QuantizedNetwork Network => new NetworkBuilder(new FeatureShape(2, 8, 6))
        .Convolution("first", "input", 8, new Window(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1))
        .MaxPooling("pool", "first", new Window(2, 2, 2, 2))
        .Convolution("second", "pool", 12, new Window(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1)).Build();

    [Fact]
    public void EachLayerHasCoresOfItsOwn()
    {
        var placement = Placed(Machine(64));

        Assert.Equal(placement.Layers.Sum(l => l.Places.Length), placement.CoresUsed);
        Assert.InRange(placement.CoresUsed, 12, 64);
    }

    /// <summary>Every row of every channel is on one replica, and no row on two.</summary>
    [Theory]
    [InlineData(24)]
    [InlineData(37)]
    [InlineData(100)]
    public void ReplicasShareTheRows(int cores)
    {
        var schedule = Scheduled(Machine(cores));
        foreach (var layer in schedule.Layers)
        {
            var shape = schedule.Placement.Network.Tensor(layer.Placement.Layer.Output).Shape;
            var vectors = layer.Placement switch
            {
                MatrixPlacement matrix => layer.Orders.Index().Where(o => o.Item.Finishes).SelectMany(o => o.Item.Vectors().Select(v => (matrix.Blocks[o.Index].FirstKernel, v.Vector))),
                SplitPlacement split => split.Parts.SelectMany(p => Enumerable.Range(0, p.Positions.Total).Select(n => (p.FirstChannel, Vector: p.Positions[n]))),
                _ => [],
            };
            var all = vectors.ToList();
            Assert.Equal(all.Count, all.Distinct().Count());
            Assert.Equal(shape.Height * shape.Width * all.Select(v => v.Item1).Distinct().Count(), all.Count);
            Assert.Equal(layer.Placement.Replicas.Rows, layer.Rows!.Replicas);
        }
    }

    /// <summary>A padded window of three rows needs two rows for the first, then one more each, and none for the last; one of two rows without overlap two each.</summary>
    [Fact]
    public void RowsNeedTheirWindows()
    {
        var schedule = Scheduled(Machine(24));

        Assert.Empty(schedule.Layers[0].Rows!.Inputs);
        Assert.Equal(new[] { 2, 4, 6, 8 }, Assert.Single(schedule.Layers[1].Rows!.Inputs).Needed);
        Assert.Equal(new[] { 2, 3, 4, 4 }, Assert.Single(schedule.Layers[2].Rows!.Inputs).Needed);
    }

    /// <summary>Rows of a part are rows of its whole; what several layers write has a channel for each of them.</summary>
    [Fact]
    public void JoinedMapsHaveAChannelForEachWriter()
    {
        var builder = new NetworkBuilder(new FeatureShape(4, 6, 5));
        builder.Convolution("left", "input", 4, new Window(1, 1)).Convolution("right", "input", 4, new Window(1, 1)).Sum("sum", "left", "right");
        var schedule = Scheduled(Machine(16), builder.Build());

        Assert.Equal([0, 1], schedule.Layers[2].Rows!.Inputs.Select(i => i.Channel.Producer));
        Assert.All(schedule.Layers[2].Rows!.Inputs, i => Assert.Equal(new[] { 1, 2, 3, 4, 5, 6 }, i.Needed));
        Assert.Equal(2, schedule.Layers[2].Rows!.Inputs.Select(i => i.Counter).Distinct().Count());
    }

    /// <summary>The last of a row tells the readers; the parts of a row and successive rows are linked.</summary>
    [Fact]
    public void RowsAreToldInOrder()
    {
        var rows = new RowFlow([], [.. Enumerable.Range(0, 6).Select(c => new Place(0, c))], 3, Replicas: 3);

        Assert.Equal([1, 2, 3, 4, 5, 0], Enumerable.Range(0, 6).Select(link => rows.Next(link)!.Value.Core));
        Assert.Equal([false, true, false, true, false, true], Enumerable.Range(0, 6).Select(rows.IsLast));
        Assert.All(Enumerable.Range(0, 6), link => Assert.True(rows.Awaits(link)));

        var single = rows with { Replicas = 1 };
        Assert.Null(single.Next(5));
        Assert.False(single.Awaits(0));
    }

    /// <summary>With several images a row waits until nobody reads the one of the image before: windows of three rows hold two rows longer than they need them.</summary>
    [Fact]
    public void RowsWaitForRoom()
    {
        var schedule = Scheduled(Machine(24), batch: 3);

        var first = schedule.Layers[0].Rows!.Inputs[0];
        Assert.Equal((1, ChannelKind.Room), (first.Channel.Producer, first.Channel.Kind));
        Assert.Equal(new[] { -3, -3, -2, -2, -1, -1, 0, 0 }, first.Needed);
        Assert.Equal(schedule.Layers[0].Rows!.Chain.AsEnumerable(), first.Places);
        Assert.Equal(new[] { -2, -1, 0, 0 }, schedule.Layers[1].Rows!.Inputs.Single(i => i.Channel.Kind == ChannelKind.Room).Needed);

        // What the host reads is there for each image.
        Assert.DoesNotContain(schedule.Layers[2].Rows!.Inputs, i => i.Channel.Producer != 1 && i.Channel.Producer != 2);
        Assert.True(schedule.Memory.Features["second"].ImagePitch >= 12 * 4 * 3);
        Assert.Equal(0, schedule.Memory.Features["pool"].ImagePitch);
    }

    /// <summary>Partial sums in memory of a layer that reads what the host has written: nothing else says when they may be overwritten.</summary>
    [Fact]
    public void PartialSumsOfTheFirstLayerWaitForTheirReaders()
    {
        var network = new NetworkBuilder(new FeatureShape(8, 5, 4)).Convolution("first", "input", 8, new Window(3, 3)).Build();

        var own = Assert.Single(Scheduled(Machine(24), network, batch: 2).Layers[0].Rows!.Inputs);

        Assert.Equal((0, ChannelKind.Room), (own.Channel.Producer, own.Channel.Kind));
        Assert.Equal(new[] { -2, -1, 0 }, own.Needed);
        Assert.Empty(Scheduled(Machine(24) with { PartialSums = PartialSumPath.Forward }, network, batch: 2).Layers[0].Rows!.Inputs);
    }

    /// <summary>What a divergence report says: every second position of every second row, and again for the next image.</summary>
    [Fact]
    public void VectorsOfABatchBelongToItsImages()
    {
        var schedule = Scheduled(Machine(37), batch: 2);
        var place = schedule.Layers[0].Placement.Places[^1];

        var vectors = Enumerable.Range(0, 25).Select(n => (schedule.ImageOf(0, place, n), schedule.OutputVector(0, place, n))).ToList();
        Assert.Equal((new ReplicaGrid(2, 2), 12), (schedule.Layers[0].Placement.Replicas, schedule.Layers[0].Orders[^1].Count));
        Assert.Equal([(0, 7), (0, 9), (0, 11), (0, 19), (0, 47), (1, 7), (1, 47), (2, -1)], new[] { 0, 1, 2, 3, 11, 12, 23, 24 }.Select(n => vectors[n]));
    }

    [Fact]
    public void ABatchThatCannotBeIsRefused()
    {
        Assert.Equal("CIM0605", Assert.Single(Scheduler.Run(Placed(Machine(24)), Machine(24), batch: 33).Diagnostics).Code);
        Assert.Equal("CIM0605", Assert.Single(Scheduler.Run(Placed(Machine(24)), Machine(24) with { Dataflow = DataflowKind.Layers }, batch: 2).Diagnostics).Code);
    }

    [Theory]
    [InlineData(SyncScheme.Cyclic)]
    [InlineData(SyncScheme.Sequential)]
    public void OtherSchemesAreRefused(SyncScheme scheme) => Assert.Equal("CIM0604", Assert.Single(Compiled.Codes(Network, Machine(64) with { Sync = new Sync(scheme, SyncTransport.Tree, 8) })));

    [Fact]
    public void TooFewCoresAndCountersAreNamed()
    {
        Assert.Equal("CIM0501", Assert.Single(Compiled.Codes(Network, Machine(5))));
        Assert.Contains("CIM0602", Compiled.Codes(Network, Machine(64) with { Sync = new Sync(SyncScheme.Linear, SyncTransport.Tree, 1) }));
    }

    [Fact]
    public void Schedule() => Baseline.Matches("30-schedule-rows.txt", Scheduled(Machine(37)).Dump());

    private static Architecture Machine(int cores) => TestMachines.Square(8, cores, SyncScheme.Linear, UnitMode.Overlapped) with { Dataflow = DataflowKind.Rows };

    private static NetworkPlacement Placed(Architecture machine, QuantizedNetwork? network = null) =>
        NetworkPlacer.Run(network ?? Network, machine, new CrossbarPlanner(), new MicrocodeVectors()).Value!;

    private static Schedule Scheduled(Architecture machine, QuantizedNetwork? network = null, int batch = 1) => Scheduler.Run(Placed(machine, network), machine, batch).Value!;
}
