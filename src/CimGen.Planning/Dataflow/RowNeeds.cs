using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Dataflow;

/// <summary>Which rows of one layer another one reads, where the map of either may be a part of the other's, or both parts of a third.</summary>
internal sealed class RowNeeds
{
    private readonly QuantizedNetwork _network;
    private readonly ImmutableArray<ImmutableArray<int>> _writers;
    private readonly ILookup<int, int> _readers;

    public RowNeeds(QuantizedNetwork network)
    {
        (_network, _writers) = (network, WritersOf(network));
        _readers = _writers.SelectMany((writers, reader) => writers.Select(w => (w, reader))).ToLookup(p => p.w, p => p.reader);
    }

    /// <summary>The layers before one that write something of what it reads, in order.</summary>
    public ImmutableArray<int> Writers(int reader) => _writers[reader];

    /// <summary>The layers behind one that read something of what it writes, in order.</summary>
    public IEnumerable<int> Readers(int writer) => _readers[writer];

    /// <summary>For each row of a reader: how many rows of a writer have to be there.</summary>
    public ImmutableArray<int> Rows(QuantizedLayer writer, QuantizedLayer reader)
    {
        var written = _network.Tensor(writer.Output);
        var inputs = reader.Inputs.Select(_network.Tensor).Where(i => i.Holder == written.Holder).ToArray();
        var needed = new int[_network.Tensor(reader.Output).Shape.Height];
        for (var row = 0; row < needed.Length; row++)
        {
            var before = row == 0 ? 0 : needed[row - 1];
            needed[row] = Math.Max(before, inputs.Max(i => Written(written, InHolder(i, LastRow(reader, i.Shape, row)))));
        }

        return [.. needed];
    }

    /// <summary>
    /// For each row of a writer: how many rows of a reader have to be done before it is written, so that none reads any more what it overwrites; those of the
    /// image before count as negative ones. Where rows share their place it grows evenly, in an image and from one to the next, so that all rows have the same
    /// program: some wait for a row more than they need.
    /// </summary>
    /// <param name="rows">That there is room for; it divides the rows of the map.</param>
    public ImmutableArray<int> Room(QuantizedLayer writer, QuantizedLayer reader, int rows)
    {
        var (free, tokens) = (Free(writer, reader), _network.Tensor(reader.Output).Shape.Height);
        var height = free.Length;
        if (rows == height)
        {
            return [.. free.Select(f => f - tokens)];
        }

        var above = Enumerable.Range(0, height).Max(row => (Needed(row) * (long)height) - (row * (long)tokens));
        return [.. Enumerable.Range(0, height).Select(row => (int)Math.Floor((double)((row * (long)tokens) + above) / height))];

        int Needed(int row) => row >= rows ? free[row - rows] : free[row + height - rows] - tokens;
    }

    /// <summary>Whether each row of a writer is read by somebody; a window may step over some. The map has the rows of its holder.</summary>
    public bool ReadsAll(int writer)
    {
        var written = _network.Tensor(_network.Layers[writer].Output);
        var unread = Enumerable.Range(0, written.Shape.Height).ToHashSet();
        foreach (var reader in _readers[writer].Select(r => _network.Layers[r]))
        {
            var rows = Enumerable.Range(0, _network.Tensor(reader.Output).Shape.Height);
            unread.ExceptWith(reader.Sliding is { } window
                ? rows.SelectMany(row => Enumerable.Range(0, window.KernelY).Select(ky => (row * window.StrideY) - window.PadTop + (ky * window.DilationY)))
                : rows.SelectMany(row => Between(FirstRow(reader, row), LastRow(reader, written.Shape, row))));
        }

        return unread.Count == 0;

        static IEnumerable<int> Between(int first, int last) => Enumerable.Range(first, Math.Max(0, last + 1 - first));
    }

    /// <summary>For each row of a writer: how many rows of a reader have to be done so that none reads it any more.</summary>
    private int[] Free(QuantizedLayer writer, QuantizedLayer reader)
    {
        var first = FirstRows(writer, reader);
        var room = new int[_network.Tensor(writer.Output).Shape.Height];
        var done = 0;
        for (var row = 0; row < room.Length; row++)
        {
            while (done < first.Length && first[done] <= row)
            {
                done++;
            }

            room[row] = done;
        }

        return room;
    }

    /// <summary>For each row of a reader: a row of the writer before which neither this one nor a later one reads any.</summary>
    private int[] FirstRows(QuantizedLayer writer, QuantizedLayer reader)
    {
        var written = _network.Tensor(writer.Output);
        var inputs = reader.Inputs.Select(_network.Tensor).Where(i => i.Holder == written.Holder).ToArray();
        var first = new int[_network.Tensor(reader.Output).Shape.Height];
        var later = int.MaxValue;
        for (var row = first.Length - 1; row >= 0; row--)
        {
            later = first[row] = Math.Min(later, inputs.Min(i => Written(written, InHolder(i, FirstRow(reader, row)) - 1)));
        }

        return first;
    }

    /// <summary>The first row of an input that a row of the output is made of.</summary>
    private int FirstRow(QuantizedLayer layer, int row)
    {
        var input = _network.Tensor(layer.Inputs[0]).Shape;
        return layer.Sliding is { } window ? Math.Max(0, (row * window.StrideY) - window.PadTop)
            : input.Height == _network.Tensor(layer.Output).Shape.Height && layer.Inputs.All(i => _network.Tensor(i).Shape.Height == input.Height) ? row
            : 0;
    }

    /// <summary>The last row of an input that a row of the output is made of; below 0 for none.</summary>
    private int LastRow(QuantizedLayer layer, FeatureShape input, int row) =>
        layer.Sliding is { } window ? Math.Min(input.Height - 1, (row * window.StrideY) - window.PadTop + window.SpanY - 1)
            : input.Height == _network.Tensor(layer.Output).Shape.Height ? row
            : input.Height - 1;

    private static ImmutableArray<ImmutableArray<int>> WritersOf(QuantizedNetwork network)
    {
        var ofHolder = network.Layers.Index().ToLookup(l => network.Tensor(l.Item.Output).Holder, l => l.Index);
        return [.. network.Layers.Select((reader, index) => reader.Inputs.Select(network.Tensor)
            .SelectMany(i => ofHolder[i.Holder].Where(w => w < index && Meet(network.Tensor(network.Layers[w].Output), i)))
            .Distinct().Order().ToImmutableArray())];
    }

    /// <summary>Whether two maps of one holder may have values in common.</summary>
    private static bool Meet(QuantizedTensor one, QuantizedTensor other) =>
        one.Part is null || other.Part is null || one.Part.MayOverlap(one.Shape, other.Part, other.Shape);

    private static int InHolder(QuantizedTensor map, int row) => map.Part is { } part && row >= 0 ? part.Top + (part.StepY * row) : row;

    /// <summary>Rows of a map with which all is written down to a row of its holder.</summary>
    private static int Written(QuantizedTensor map, int last)
    {
        var (top, step) = map.Part is { } part ? (part.Top, part.StepY) : (0, 1);
        return last < top ? 0 : Math.Min(map.Shape.Height, ((last - top) / step) + 1);
    }
}
