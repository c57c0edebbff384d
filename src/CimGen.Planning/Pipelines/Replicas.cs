using System.Collections.Immutable;

namespace CimGen.Planning.Pipelines;

/// <summary>How many replicas each layer gets when there are more crossbars than the least.</summary>
public static class Replicas
{
    /// <summary>One for each layer.</summary>
    public static ImmutableArray<int> None(ImmutableArray<Stage> stages) => [.. stages.Select(_ => 1)];

    /// <summary>
    /// min sum t / d subject to sum c (d - 1) &lt;= extra, with d replicas of a layer: the least time of one layer after another. (R. Pelke et al.,
    /// CLSA-CIM, DATE 2024.) Exact, by dynamic programming over layers and crossbars; the fewest replicas among equals.
    /// </summary>
    /// <param name="extra">Crossbars beside the least number.</param>
    /// <returns>d of each layer.</returns>
    public static ImmutableArray<int> LeastSum(ImmutableArray<Stage> stages, int extra)
    {
        var times = new double[extra + 1];
        var chosen = new int[stages.Length, extra + 1];
        for (var i = 0; i < stages.Length; i++)
        {
            var with = new double[extra + 1];
            for (var room = 0; room <= extra; room++)
            {
                with[room] = double.PositiveInfinity;
                for (var more = 0; more * stages[i].Crossbars <= room; more++)
                {
                    var time = times[room - (more * stages[i].Crossbars)] + ((double)stages[i].Mvms / (more + 1));
                    if (time < with[room])
                    {
                        (with[room], chosen[i, room]) = (time, more + 1);
                    }
                }
            }

            times = with;
        }

        var replicas = new int[stages.Length];
        for (var (i, room) = (stages.Length - 1, extra); i >= 0; i--)
        {
            replicas[i] = chosen[i, room];
            room -= (replicas[i] - 1) * stages[i].Crossbars;
        }

        return [.. replicas];
    }

    /// <summary>
    /// min max t / d: the shortest interval between images of a pipeline. Again and again a replica more for the slowest layer of those for which
    /// there is room; as long as this is the slowest of all, no other choice could shorten the interval, so that the least one is reached.
    /// </summary>
    /// <param name="extra">Crossbars beside the least number.</param>
    /// <returns>d of each layer.</returns>
    public static ImmutableArray<int> ShortestInterval(ImmutableArray<Stage> stages, int extra)
    {
        var replicas = None(stages).ToArray();
        while (true)
        {
            var slowest = -1;
            for (var i = 0; i < stages.Length; i++)
            {
                // t / d of both, without fractions.
                if (stages[i].Crossbars <= extra && (slowest < 0 || stages[i].Mvms * replicas[slowest] > stages[slowest].Mvms * replicas[i]))
                {
                    slowest = i;
                }
            }

            if (slowest < 0)
            {
                return [.. replicas];
            }

            replicas[slowest]++;
            extra -= stages[slowest].Crossbars;
        }
    }
}
