using System.Collections.Immutable;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Dataflow;

/// <summary>Which rows of one layer another one reads, where the map of either may be a part of the other's, or both parts of a third.</summary>
internal sealed class RowNeeds(QuantizedNetwork network)
{
    /// <summary>For each row of a reader: how many rows of a writer have to be there.</summary>
    public ImmutableArray<int> Rows(QuantizedLayer writer, QuantizedLayer reader)
    {
        var written = network.Tensor(writer.Output);
        var inputs = reader.Inputs.Select(network.Tensor).Where(i => i.Holder == written.Holder).ToArray();
        var needed = new int[network.Tensor(reader.Output).Shape.Height];
        for (var row = 0; row < needed.Length; row++)
        {
            var before = row == 0 ? 0 : needed[row - 1];
            needed[row] = Math.Max(before, inputs.Max(i => Written(written, InHolder(i, LastRow(reader, i.Shape, row)))));
        }

        return [.. needed];
    }

    /// <summary>For each row of a writer: how many rows of a reader have to be done so that none reads it any more.</summary>
    public ImmutableArray<int> Room(QuantizedLayer writer, QuantizedLayer reader)
    {
        var first = FirstRows(writer, reader);
        var room = new int[network.Tensor(writer.Output).Shape.Height];
        var done = 0;
        for (var row = 0; row < room.Length; row++)
        {
            while (done < first.Length && first[done] <= row)
            {
                done++;
            }

            room[row] = done;
        }

        return [.. room];
    }

    /// <summary>For each row of a reader: a row of the writer before which neither this one nor a later one reads any.</summary>
    private int[] FirstRows(QuantizedLayer writer, QuantizedLayer reader)
    {
        var written = network.Tensor(writer.Output);
        var inputs = reader.Inputs.Select(network.Tensor).Where(i => i.Holder == written.Holder).ToArray();
        var first = new int[network.Tensor(reader.Output).Shape.Height];
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
        var input = network.Tensor(layer.Inputs[0]).Shape;
        return layer.Sliding is { } window ? Math.Max(0, (row * window.StrideY) - window.PadTop)
            : input.Height == network.Tensor(layer.Output).Shape.Height && layer.Inputs.All(i => network.Tensor(i).Shape.Height == input.Height) ? row
            : 0;
    }

    /// <summary>The last row of an input that a row of the output is made of; below 0 for none.</summary>
    private int LastRow(QuantizedLayer layer, FeatureShape input, int row) =>
        layer.Sliding is { } window ? Math.Min(input.Height - 1, (row * window.StrideY) - window.PadTop + window.SpanY - 1)
            : input.Height == network.Tensor(layer.Output).Shape.Height ? row
            : input.Height - 1;

    private static int InHolder(QuantizedTensor map, int row) => map.Part is { } part && row >= 0 ? part.Top + (part.StepY * row) : row;

    /// <summary>Rows of a map with which all is written down to a row of its holder.</summary>
    private static int Written(QuantizedTensor map, int last)
    {
        var (top, step) = map.Part is { } part ? (part.Top, part.StepY) : (0, 1);
        return last < top ? 0 : Math.Min(map.Shape.Height, ((last - top) / step) + 1);
    }
}
