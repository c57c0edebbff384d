using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Microcode.Build;
using CimGen.Networks.Graph;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Images;
using CimGen.Planning.Placement;
using CimGen.Planning.Proofs;
using CimGen.Tests.Shared;

namespace CimGen.Planning.Tests;

public sealed class StartBarrierTests
{
    [Fact]
    public void FewCallsGoToEveryPlace()
    {
        var start = StartBarrier.Of(2, 3, Places(1, 2, 3));

        Assert.False(start.IsCollected);
        Assert.Equal(Places(1, 2, 3), start.Called.SelectMany(r => r.Places));
        Assert.Empty(start.Forwarded);
        Assert.Equal([3, 3, 0], Places(1, 3, 4).Select(start.CountAt));
    }

    [Fact]
    public void ManyCallsAreCollected()
    {
        var places = Places([.. Enumerable.Range(10, 50)]);
        var start = StartBarrier.Of(2, 60, places);

        Assert.True(start.IsCollected);
        Assert.Equal(places.Take(1), start.Called.SelectMany(r => r.Places));
        Assert.Equal(places.Skip(1), start.Forwarded.SelectMany(r => r.Places));
        Assert.Equal([60, 1, 0], Places(10, 11, 9).Select(start.CountAt));
    }

    /// <summary>36 cores call 36: through one of them there are 71 CALLs in place of 1296, and the schedule is still proven.</summary>
    [Fact]
    public void ACollectedBarrierIsProven()
    {
        var network = new NetworkBuilder(new FeatureShape(36 * 4, 3, 3))
            .Convolution("a", "input", 36 * 4, new Window(1, 1)).Convolution("b", "a", 36 * 4, new Window(1, 1)).Build();
        var architecture = TestMachines.Square(4, 2 * 36 * 36, SyncScheme.Cyclic, memoryBytes: 1 << 22);
        var placement = NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Value!;
        var schedule = Scheduler.Run(placement, architecture).Value!;
        var second = schedule.Layers[1];

        Assert.True(second.Start.IsCollected);
        Assert.Equal(
            schedule.Layers[0].FinishingPlaces.Length + second.Start.Places.Length - 1,
            schedule.Edges(architecture).Count(e => e.Counter == second.Start.Counter && schedule.Layers[1].Placement.Places.Contains(architecture.PlaceOf(e.Callee))));
        var image = ImageBuilder.Run(schedule, architecture, new CrossbarPlanner(), new MicrocodeLowering()).Value!;
        Assert.Empty(ScheduleProver.Run(architecture, image, new MicrocodeEffects()).Diagnostics);
    }

    private static System.Collections.Immutable.ImmutableArray<Place> Places(params int[] cores) => [.. cores.Select(c => new Place(0, c))];
}
