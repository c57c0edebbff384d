using CimGen.Planning.Placement;

namespace CimGen.Planning.Tests;

public class ReplicaPlanTests
{
    /// <summary>No distribution of the cores makes the slowest layer faster.</summary>
    [Fact]
    public void TheSlowestLayerIsAsFastAsItCanBe()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var tasks = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new RowTask(random.Next(1, 4), random.Next(1, 2000), random.Next(1, 9))).ToArray();
            var cores = tasks.Sum(t => t.Cores) + random.Next(0, 10);

            var replicas = ReplicaPlan.Of(tasks, cores);

            Assert.True(Cores(replicas) <= cores);
            Assert.All(tasks.Zip(replicas), t => Assert.InRange(t.Second, 1, t.First.Rows));
            Assert.Equal(All(tasks.Length, 8).Where(r => Cores(r) <= cores).Min(Slowest), Slowest(replicas));

            int Cores(IEnumerable<int> counts) => tasks.Zip(counts, (t, r) => t.Cores * r).Sum();

            double Slowest(IEnumerable<int> counts) => tasks.Zip(counts, (t, r) => t.Time(r)).Max();
        }
    }

    /// <summary>Three replicas of four rows are as slow as two.</summary>
    [Fact]
    public void AReplicaThatMakesNoDifferenceIsNotMade() => Assert.Equal(new[] { 2 }, ReplicaPlan.Of([new RowTask(1, 400, 4)], 3));

    [Fact]
    public void WhatIsLeftGoesToTheSlowestThatItFits() => Assert.Equal(new[] { 1, 3 }, ReplicaPlan.Of([new RowTask(3, 900, 9), new RowTask(1, 300, 9)], 6));

    private static IEnumerable<int[]> All(int layers, int most) => layers == 0
        ? [[]]
        : from rest in All(layers - 1, most) from count in Enumerable.Range(1, most) select (int[])[.. rest, count];
}
