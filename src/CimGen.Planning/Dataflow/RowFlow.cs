using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Machines;

namespace CimGen.Planning.Dataflow;

/// <summary>
/// How the rows of a layer come and go. A row has a chain: the places that finish parts of it, in order. Each waits for the one before it, and the last
/// tells those who read the row. The chains of successive rows are joined where there are replicas, so that rows are told in order, and a count
/// of calls is a number of rows.
/// </summary>
/// <param name="Inputs">
/// What the layer waits for: rows of each layer that writes a map which it reads; and, where a run has several images, rows of the image before from those
/// who read what it overwrites.
/// </param>
/// <param name="Chain">Places that finish the output, [row of the replica grid][part of a row].</param>
/// <param name="ChainCounter">Counter on these places that the one before calls; -1 where a lone place finishes all rows.</param>
/// <param name="Replicas">Rows of the replica grid: row r of it finishes the rows r, r + Replicas, ...</param>
public sealed record RowFlow(ImmutableArray<RowInput> Inputs, ImmutableArray<Place> Chain, int ChainCounter, int Replicas)
{
    /// <summary>Places that finish a row together.</summary>
    public int Parts => Chain.Length / Replicas;

    /// <summary>Index in <see cref="Chain"/> of a place; -1 for one that finishes nothing.</summary>
    public int LinkOf(Place place) => Chain.IndexOf(place);

    /// <summary>Whether a link is the last of its rows: it tells the readers.</summary>
    public bool IsLast(int link) => link % Parts == Parts - 1;

    /// <summary>Whom a link calls so that it may go on, of its own row or of the next; null where a lone place finishes all rows.</summary>
    public Place? Next(int link) => Chain.Length == 1 ? null
        : !IsLast(link) ? Chain[link + 1]
        : Replicas > 1 ? Chain[(link + 1) % Chain.Length]
        : null;

    /// <summary>Whether a link is called for each of its rows; that of the very first row is not called for that one.</summary>
    public bool Awaits(int link) => Replicas > 1 || link % Parts > 0;

    /// <summary>Stable text for the stage dump.</summary>
    internal string Dump()
    {
        var text = new StringBuilder();
        foreach (var input in Inputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {(input.Channel.Kind == ChannelKind.Room ? "room" : "rows")} of layer {input.Channel.Producer} on c{input.Counter}: {Runs(input.Needed)}\n");
        }

        if (ChainCounter >= 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  chain {string.Join(' ', Chain)} on c{ChainCounter}\n");
        }

        return text.ToString();
    }

    /// <summary>What each row needs more than the one before: <c>2, 1 x 54, 0</c>.</summary>
    private static string Runs(ImmutableArray<int> needed)
    {
        var runs = new List<(int More, int Count)>();
        for (var row = 0; row < needed.Length; row++)
        {
            var more = needed[row] - (row == 0 ? 0 : needed[row - 1]);
            if (runs.Count > 0 && runs[^1].More == more)
            {
                runs[^1] = (more, runs[^1].Count + 1);
            }
            else
            {
                runs.Add((more, 1));
            }
        }

        return string.Join(", ", runs.Select(r => r.Count == 1 ? $"{r.More}" : $"{r.More} x {r.Count}"));
    }
}

/// <summary>Rows of a layer for which another one waits, or the same.</summary>
/// <param name="Channel">A token is a row.</param>
/// <param name="Counter">On the places that wait: rows that are done, of all images so far.</param>
/// <param name="Needed">For each row of the layer that waits: rows of the same image that have to be done; none, or a negative number, where those of the image before suffice.</param>
/// <param name="Places">Who waits.</param>
public sealed record RowInput(Channel Channel, int Counter, ImmutableArray<int> Needed, ImmutableArray<Place> Places);
