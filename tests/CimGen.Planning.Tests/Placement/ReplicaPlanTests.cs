using CimGen.Planning.Placement;

namespace CimGen.Planning.Tests;

public class ReplicaPlanTests
{
    private const double Tolerance = 1.03;

    /// <summary>No distribution of the cores makes the slowest layer faster.</summary>
    [Fact]
    public void TheSlowestLayerIsAsFastAsItCanBe()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var tasks = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new RowTask(random.Next(1, 4), random.Next(1, 2000), random.Next(1, 5), random.Next(1, 5), random.Next(0, 3) * 20)).ToArray();
            var cores = tasks.Sum(t => t.Cores) + random.Next(0, 10);

            var replicas = ReplicaPlan.Of(tasks, cores, Tolerance);

            Assert.True(Cores(replicas) <= cores);
            Assert.All(tasks.Zip(replicas), t => Assert.True(t.Second.Rows <= t.First.Rows && t.Second.Columns <= t.First.Columns));
            Assert.InRange(Slowest(replicas), 1, Tolerance * All(tasks).Where(r => Cores(r) <= cores).Min(Slowest));

            int Cores(IEnumerable<ReplicaGrid> grids) => tasks.Zip(grids, (t, g) => t.Cores * g.Count).Sum();

            double Slowest(IEnumerable<ReplicaGrid> grids) => tasks.Zip(grids, (t, g) => t.Time(g)).Max();
        }
    }

    /// <summary>Three replicas of four positions are as slow as two.</summary>
    [Fact]
    public void AReplicaThatMakesNoDifferenceIsNotMade() => Assert.Equal(new[] { new ReplicaGrid(1, 2) }, ReplicaPlan.Of([new RowTask(1, 400, 4, 4, 0)], 3, Tolerance));

    /// <summary>Replicas make a row together, unless filling and draining units for it takes too long.</summary>
    [Fact]
    public void ShortRowsAreShared()
    {
        Assert.Equal(new[] { new ReplicaGrid(1, 4) }, ReplicaPlan.Of([new RowTask(1, 160_000, 16, 16, 50)], 4, Tolerance));
        Assert.Equal(new[] { new ReplicaGrid(4, 1) }, ReplicaPlan.Of([new RowTask(1, 16_000, 16, 16, 500)], 4, Tolerance));
        Assert.Equal(new[] { new ReplicaGrid(16, 2) }, ReplicaPlan.Of([new RowTask(1, 160_000, 16, 2, 0)], 32, Tolerance));
    }

    /// <summary>Rows that are made at the same time are told one after another: with many replicas that takes longer than to make them.</summary>
    [Fact]
    public void LongChainsAreNotMade()
    {
        var task = new RowTask(1, 25_600, 16, 16, 50) { LinkCycles = 40, TellCycles = 24 };

        Assert.Equal(16 * ((4 * 40) + 24), task.Time(new ReplicaGrid(16, 4)));
        Assert.Equal(50 + 24 + 1600, task.Time(new ReplicaGrid(16, 1)));
        Assert.All(task.Choices(256, Tolerance), g => Assert.True(g.Rows == 1 || g.Columns < 4, $"{g}"));
    }

    [Fact]
    public void WhatIsLeftGoesToTheSlowestThatItFits() =>
        Assert.Equal(new[] { ReplicaGrid.One, new ReplicaGrid(1, 3) }, ReplicaPlan.Of([new RowTask(3, 900, 9, 9, 0), new RowTask(1, 300, 9, 9, 0)], 6, Tolerance));

    /// <summary>Every position is one replica's, and only one's.</summary>
    [Fact]
    public void ReplicasShareAllPositions()
    {
        foreach (var (rows, columns) in from rows in Enumerable.Range(1, 5) from columns in Enumerable.Range(1, 7) select (rows, columns))
        {
            var grid = new ReplicaGrid(rows, columns);
            var all = Enumerable.Range(0, grid.Count).Select(r => grid.Positions(5, 7, r)).SelectMany(p => Enumerable.Range(0, p.Total).Select(n => p[n]));
            Assert.Equal(Enumerable.Range(0, 35), all.Order());
        }
    }

    private static IEnumerable<ReplicaGrid[]> All(IReadOnlyCollection<RowTask> tasks) => tasks.Count == 0
        ? [[]]
        : from rest in All([.. tasks.Skip(1)])
          from rows in Enumerable.Range(1, tasks.First().Rows)
          from columns in Enumerable.Range(1, tasks.First().Columns)
          select (ReplicaGrid[])[new(rows, columns), .. rest];
}
