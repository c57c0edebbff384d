using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Networks.Quantized;

namespace CimGen.Planning.Placement;

/// <summary>Every layer of a network on its cores.</summary>
public sealed record NetworkPlacement(QuantizedNetwork Network, ImmutableArray<LayerPlacement> Layers)
{
    /// <summary>How many cores have a part of any layer.</summary>
    public int CoresUsed => Layers.SelectMany(l => l.Places).Distinct().Count();

    /// <summary>Stable text for the stage dump.</summary>
    public string Dump()
    {
        var text = new StringBuilder();
        foreach (var layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"layer {layer.Index} {layer.Layer.Name} cores {PlaceRun.Text(layer.Places)}{(layer.Replicas.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" replicas {layer.Replicas.Rows}x{layer.Replicas.Columns}") : "")}");
            if (layer is MatrixPlacement matrix)
            {
                text.Append(CultureInfo.InvariantCulture, $" P_V {matrix.VerticalGroups} P_H {matrix.HorizontalGroups}\n");
                foreach (var b in matrix.Blocks)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  core {b.Place}{(matrix.Replicas.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" replica {b.Replica}") : "")} C({b.HorizontalGroup},{b.VerticalGroup}) rows {b.FirstRow}+{b.Rows} kernels {b.FirstKernel}+{b.Kernels}");
                    text.Append(matrix.Convolution.Groups > 1 ? string.Create(CultureInfo.InvariantCulture, $" channels {b.FirstChannel}+{b.Channels}\n") : "\n");
                }
            }
            else if (layer is ChannelPlacement channels)
            {
                text.Append(CultureInfo.InvariantCulture, $" {channels.ChunkChannels} channels at a time\n");
                foreach (var p in channels.Parts)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  core {p.Place} channels {p.FirstChannel}+{p.Channels} positions {p.Positions}\n");
                }
            }
            else if (layer is VectorPlacement vector)
            {
                text.Append('\n');
                var whole = vector.Parts.Max(p => p.FirstChannel) == 0;
                foreach (var p in vector.Parts)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  core {p.Place}{(whole ? "" : $" channels {p.FirstChannel}+{p.Channels}")} positions {p.Positions}\n");
                }
            }

            if (layer.Choice is { } choice)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {choice.Text}\n");
            }
        }

        return text.ToString();
    }
}
