using CimGen.Networks.Graph;

namespace CimGen.Networks.Execution;

/// <summary>Gathers what lies under a window of an HWC feature map.</summary>
internal static class WindowWalk
{
    /// <summary>Copies the window at output position (y, x) to <paramref name="column"/> in the order ky, kx, z; outside the map goes <paramref name="padding"/>.</summary>
    public static void Gather<T>(ReadOnlySpan<T> map, FeatureShape shape, in Window window, int y, int x, T padding, Span<T> column)
        where T : struct
    {
        var channels = shape.Channels;
        var target = 0;
        for (var ky = 0; ky < window.KernelY; ky++)
        {
            var row = (y * window.StrideY) + (ky * window.DilationY) - window.PadTop;
            for (var kx = 0; kx < window.KernelX; kx++, target += channels)
            {
                var at = (x * window.StrideX) + (kx * window.DilationX) - window.PadLeft;
                var pixel = column.Slice(target, channels);
                if (row < 0 || row >= shape.Height || at < 0 || at >= shape.Width)
                {
                    pixel.Fill(padding);
                }
                else
                {
                    map.Slice(((row * shape.Width) + at) * channels, channels).CopyTo(pixel);
                }
            }
        }
    }
    /// <summary>Some channels of each pixel of a gathered window.</summary>
    public static void Part<T>(ReadOnlySpan<T> column, int channels, int first, int count, Span<T> part)
        where T : struct
    {
        if (count == channels)
        {
            column.CopyTo(part);
            return;
        }

        for (var (from, to) = (first, 0); to < part.Length; from += channels, to += count)
        {
            column.Slice(from, count).CopyTo(part[to..]);
        }
    }
}
