using System.Collections.Immutable;

namespace CimGen.Networks.Graph;

/// <summary>
/// The order in which a model has the elements of a feature map, as runs within runs. [1, C, H, W] is one run of all elements; [1, H, W, C] is one
/// of H * W pixels, each of which is a run of C values. Reshaping leaves the order as it is, and transposing swaps runs.
/// </summary>
public sealed class ElementOrder : IEquatable<ElementOrder>
{
    // The outermost first; none of one element, and none that goes on where the one within it ends.
    private readonly ImmutableArray<Run> _runs;

    private ElementOrder(IEnumerable<Run> runs)
    {
        var joined = new Stack<Run>();
        foreach (var run in runs.Where(r => r.Length != 1))
        {
            var outer = joined.TryPeek(out var last) && last.Step == run.Length * run.Step ? joined.Pop().Length : 1;
            joined.Push(run with { Length = run.Length * outer });
        }

        _runs = [.. joined.Reverse()];
    }

    /// <summary>Whether it is channel by channel, each row by row.</summary>
    public bool IsChannelFirst => _runs is [] or [{ Step: 1 }];

    /// <summary>Number of elements.</summary>
    public long Count => _runs.Aggregate(1L, (count, run) => count * run.Length);

    /// <summary>The lengths of its runs, the outermost first: in this shape, axes have a place each when they are transposed.</summary>
    public ImmutableArray<long> Lengths => [.. _runs.Select(r => r.Length)];

    /// <summary>The runs from the one with the largest steps to the one with the smallest: so transposed, elements lie channel by channel.</summary>
    public ImmutableArray<long> ToChannelFirst => [.. _runs.Index().OrderByDescending(r => r.Item.Step).Select(r => (long)r.Index)];

    /// <summary>Channel by channel, each row by row, as [1, C, H, W] has them.</summary>
    public static ElementOrder ChannelFirst(long count) => new([new Run(count, 1)]);

    /// <summary>The order of axes that follow each other.</summary>
    /// <param name="axes">Length of each, and the distance of its elements in the order channel, row, column; the outermost first.</param>
    public static ElementOrder Of(IEnumerable<(long Length, long Step)> axes) => new(axes.Select(a => new Run(a.Length, a.Step)));

    /// <summary>The order of a tensor that is transposed; null when runs lie across its axes.</summary>
    /// <param name="dimensions">Of the tensor before.</param>
    /// <param name="permutation">The axis that comes to each place.</param>
    public ElementOrder? Transposed(ReadOnlySpan<long> dimensions, IEnumerable<long> permutation) =>
        Along(dimensions) is { } axes ? new ElementOrder(permutation.SelectMany(a => axes[(int)a].Select(s => new Run(s.Length, s.Step)))) : null;

    /// <summary>The runs that each axis of a tensor consists of; null when one lies across axes.</summary>
    public IReadOnlyList<IReadOnlyList<(long Length, long Step)>>? Along(ReadOnlySpan<long> dimensions)
    {
        var rest = new Stack<Run>(_runs);
        var axes = new IReadOnlyList<(long, long)>[dimensions.Length];
        for (var axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            var runs = new List<(long, long)>();
            for (var wanted = dimensions[axis]; wanted > 1;)
            {
                if (!rest.TryPop(out var run))
                {
                    return null;
                }

                var within = Math.Min(wanted, run.Length);
                if (wanted % within != 0 || run.Length % within != 0)
                {
                    return null;
                }

                if (within < run.Length)
                {
                    rest.Push(new Run(run.Length / within, run.Step * within));
                }

                runs.Insert(0, (within, run.Step));
                wanted /= within;
            }

            axes[axis] = runs;
        }

        return axes;
    }

    /// <summary>For each element its number in the order channel, row, column.</summary>
    public int[] Places()
    {
        var places = new int[Count];
        var filled = 1;
        foreach (var run in _runs.Reverse())
        {
            for (var i = 1; i < run.Length; i++)
            {
                for (var j = 0; j < filled; j++)
                {
                    places[(i * filled) + j] = places[j] + (int)(i * run.Step);
                }
            }

            filled *= (int)run.Length;
        }

        return places;
    }

    /// <summary>Elements channel by channel, from those in this order.</summary>
    public T[] ChannelByChannel<T>(T[] values)
    {
        if (IsChannelFirst)
        {
            return values;
        }

        var result = new T[values.Length];
        foreach (var (i, place) in Places().Index())
        {
            result[place] = values[i];
        }

        return result;
    }

    /// <summary>A feature map as the model has it.</summary>
    /// <param name="map">Row, column, channel.</param>
    public T[] FromMap<T>(IReadOnlyList<T> map, FeatureShape shape) => Array.ConvertAll(Places(), p => map[InMap(p, shape)]);

    /// <summary>A feature map in the order row, column, channel.</summary>
    /// <param name="values">As the model has them.</param>
    public T[] ToMap<T>(IReadOnlyList<T> values, FeatureShape shape)
    {
        var map = new T[values.Count];
        foreach (var (i, place) in Places().Index())
        {
            map[InMap(place, shape)] = values[i];
        }

        return map;
    }

    public bool Equals(ElementOrder? other) => other is not null && _runs.AsSpan().SequenceEqual(other._runs.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ElementOrder);

    public override int GetHashCode() => _runs.Aggregate(0, HashCode.Combine);

    private static int InMap(int place, FeatureShape shape)
    {
        var area = shape.Height * shape.Width;
        return (place % area * shape.Channels) + (place / area);
    }

    /// <param name="Step">From one element of the run to the next, in the order channel, row, column.</param>
    private readonly record struct Run(long Length, long Step);
}
