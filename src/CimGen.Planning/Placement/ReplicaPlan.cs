using System.Collections.Immutable;

namespace CimGen.Planning.Placement;

/// <summary>
/// How often each layer is there, so that the slowest takes as little time as the cores allow: the slowest gets the next number of replicas that makes it
/// faster, again and again. Exact: a layer gets more only while it is the slowest, which no faster plan can leave as it is. What is left then goes to
/// the slowest layers that it still makes faster.
/// </summary>
public static class ReplicaPlan
{
    /// <param name="tasks">The layers; together they fit the cores once.</param>
    /// <param name="tolerance">See <see cref="RowTask.Choices"/>.</param>
    public static ImmutableArray<ReplicaGrid> Of(IReadOnlyList<RowTask> tasks, int cores, double tolerance)
    {
        var left = cores - tasks.Sum(t => t.Cores);
        var choices = tasks.Select(t => t.Choices(1 + (left / t.Cores), tolerance).ToArray()).ToArray();
        var chosen = new int[tasks.Count];
        var slowest = new PriorityQueue<int, double>(tasks.Select((t, i) => (i, -t.Time(choices[i][0]))));
        while (slowest.TryDequeue(out var i, out _))
        {
            if (chosen[i] + 1 < choices[i].Length && (choices[i][chosen[i] + 1].Count - choices[i][chosen[i]].Count) * tasks[i].Cores is var needed && needed <= left)
            {
                (chosen[i], left) = (chosen[i] + 1, left - needed);
                slowest.Enqueue(i, -tasks[i].Time(choices[i][chosen[i]]));
            }
        }

        return [.. choices.Zip(chosen, (c, n) => c[n])];
    }
}
