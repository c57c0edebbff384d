using System.Collections.Immutable;
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

/// <summary>Feature maps that hold some of their rows.</summary>
public class RollingBuffersTests
{
    private static readonly Window Padded = new(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1);

    /// <summary>Windows of three rows, and a sum that reads a map which also comes to it the longer way, over two layers of such windows.</summary>
    private static QuantizedNetwork Chain => new NetworkBuilder(new FeatureShape(4, 24, 6))
        .Convolution("a", "input", 8, Padded)
        .Convolution("b", "a", 8, Padded)
        .Convolution("c", "b", 8, Padded)
        .Sum("d", "a", "c")
        .MaxPooling("e", "d", new Window(2, 2, 2, 2))
        .Convolution("f", "e", 8, new Window(1, 1)).Build();

    [Fact]
    public void TheFewestRowsAreWhatWindowsNeed()
    {
        var rows = Rows(Chain, FeatureMapKind.Smallest);

        Assert.Equal(3, rows["b"]);
        Assert.Equal(1, rows["c"]);
        Assert.Equal(3, rows["a"]);
        Assert.Equal(3, rows["d"]);
        Assert.Equal(1, rows["e"]);
    }

    /// <summary>Speed takes at least as many rows, and all sizes divide the rows of the map, so that images follow each other evenly.</summary>
    [Fact]
    public void RollingIsAsFastAsWhole()
    {
        var (rolling, smallest) = (Rows(Chain, FeatureMapKind.Rolling), Rows(Chain, FeatureMapKind.Smallest));

        Assert.All(smallest, s => Assert.True(s.Value <= rolling.GetValueOrDefault(s.Key, 24), s.Key));
        Assert.Contains(rolling, r => r.Value < 24);
        Assert.All(rolling.Concat(smallest), r => Assert.Equal(0, (r.Key is "e" ? 12 : 24) % r.Value));
    }

    /// <summary>What the host writes and reads is whole, and so is what somebody reads all of at once.</summary>
    [Fact]
    public void MapsOfTheHostAreWhole()
    {
        var network = new NetworkBuilder(new FeatureShape(4, 12, 5)).Convolution("a", "input", 4, Padded).Convolution("b", "a", 4, new Window(12, 5)).Build();

        Assert.Empty(Rows(network, FeatureMapKind.Smallest));
    }

    /// <summary>Nothing orders two replicas that write a row which nobody reads and the one behind it in its place.</summary>
    [Fact]
    public void RowsThatNobodyReadsAreNotSharedByReplicas()
    {
        var network = new NetworkBuilder(new FeatureShape(4, 24, 5)).Convolution("a", "input", 4, Padded).MaxPooling("b", "a", new Window(1, 1, 2, 2)).Convolution("c", "b", 4, new Window(1, 1)).Build();

        Assert.True(Rows(network, FeatureMapKind.Smallest, cores: 3)["a"] < 24);
        Assert.False(Rows(network, FeatureMapKind.Smallest, cores: 40).ContainsKey("a"));
    }

    /// <summary>Room for n rows: the row n further on waits for those who read this one; rows above and below the map are one row of zeros.</summary>
    [Fact]
    public void RowsWaitForTheirPlace()
    {
        var schedule = Scheduled(Chain, FeatureMapKind.Smallest, batch: 2);
        var room = schedule.Layers[1].Rows!.Inputs.Single(i => i.Channel.Kind == ChannelKind.Room);

        Assert.Equal((2, 3), (room.Channel.Producer, room.Channel.Capacity));
        Assert.Equal(Enumerable.Range(-1, 24), room.Needed);
        var map = schedule.Memory.Features["b"];
        Assert.True(map.Rolls);
        Assert.Equal(map.AddressOf(0, 0, 0), map.AddressOf(0, 3, 0));
        Assert.Equal(map.Address - map.RowPitch, map.AddressOf(0, -1, 0));
        Assert.Equal(map.AddressOf(0, -1, 0), map.AddressOf(0, 24, 0));
        Assert.Equal(4 * map.RowPitch, schedule.Memory.Buffer("features b").Bytes);
    }

    /// <summary>An execution by hand: one row after another through two tasks, and the first waits for the place of the row before.</summary>
    [Fact]
    public void PeriodsAreThoseOfTheSlowestCircle()
    {
        ImmutableArray<int> each = [1, 2, 3, 4];
        RowTaskNode[] tasks = [new(4, 1, 10, []), new(4, 1, 30, [new RowWait(0, each)])];

        Assert.Equal(120, RowExecution.Period(tasks, 3));
        Assert.Equal(160, RowExecution.Period([tasks[0] with { Inputs = [new RowWait(1, [.. each.Select(e => e - 1)])] }, tasks[1]], 3));
        Assert.Equal(double.PositiveInfinity, RowExecution.Period([tasks[0] with { Inputs = [new RowWait(1, each)] }, tasks[1]], 3));
        Assert.Equal(60, RowExecution.Period([tasks[0], tasks[1] with { Replicas = 2 }], 3));

        // Rows that are told one after another.
        Assert.Equal(180, RowExecution.Period([tasks[0] with { Chain = 45 }, tasks[1]], 3));

        // Of four rows the first of three replicas makes two, in each image.
        Assert.Equal(60, RowExecution.Period([tasks[0], tasks[1] with { Replicas = 3 }], 3));
    }

    /// <summary>Who has too little memory hears what takes less.</summary>
    [Theory]
    [InlineData(FeatureMapKind.Whole, "or feature_maps: rolling")]
    [InlineData(FeatureMapKind.Rolling, "or feature_maps: smallest")]
    public void TooLittleMemoryIsToldOfSmallerMaps(FeatureMapKind maps, string advice)
    {
        var machine = Machine(maps, 6) with { Memory = new SharedMemory(1024, 2) };

        Assert.EndsWith(advice, Assert.Single(Scheduler.Run(Placed(Chain, machine), machine).Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schedule() => Baseline.Matches("30-schedule-rolling.txt", Scheduled(Chain, FeatureMapKind.Smallest, batch: 2).Dump());

    private static Architecture Machine(FeatureMapKind maps, int cores) =>
        TestMachines.Square(80, cores, SyncScheme.Linear, UnitMode.Overlapped) with { Dataflow = DataflowKind.Rows, FeatureMaps = maps };

    private static ImmutableDictionary<string, int> Rows(QuantizedNetwork network, FeatureMapKind maps, int cores = 6) => RollingBuffers.Of(Placed(network, Machine(maps, cores)), maps);

    private static NetworkPlacement Placed(QuantizedNetwork network, Architecture machine) => NetworkPlacer.Run(network, machine, new CrossbarPlanner(), new MicrocodeVectors()).Value!;

    private static Schedule Scheduled(QuantizedNetwork network, FeatureMapKind maps, int batch) => Scheduler.Run(Placed(network, Machine(maps, 6)), Machine(maps, 6), batch).Value!;
}
