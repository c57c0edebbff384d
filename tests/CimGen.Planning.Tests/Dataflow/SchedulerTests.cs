using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;
using CimGen.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests;

public sealed class SchedulerTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(150);

    /// <summary>Two layers one of which writes bytes that the other touches are ordered by a chain of predecessors and programs of single cores; nothing else is named twice.</summary>
    [Fact]
    public void PredecessorsOrderEveryConflictAndNoneIsImplied() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var schedule = Random(seed, out _);
        var count = schedule.Layers.Length;
        var before = new HashSet<int>[count];
        for (var i = 0; i < count; i++)
        {
            var direct = schedule.Layers[i].Inputs.Select(c => c.Producer).ToArray();
            var sameCore = Enumerable.Range(0, i).Where(p => SingleCore(schedule, p) is { } core && core == SingleCore(schedule, i));
            before[i] = [.. direct.Concat(sameCore).SelectMany(p => before[p].Append(p))];
            Assert.DoesNotContain(direct, p => direct.Any(q => before[q].Contains(p)));
            for (var j = 0; j < i; j++)
            {
                if (Conflict(schedule, j, i))
                {
                    Assert.Contains(j, before[i]);
                }
            }
        }
    }));

    private static Place? SingleCore(Schedule schedule, int layer) =>
        schedule.Layers[layer].Placement.Places is [var place] ? place : null;

    [Fact]
    public void SuccessorsMirrorPredecessorsAndStartCountsAddUp() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var schedule = Random(seed, out _);
        foreach (var layer in schedule.Layers)
        {
            Assert.All(layer.Inputs, c => Assert.Contains(layer.Placement.Index, schedule.Layers[c.Producer].Successors));
            Assert.All(layer.Successors, s => Assert.Contains(layer.Placement.Index, schedule.Layers[s].Inputs.Select(c => c.Producer)));
            Assert.Equal(layer.Inputs.Sum(c => schedule.Layers[c.Producer].FinishingPlaces.Length), layer.Start.Count);
            Assert.Equal(layer.Inputs.IsEmpty, layer.Start.IsNone);
        }
    }));

    [Fact]
    public void NoCounterOfACoreServesTwoPurposes() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var schedule = Random(seed, out var architecture);
        var used = new HashSet<(Place Place, int Counter)>();
        foreach (var layer in schedule.Layers)
        {
            foreach (var place in layer.Placement.Places)
            {
                Assert.True(schedule.Forwards || layer.Placement is not MatrixPlacement { VerticalGroups: > 1 } || used.Add((place, LayerSchedule.PartialSumCounter)));
                Assert.True(layer.Start.CountAt(place) == 0 || used.Add((place, layer.Start.Counter)));
            }
        }

        Assert.All(used, u => Assert.InRange(u.Counter, 0, architecture.Sync.Counters - 1));
    }));

    [Theory]
    [InlineData(SyncScheme.Sequential, new[] { 2, 5 })]
    [InlineData(SyncScheme.Linear, new[] { 2, 5 })]
    [InlineData(SyncScheme.Cyclic, new[] { 0, 1, 2, 3, 4, 5 })]
    public void CoresThatStoreOutputsFinishALayer(SyncScheme scheme, int[] finishing)
    {
        var network = NetworkBuilder.Single(16, new Window(1, 1), new FeatureShape(24, 4, 4));

        Assert.Equal(finishing, Run(network, TestMachines.Square(8, 6, scheme)).Layers[0].FinishingPlaces.Select(p => p.Core));
    }

    [Fact]
    public void TooFewCountersAreReported()
    {
        var mapping = NetworkPlacer.Run(Samples.Network, TestMachines.Square(8, 16), new CrossbarPlanner()).Value!;

        var result = Scheduler.Run(mapping, TestMachines.Square(8, 16, counters: 3));

        Assert.Contains(result.Diagnostics, d => d.ToString() ==
            "network.yaml(3,1): error CIM0602: layer 'sum' needs 4 counters on its cores, each has 3; raise sync.counters");
    }

    [Theory]
    [InlineData(SyncScheme.Linear, 65535, true)]
    [InlineData(SyncScheme.Linear, 65536, false)]
    [InlineData(SyncScheme.Sequential, 65536, true)]
    public void CountersEndAtSixteenBits(SyncScheme scheme, int vectors, bool fits)
    {
        var network = NetworkBuilder.Single(4, new Window(1, 1), new FeatureShape(16, 1, vectors));
        var architecture = TestMachines.Square(8, 2, scheme);

        var result = Scheduler.Run(NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Value!, architecture);

        Assert.Equal(fits ? [] : ["CIM0603"], result.Diagnostics.Select(d => d.Code));
        Assert.All(result.Diagnostics, d => Assert.EndsWith(
            "; use the sequential scheme, or partial_sums: forward with another scheme, or crossbars with 16 rows", d.Message, StringComparison.Ordinal));
    }

    /// <summary>What the message says about partial sums is so.</summary>
    [Fact]
    public void EveryAdviceAboutPartialSumsWorks()
    {
        var network = NetworkBuilder.Single(4, new Window(1, 1), new FeatureShape(16, 1, 65536));
        var linear = TestMachines.Square(8, 2, SyncScheme.Linear);
        foreach (var advised in (Architecture[])[TestMachines.Square(8, 2, SyncScheme.Sequential), linear with { PartialSums = PartialSumPath.Forward }, TestMachines.Square(16, 1, SyncScheme.Linear)])
        {
            Assert.Empty(Scheduler.Run(NetworkPlacer.Run(network, advised, new CrossbarPlanner()).Value!, advised).Diagnostics);
        }
    }

    /// <summary>Nobody is told to raise what is at its end.</summary>
    [Fact]
    public void NoFieldIsToBeRaisedBeyondItsEnd()
    {
        var at = new SourceLocation("n");
        Assert.Contains("needs 17 counters on its cores, each has 16; sync.counters ends at 16, so use larger crossbars", SchedulingDiagnostics.TooFewCounters(at, "l", 17, 16).Message, StringComparison.Ordinal);
        Assert.EndsWith("; raise memory.size_bytes", SchedulingDiagnostics.MemoryOverflow(at, 256 << 20, [], TestMachines.Square(8, 1)).Message, StringComparison.Ordinal);
        Assert.EndsWith("; memory.size_bytes ends at 268435456, so use a smaller input or fewer channels", SchedulingDiagnostics.MemoryOverflow(at, (256 << 20) + 1, [], TestMachines.Square(8, 1)).Message, StringComparison.Ordinal);
        Assert.EndsWith("or partial_sums: forward with another scheme", SchedulingDiagnostics.PartialSumsOverflow(at, "l", 70_000, 1025, TestMachines.Square(8, 1).Compute).Message, StringComparison.Ordinal);
        Assert.EndsWith("; use larger crossbars", SchedulingDiagnostics.StartOverflow(at, "l", 70_000).Message, StringComparison.Ordinal);
    }

    /// <summary>Layers of more channels than columns take several rounds over the same positions.</summary>
    [Fact]
    public void OutputVectorKnowsTheRoundsOverChannels()
    {
        var network = new NetworkBuilder(new FeatureShape(20, 2, 3)).Sum("sum", "input").Build();
        var schedule = Run(network, TestMachines.Square(8, 2));

        Assert.Equal([3, 4, 5, 3, 4, 5, 3, 4, 5, -1], Enumerable.Range(0, 10).Select(done => schedule.OutputVector(0, new Place(0, 1), done)));
        Assert.Equal(-1, schedule.OutputVector(0, new Place(0, 7), 0));
    }

    [Theory]
    [InlineData(SyncScheme.Sequential)]
    [InlineData(SyncScheme.Linear)]
    [InlineData(SyncScheme.Cyclic)]
    public void DumpsAreStable(SyncScheme scheme)
    {
        var schedule = Run(Samples.Network, TestMachines.Square(8, 16, scheme));

        Baseline.Matches($"30-schedule-{scheme.ToString().ToLowerInvariant()}.txt", schedule.Dump());
        Baseline.Matches("40-memory.txt", schedule.Memory.Dump());
    }

    private static Schedule Random(int seed, out Architecture architecture)
    {
        var random = new Random(seed);
        var network = RandomNetworks.Next(random);
        architecture = TestMachines.RandomFor(network, random);
        return Run(network, architecture);
    }

    private static Schedule Run(Networks.Quantized.QuantizedNetwork network, Architecture architecture)
    {
        var result = NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Then(m => Scheduler.Run(m, architecture));
        Assert.Empty(result.Diagnostics);
        return result.Value!;
    }

    private static bool Conflict(Schedule schedule, int a, int b) => Written(schedule, a).Overlaps(Used(schedule, b)) || Written(schedule, b).Overlaps(Used(schedule, a));

    private static HashSet<int> Used(Schedule schedule, int layer) =>
        [.. schedule.Layers[layer].Placement.Layer.Inputs.SelectMany(i => Bytes(schedule, i)), .. Written(schedule, layer)];

    private static HashSet<int> Written(Schedule schedule, int layer) =>
    [
        .. Bytes(schedule, schedule.Layers[layer].Placement.Layer.Output),
        .. schedule.Memory.Buffers.Where(b => b.Use == BufferUse.PartialSums && b.FirstLayer == layer).SelectMany(b => Enumerable.Range(b.Address, b.Bytes)),
    ];

    /// <summary>Addresses of all values of a tensor.</summary>
    private static IEnumerable<int> Bytes(Schedule schedule, string tensor)
    {
        var map = schedule.Memory.Features[tensor];
        return from y in Enumerable.Range(0, map.Height) from x in Enumerable.Range(0, map.Width) from c in Enumerable.Range(0, map.Channels) select map.AddressOf(c, y, x);
    }
}
