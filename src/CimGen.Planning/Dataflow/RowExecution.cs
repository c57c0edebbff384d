using System.Collections.Immutable;

namespace CimGen.Planning.Dataflow;

/// <summary>A layer as a task that makes one row after another.</summary>
/// <param name="Rows">Of an image.</param>
/// <param name="Replicas">Replica r makes the rows r, r + Replicas, ...</param>
/// <param name="Cycles">Of a row on its replica.</param>
/// <param name="Inputs">What each row waits for.</param>
public sealed record RowTaskNode(int Rows, int Replicas, double Cycles, ImmutableArray<RowWait> Inputs)
{
    /// <summary>Cycles at least from a row to the next.</summary>
    public double Chain { get; init; }

    /// <summary>The row that its replica makes before a row, counted over all images; -1 for none. In each image replica 0 makes the first row.</summary>
    internal int Before(int image, int row) => row >= Replicas ? (image * Rows) + row - Replicas
        : image == 0 ? -1
        : ((image - 1) * Rows) + row + ((Rows - 1 - row) / Replicas * Replicas);
}

/// <summary>Rows of a task for which another one waits.</summary>
/// <param name="Task">Index of the task.</param>
/// <param name="Needed">For each row of the one that waits: rows of an image that have to be done; negative ones are of the image before.</param>
public readonly record struct RowWait(int Task, ImmutableArray<int> Needed);

/// <summary>
/// Tasks that make rows as early as they can: a marked graph, whose self-timed execution gives its rate, and whether it goes on for ever (F. Baccelli et
/// al., Synchronization and Linearity, 1992). Time is proportional to rows and waits: no events are sorted, as a row's time depends on that of the rows before it alone.
/// </summary>
public static class RowExecution
{
    /// <summary>Cycles from the end of the last image but one to that of the last; endless when the execution gets stuck.</summary>
    public static double Period(IReadOnlyList<RowTaskNode> tasks, int images)
    {
        var done = tasks.Select(t => new List<double>(t.Rows * images)).ToArray();
        var waiting = tasks.SelectMany((t, i) => t.Inputs.Select(w => (w.Task, Follower: i))).Distinct().ToLookup(p => p.Task, p => p.Follower);
        var (ready, queued) = (new Queue<int>(Enumerable.Range(0, tasks.Count)), Enumerable.Repeat(true, tasks.Count).ToArray());
        while (ready.TryDequeue(out var index))
        {
            queued[index] = false;
            var before = done[index].Count;
            while (TryRow(tasks, done, index, images))
            {
            }

            foreach (var follower in done[index].Count > before ? waiting[index].Where(f => !queued[f]) : [])
            {
                queued[follower] = true;
                ready.Enqueue(follower);
            }
        }

        return tasks.Zip(done).Any(t => t.Second.Count < t.First.Rows * images) ? double.PositiveInfinity : End(images) - End(images - 1);

        double End(int image) => image == 0 ? 0 : tasks.Zip(done).Max(t => t.Second[(image * t.First.Rows) - 1]);
    }

    private static bool TryRow(IReadOnlyList<RowTaskNode> tasks, List<double>[] done, int index, int images)
    {
        var (task, row) = (tasks[index], done[index].Count);
        if (row == task.Rows * images)
        {
            return false;
        }

        var (image, inImage) = Math.DivRem(row, task.Rows);
        var start = task.Before(image, inImage) is >= 0 and var before ? done[index][before] : 0;
        foreach (var input in task.Inputs)
        {
            var needed = (image * tasks[input.Task].Rows) + input.Needed[inImage];
            if (needed > done[input.Task].Count)
            {
                return false;
            }

            start = needed > 0 ? Math.Max(start, done[input.Task][needed - 1]) : start;
        }

        // Rows are told in order.
        done[index].Add(Math.Max(start + task.Cycles, row > 0 ? done[index][row - 1] + task.Chain : 0));
        return true;
    }
}
