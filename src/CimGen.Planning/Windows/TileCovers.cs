namespace CimGen.Planning.Windows;

/// <summary>
/// Covers of several parts with small periods, for arrays that hold the weights between few pixels and few positions. There a window of all inputs
/// of its positions leaves most cells at zero: its corner pixels are read by one position each. Here a part has those pixels that most of its
/// positions still need, and the next part may group positions otherwise. A beam search over parts, by what they leave to be linked.
/// </summary>
internal sealed class TileCovers
{
    /// <summary>Sets of open links that are kept after each part.</summary>
    private const int Beam = 12;

    /// <summary>In positions; larger ones found nothing better.</summary>
    private const int LargestPeriod = 8;

    /// <summary>An open link is a bit.</summary>
    private const int Bits = 128;

    private readonly ConvolutionShape _layer;
    private readonly Period _period;
    private readonly int _pixels;
    private readonly List<Group> _groups;

    /// <param name="pixels">On an array.</param>
    /// <param name="positions">On an array.</param>
    private TileCovers(ConvolutionShape layer, Period period, int pixels, int positions)
    {
        (_layer, _period, _pixels) = (layer, period, pixels);
        _groups = [.. Groups(positions)];
    }

    /// <summary>The cover of fewest MVMs, if it has fewer than a known one.</summary>
    public static WindowCover Fewest(WindowCover known)
    {
        var (layer, size, best, least) = (known.Layer, known.Crossbar, known, known.Mvms);
        var (pixels, positions) = (size.Rows / layer.Channels, size.Columns / layer.Kernels);
        if (pixels == 0 || positions == 0 || least == layer.LeastMvms(size))
        {
            return known;
        }

        foreach (var period in Periods(layer))
        {
            // Each part costs an MVM at least for each whole period in the map.
            var links = period.Area * layer.Taps.Length;
            var most = (int)Math.Min(links, ((least / layer.Groups) - 1) / ((layer.OutputHeight / period.Height) * (layer.OutputWidth / period.Width)));
            if (links > Bits || ((long)pixels * positions * most) < links)
            {
                continue;
            }

            if (new TileCovers(layer, period, pixels, positions).Run(most) is { } parts)
            {
                var cover = Placed(new WindowCover(layer, size, period, [.. parts], default));
                (best, least) = cover.Mvms < least ? (cover, cover.Mvms) : (best, least);
            }
        }

        return best;
    }

    private static IEnumerable<Period> Periods(ConvolutionShape layer) =>
        from area in Enumerable.Range(1, LargestPeriod)
        from height in Enumerable.Range(1, area)
        where area % height == 0 && height <= layer.OutputHeight && area / height <= layer.OutputWidth
        select new Period(height, area / height);

    /// <summary>The cover with the phase of fewest MVMs: where the map cuts periods, some parts have nothing to do.</summary>
    private static WindowCover Placed(WindowCover cover) =>
        new Offset(0, 0).Rectangle(cover.Period.Height, cover.Period.Width).Select(phase => cover with { Phase = phase }).MinBy(c => c.Mvms)!;

    /// <summary>The parts of the first cover that is found; null when there is none of so many parts.</summary>
    private List<WindowPart>? Run(int most)
    {
        var all = UInt128.MaxValue >> (Bits - (_period.Area * _layer.Taps.Length));
        var states = new List<State> { new(all, null, null) };
        for (var n = 0; n < most; n++)
        {
            var next = new Dictionary<UInt128, State>();
            foreach (var state in states)
            {
                foreach (var group in _groups)
                {
                    var open = state.Open;
                    _ = group.MostNeeded(_pixels, ref open);
                    next.TryAdd(open, new State(open, state, group));
                }
            }

            if (next.TryGetValue(0, out var done))
            {
                return Parts(done, all);
            }

            states = [.. next.Values.OrderBy(s => UInt128.PopCount(s.Open)).Take(Beam)];
        }

        return null;
    }

    /// <summary>The parts on the way to a state.</summary>
    private List<WindowPart> Parts(State state, UInt128 all)
    {
        var groups = new Stack<Group>();
        for (var at = state; at.Added is not null; at = at.Before!)
        {
            groups.Push(at.Added);
        }

        var (collector, open) = (new LinkCollector(_layer, _period), all);
        return [.. groups.Select(g => collector.Take(g.MostNeeded(_pixels, ref open), g.Positions))];
    }

    /// <summary>Rectangles of positions that fill the columns of an array, at all places of a period.</summary>
    private IEnumerable<Group> Groups(int positions)
    {
        var (tallest, widest) = (_period.Height + _layer.Window.SpanY, _period.Width + _layer.Window.SpanX);
        var shapes = Enumerable.Range(1, Math.Min(positions, tallest)).Select(h => (Height: h, Width: Math.Min(positions / h, widest))).GroupBy(s => s.Width).Select(g => g.Last());
        return from shape in shapes
               from first in new Offset(0, 0).Rectangle(_period.Height, _period.Width)
               select Of([.. first.Rectangle(shape.Height, shape.Width)]);
    }

    private Group Of(List<Offset> positions)
    {
        var links = new SortedDictionary<(int Y, int X), UInt128>();
        foreach (var position in positions)
        {
            for (var tap = 0; tap < _layer.Taps.Length; tap++)
            {
                var pixel = LinkCollector.PixelOf(_layer, position, _layer.Taps[tap]);
                var bit = UInt128.One << ((_period.IndexOf(position) * _layer.Taps.Length) + tap);
                links[(pixel.Y, pixel.X)] = links.GetValueOrDefault((pixel.Y, pixel.X)) | bit;
            }
        }

        return new Group(positions, [.. links.Select(l => (new Offset(l.Key.Y, l.Key.X), l.Value))]);
    }

    /// <summary>What is left open behind some parts.</summary>
    private sealed record State(UInt128 Open, State? Before, Group? Added);

    /// <summary>Positions, and the pixels that they read with the links that each gives.</summary>
    private sealed record Group(List<Offset> Positions, (Offset Pixel, UInt128 Links)[] Pixels)
    {
        /// <summary>One after another the pixel with the most open links, whose links are open no more.</summary>
        public List<Offset> MostNeeded(int count, ref UInt128 open)
        {
            var taken = new List<Offset>();
            while (taken.Count < count)
            {
                var (most, best) = (0, -1);
                for (var i = 0; i < Pixels.Length; i++)
                {
                    var gain = (int)UInt128.PopCount(Pixels[i].Links & open);
                    (most, best) = gain > most ? (gain, i) : (most, best);
                }

                if (best < 0)
                {
                    break;
                }

                open &= ~Pixels[best].Links;
                taken.Add(Pixels[best].Pixel);
            }

            return taken;
        }
    }
}
