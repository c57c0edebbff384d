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
    /// <summary>Bytes from the upper left corner of a window to each of its rows, where no row has another place than its number says.</summary>
    public static ImmutableArray<int> Rows(Window window, FeatureLayout map) => [.. Enumerable.Range(0, window.KernelY).Select(ky => ky * window.DilationY * map.RowPitch)];

    /// <summary>Some channels of all taps of a window, one tap behind the other, merged where neighbours in the window are neighbours in memory.</summary>
    /// <param name="offset">In the buffer.</param>
    /// <param name="pitch">From tap to tap in the buffer.</param>
    /// <param name="rows">Bytes from the upper left corner to each row of the window.</param>
    public static ImmutableArray<InputSegment> Of(Window window, FeatureLayout map, ImmutableArray<int> rows, int channels, int offset, int pitch)
    {
        var segments = new List<InputSegment>();
        for (var tap = 0; tap < window.KernelY * window.KernelX; tap++)
        {
            var (y, x) = Math.DivRem(tap, window.KernelX);
            var next = new InputSegment(offset + (tap * pitch), channels, rows[y] + (x * window.DilationX * map.PixelPitch));
            if (segments.Count > 0 && segments[^1] is var last && last.Displacement + last.Bytes == next.Displacement && last.Offset + last.Bytes == next.Offset)
            {
                segments[^1] = last with { Bytes = last.Bytes + channels };
            }
            else
            {
                segments.Add(next);
            }
        }

        return [.. segments];
    }

    /// <summary>The rows of a block, merged where neighbours in the window are neighbours in memory.</summary>
    /// <param name="rows">Bytes from the upper left corner to each row of the window.</param>
    public static ImmutableArray<InputSegment> Of(Block block, Window window, FeatureLayout map, ImmutableArray<int> rows)
    {
        var segments = new List<InputSegment>();
        var channels = block.Channels;
        for (var row = 0; row < block.Rows;)
        {
            var im2col = block.FirstRow + row;
            var (pixel, channel) = (im2col / channels, im2col % channels);
            var bytes = Math.Min(channels - channel, block.Rows - row);
            var displacement = rows[pixel / window.KernelX] +
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
