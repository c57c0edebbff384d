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

/// <summary>Layers with one channel to a group: on crossbars or on vector units, and cut for these.</summary>
public sealed class ChannelPlacementTests
{
    private static readonly Window Square = new(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1);

    /// <summary>A channel of the depthwise layer has nine rows, so that a crossbar of 16x16 has room for one.</summary>
    private static readonly QuantizedNetwork Network = new NetworkBuilder(new FeatureShape(3, 6, 5))
        .Convolution("before", "input", 8, new Window(1, 1)).Convolution("depthwise", "before", 8, Square, groups: 8).Convolution("after", "depthwise", 4, new Window(1, 1)).Build();

    private static readonly SlowVectors Slow = new();

    [Theory]
    [InlineData(20, 30, 8, 4)]
    [InlineData(17, 5, 4, 4)]
    [InlineData(3, 9, 8, 8)]
    [InlineData(64, 1, 16, 2)]
    public void EveryCutHasEachChannelOfEachPositionOnce(int channels, int positions, int most, int step)
    {
        var grids = ChannelGrid.All(new VectorOffer(most, step), channels, positions, cores: 12).ToList();
        Assert.Equal(1, grids[0].Cores);
        Assert.True(grids.Count > 1);
        foreach (var grid in grids)
        {
            var next = 0;
            var parts = grid.Parts(() => new Place(0, next++)).ToList();
            var all = from p in parts from c in Enumerable.Range(p.FirstChannel, p.Channels) from v in Enumerable.Range(p.Positions.First, p.Positions.Total) select (c, v);
            Assert.Equal(channels * positions, all.Distinct().Count());
            Assert.Equal(channels * positions, all.Count());
            Assert.Equal((grid.Cores, grid.Cores), (parts.Count, next));
            Assert.InRange(grid.Cores, 1, 12);
            Assert.InRange(grid.ChunkChannels, 1, most);
            Assert.All(parts, p => Assert.Equal(0, p.FirstChannel % grid.ChunkChannels));
        }
    }

    [Fact]
    public void OneOfThemCanBeForced()
    {
        Assert.IsType<MatrixPlacement>(Depthwise(DepthwiseUnit.Crossbar, 16));
        Assert.IsType<ChannelPlacement>(Depthwise(DepthwiseUnit.Gpeu, 16));
        Assert.All(Enum.GetValues<DepthwiseUnit>().Skip(1), u => Assert.Equal((u, "as the architecture says"), (Depthwise(u, 16).Choice!.Unit, Depthwise(u, 16).Choice!.Reason)));
    }

    [Fact]
    public void TheBetterPredictionIsTaken()
    {
        var choice = Depthwise(DepthwiseUnit.Auto, 16).Choice!;

        Assert.Equal(choice.Vector!.Cycles < choice.Crossbar.Cycles, choice.Unit == DepthwiseUnit.Gpeu);
        Assert.Contains(choice.Reason, new[] { "fewer cycles", "no more cycles" });
    }

    /// <summary>The network needs a core for each of the eight channels, one for the layer before, one for that behind.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(9)]
    [InlineData(2)]
    public void WithTooFewCoresForCrossbarsItIsVectorUnits(int cores)
    {
        var fast = Machine(DepthwiseUnit.Auto, cores);
        var placement = Placed(fast, Slow);

        Assert.Equal(
            cores >= 10 ? (DepthwiseUnit.Crossbar, "no more cycles") : (DepthwiseUnit.Gpeu, "too few cores for crossbars"),
            (placement.Layers[1].Choice!.Unit, placement.Layers[1].Choice!.Reason));
        Assert.Equal(cores < 10, NetworkPlacer.Run(Network, fast with { Depthwise = DepthwiseUnit.Crossbar }, new CrossbarPlanner(), Slow).Value is null);
    }

    [Fact]
    public void WhatVectorUnitsCannotDoSaysWhy()
    {
        var network = new NetworkBuilder(new FeatureShape(4, 40, 20)).Convolution("large", "input", 4, new Window(16, 16), groups: 4).Build();
        var choice = NetworkPlacer.Run(network, TestMachines.Square(256, 8) with { Depthwise = DepthwiseUnit.Gpeu }, new CrossbarPlanner(), new MicrocodeVectors()).Value!.Layers[0].Choice!;

        Assert.Equal((DepthwiseUnit.Crossbar, null), (choice.Unit, choice.Vector));
        Assert.Equal("the gpeu cannot, a window has at most 255 values", choice.Reason);
    }

    /// <summary>Each layer on all cores would take a counter of each.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(4)]
    [InlineData(2)]
    public void CountersSuffice(int counters)
    {
        var builder = new NetworkBuilder(new FeatureShape(8, 6, 5)).Convolution("layer0", "input", 8, new Window(1, 1));
        for (var i = 1; i <= 10; i++)
        {
            builder.Convolution($"layer{i}", $"layer{i - 1}", 8, Square, groups: 8);
        }

        var machine = TestMachines.Square(16, 128, counters: counters);
        var placement = NetworkPlacer.Run(builder.Build(), machine, new CrossbarPlanner(), new MicrocodeVectors()).Value!;

        Assert.Empty(Scheduler.Run(placement, machine).Diagnostics);
        Assert.Equal(10, placement.Layers.Count(l => l.Choice is not null));
    }

    /// <summary>Half of the instruction memory is for programs of such layers.</summary>
    [Theory]
    [InlineData(256, DepthwiseUnit.Crossbar)]
    [InlineData(4096, DepthwiseUnit.Gpeu)]
    public void ProgramsHaveRoom(int instructionMemoryBytes, DepthwiseUnit expected)
    {
        var machine = TestMachines.Square(16, 16) with { Controller = new MicrocodeSpec(UnitMode.Blocking, instructionMemoryBytes) };

        Assert.Equal(expected, Placed(machine, new MicrocodeVectors()).Layers[1].Choice!.Unit);
    }

    [Fact]
    public void Mapping() => Baseline.Matches("20-mapping-channels.txt", Placed(Machine(DepthwiseUnit.Gpeu, 5), new MicrocodeVectors()).Dump());

    private static Architecture Machine(DepthwiseUnit unit, int cores) => TestMachines.Square(16, cores) with { Depthwise = unit };

    private static LayerPlacement Depthwise(DepthwiseUnit unit, int cores) => Placed(Machine(unit, cores), new MicrocodeVectors()).Layers[1];

    private static NetworkPlacement Placed(Architecture machine, IVectorPlanner vectors) => NetworkPlacer.Run(Network, machine, new CrossbarPlanner(), vectors).Value!;

    /// <summary>Vector units that are never the faster ones.</summary>
    private sealed class SlowVectors : IVectorPlanner
    {
        public int RowCycles => 0;

        public int LinkCycles => 0;

        public int CallCycles => 0;

        public VectorOffer Offer(QuantizedConvolution layer, Architecture architecture) => new(8, 2);

        public long Cycles(QuantizedConvolution layer, FeatureShape input, BlockGrid grid, Architecture architecture) => 100;

        public long Cycles(QuantizedConvolution layer, FeatureShape input, ChannelGrid grid, Architecture architecture) => 200;

        public long Cycles(QuantizedLayer layer, FeatureShape input, FeatureShape output, int channels, Architecture architecture) => 300;

        public int ProgramBytes(QuantizedConvolution layer, FeatureShape input, ChannelGrid grid, Architecture architecture) => 8;
    }
}
