using System.Collections.Immutable;
using CimGen.Isa.Images;
using CimGen.Mapping;
using CimGen.Networks.Graph;

namespace CimGen.Codegen;

/// <summary>A run of bytes that lies together in the crossbar's input register and in the feature map.</summary>
/// <param name="Offset">First row of the crossbar.</param>
/// <param name="Displacement">From the upper left corner of the window.</param>
internal readonly record struct InputSegment(int Offset, int Bytes, int Displacement)
{
    /// <summary>The rows of a tile, merged where neighbours in the window are neighbours in memory.</summary>
    public static ImmutableArray<InputSegment> Of(CrossbarTile tile, Window window, FeatureLayout map)
    {
        var segments = new List<InputSegment>();
        var channels = map.Channels;
        for (var row = 0; row < tile.Rows;)
        {
            var im2col = tile.FirstRow + row;
            var (pixel, channel) = (im2col / channels, im2col % channels);
            var bytes = Math.Min(channels - channel, tile.Rows - row);
            var displacement = (pixel / window.KernelX * window.DilationY * map.RowPitch) +
                (pixel % window.KernelX * window.DilationX * map.PixelPitch) + channel;
            if (segments.Count > 0 && segments[^1] is var last && last.Displacement + last.Bytes == displacement)
            {
                segments[^1] = last with { Bytes = last.Bytes + bytes };
            }
            else
            {
                segments.Add(new InputSegment(row, bytes, displacement));
            }

            row += bytes;
        }

        return [.. segments];
    }
}
