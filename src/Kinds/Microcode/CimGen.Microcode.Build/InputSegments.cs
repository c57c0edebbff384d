using System.Collections.Immutable;
using CimGen.Machines.Images;
using CimGen.Networks.Graph;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>A run of bytes that lies together in the crossbar's input register and in the feature map.</summary>
/// <param name="Offset">First row of the crossbar.</param>
/// <param name="Displacement">From the upper left corner of the window.</param>
internal readonly record struct InputSegment(int Offset, int Bytes, int Displacement)
{
    /// <summary>The rows of a block, merged where neighbours in the window are neighbours in memory.</summary>
    public static ImmutableArray<InputSegment> Of(Block block, Window window, FeatureLayout map)
    {
        var segments = new List<InputSegment>();
        var channels = block.Channels;
        for (var row = 0; row < block.Rows;)
        {
            var im2col = block.FirstRow + row;
            var (pixel, channel) = (im2col / channels, im2col % channels);
            var bytes = Math.Min(channels - channel, block.Rows - row);
            var displacement = (pixel / window.KernelX * window.DilationY * map.RowPitch) +
                (pixel % window.KernelX * window.DilationX * map.PixelPitch) + block.FirstChannel + channel;
            if (segments.Count > 0 && segments[^1] is var last && last.Displacement + last.Bytes == displacement)
            {
                segments[^1] = last with { Bytes = last.Bytes + bytes };
            }
            else
            {
                segments.Add(new InputSegment(block.UnitRow + row, bytes, displacement));
            }

            row += bytes;
        }

        return [.. segments];
    }
}
