namespace CimGen.Planning.Windows;

/// <summary>Makes the parts of a cover one by one: each takes those links of its pixels and positions that no earlier one has.</summary>
internal sealed class LinkCollector(ConvolutionShape layer, Period period)
{
    private readonly HashSet<(int Position, int Tap)> _taken = [];

    /// <summary>The pixel under a tap of the kernel at a position.</summary>
    public static Offset PixelOf(ConvolutionShape layer, Offset position, Offset tap) =>
        new((layer.Window.StrideY * position.Y) + tap.Y, (layer.Window.StrideX * position.X) + tap.X);

    /// <summary>A part of some pixels and positions; those without a link are left out.</summary>
    public WindowPart Take(IReadOnlyList<Offset> pixels, IReadOnlyList<Offset> positions)
    {
        var indices = pixels.Index().ToDictionary(p => p.Item, p => p.Index);
        var links = new List<WindowLink>();
        for (var i = 0; i < positions.Count; i++)
        {
            for (var tap = 0; tap < layer.Taps.Length; tap++)
            {
                if (indices.TryGetValue(PixelOf(layer, positions[i], layer.Taps[tap]), out var pixel) && _taken.Add((period.IndexOf(positions[i]), tap)))
                {
                    links.Add(new WindowLink(pixel, i, tap));
                }
            }
        }

        var (linked, given) = (links.Select(l => l.Pixel).Distinct().Order().ToList(), links.Select(l => l.Position).Distinct().Order().ToList());
        return new WindowPart(
            [.. linked.Select(p => pixels[p])],
            [.. given.Select(p => positions[p])],
            [.. links.Select(l => new WindowLink(linked.IndexOf(l.Pixel), given.IndexOf(l.Position), l.Tap))]);
    }
}
