using System.Collections.Immutable;

namespace CimGen.Planning.Placement;

/// <summary>
/// How often each layer is there, so that the slowest takes as little time as the cores allow. Exact: for a time T a layer needs the least number of
/// replicas with which it takes no longer, and the least T whose replicas fit the cores is one of the times that a layer can take. What is left goes
/// to the slowest layers that it still makes faster.
/// </summary>
public static class ReplicaPlan
{
    /// <param name="tasks">The layers; together they fit the cores once.</param>
    /// <returns>Replicas of each layer, at least 1.</returns>
    public static ImmutableArray<int> Of(IReadOnlyList<RowTask> tasks, int cores)
    {
        var times = tasks.SelectMany(t => t.Times).Distinct().Order().ToArray();
        var (low, high) = (0, times.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Fits(times[middle]) ? (low, middle) : (middle + 1, high);
        }

        var replicas = tasks.Select(t => Math.Max(1, t.ReplicasFor(times[low]))).ToArray();
        var left = cores - tasks.Zip(replicas, (t, r) => t.Cores * r).Sum();
        var slowest = new PriorityQueue<int, double>(tasks.Select((t, i) => (i, -t.Time(replicas[i]))));
        while (slowest.TryDequeue(out var i, out _))
        {
            var more = tasks[i].Faster(replicas[i]);
            var needed = (more - replicas[i]) * (long)tasks[i].Cores;
            if (more > replicas[i] && needed <= left)
            {
                (replicas[i], left) = (more, left - (int)needed);
                slowest.Enqueue(i, -tasks[i].Time(more));
            }
        }

        return [.. replicas];

        bool Fits(double time) => tasks.All(t => t.ReplicasFor(time) > 0) && tasks.Sum(t => (long)t.Cores * t.ReplicasFor(time)) <= cores;
    }
}

/// <summary>A layer as its replicas see it.</summary>
/// <param name="Cores">Of one replica.</param>
/// <param name="Cycles">Predicted, of one replica that has all rows.</param>
/// <param name="Rows">Of the output.</param>
public readonly record struct RowTask(int Cores, long Cycles, int Rows)
{
    /// <summary>All times that it can take.</summary>
    public IEnumerable<double> Times
    {
        get
        {
            var task = this;
            return Distinct().Select(task.Time);
        }
    }

    /// <summary>Cycles with so many replicas: those of the one that has the most rows.</summary>
    public double Time(int replicas) => (double)Cycles * DivideUp(Rows, replicas) / Rows;

    /// <summary>The least number of replicas that take no longer; 0 for none.</summary>
    public int ReplicasFor(double time)
    {
        // A hair above, so that a time that this task gave is reached.
        var rows = (int)Math.Min(Rows, Math.Floor((time * Rows / Math.Max(1, Cycles)) + 1e-9));
        return rows < 1 ? 0 : DivideUp(Rows, rows);
    }

    /// <summary>The next number of replicas that makes a difference; the same when there is none.</summary>
    public int Faster(int replicas) => DivideUp(Rows, replicas) is > 1 and var rows ? DivideUp(Rows, rows - 1) : replicas;

    /// <summary>The numbers of replicas that differ in the rows of the busiest one.</summary>
    private IEnumerable<int> Distinct()
    {
        for (var replicas = 1; ; replicas = Faster(replicas))
        {
            yield return replicas;
            if (Faster(replicas) == replicas)
            {
                yield break;
            }
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
