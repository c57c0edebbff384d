using System.Collections.Immutable;
using CimGen.Planning.Pipelines;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests.Pipelines;

public sealed class ReplicasTests
{
    [Fact]
    public void NoOtherReplicasHaveALessSumOrAShorterInterval() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Gen.Choose(1, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        ImmutableArray<Stage> stages = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => new Stage($"{i}", random.Next(1, 5), random.Next(1, 100)))];
        var extra = random.Next(14);
        var all = All(stages, extra).ToList();
        Assert.Equal(all.Min(d => Sum(stages, d)), Sum(stages, Replicas.LeastSum(stages, extra)), 1e-9);
        Assert.Equal(all.Min(d => Interval(stages, d)), Interval(stages, Replicas.ShortestInterval(stages, extra)));
        Assert.True(Extra(stages, Replicas.LeastSum(stages, extra)) <= extra);
        Assert.True(Extra(stages, Replicas.ShortestInterval(stages, extra)) <= extra);
    }));

    [Fact]
    public void WithoutRoomThereIsOneOfEach()
    {
        ImmutableArray<Stage> stages = [new("a", 2, 100), new("b", 3, 10)];
        Assert.Equal<int>([1, 1], Replicas.LeastSum(stages, 1));
        Assert.Equal<int>([1, 1], Replicas.ShortestInterval(stages, 1));
    }

    private static IEnumerable<ImmutableArray<int>> All(ImmutableArray<Stage> stages, int extra) => stages.IsEmpty
        ? [[]]
        : from more in Enumerable.Range(0, (extra / stages[0].Crossbars) + 1)
          from rest in All(stages[1..], extra - (more * stages[0].Crossbars))
          select rest.Insert(0, more + 1);

    private static double Sum(ImmutableArray<Stage> stages, ImmutableArray<int> replicas) => stages.Zip(replicas, (s, d) => (double)s.Mvms / d).Sum();

    private static double Interval(ImmutableArray<Stage> stages, ImmutableArray<int> replicas) => stages.Zip(replicas, (s, d) => (double)s.Mvms / d).Max();

    private static int Extra(ImmutableArray<Stage> stages, ImmutableArray<int> replicas) => stages.Zip(replicas, (s, d) => s.Crossbars * (d - 1)).Sum();
}
