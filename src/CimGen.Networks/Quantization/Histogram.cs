namespace CimGen.Networks.Quantization;

/// <summary>How often values of a feature map occur, between its least and its greatest.</summary>
internal sealed class Histogram(double low, double high)
{
    private const int Bins = 2048;

    /// <summary>Share of the values that a percentile leaves out at each end.</summary>
    private const double LeftOut = 0.00005;

    /// <summary>Smallest part of the range that is tried, and how many parts are.</summary>
    private const double LeastPart = 0.2;
    private const int Parts = 81;

    private readonly long[] _counts = new long[Bins];
    private readonly double _width = (high - low) / Bins;

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            _counts[Math.Clamp((int)((value - low) / _width), 0, Bins - 1)]++;
        }
    }

    /// <summary>The range without the outermost values; 0 stays inside.</summary>
    public (double Low, double High) Percentile()
    {
        var most = (long)(_counts.Sum() * LeftOut);
        var (first, last) = (0, Bins - 1);
        for (var gone = _counts[first]; gone <= most && first < last; gone += _counts[++first])
        {
        }

        for (var gone = _counts[last]; gone <= most && last > first; gone += _counts[--last])
        {
        }

        return (Math.Min(0, low + (first * _width)), Math.Max(0, low + ((last + 1) * _width)));
    }

    /// <summary>The part of the range for which clipping and rounding together have the least mean square error.</summary>
    public (double Low, double High) LeastError() => Enumerable.Range(0, Parts)
        .Select(i => 1 - ((1 - LeastPart) * i / (Parts - 1)))
        .Select(part => (Low: low * part, High: high * part))
        .MinBy(r => Error(r.Low, r.High));

    private double Error(double from, double to)
    {
        var step = (to - from) / 255;
        var sum = 0.0;
        for (var i = 0; i < Bins; i++)
        {
            var value = low + ((i + 0.5) * _width);
            var clipped = value < from ? from - value : value > to ? value - to : 0;
            sum += _counts[i] * ((clipped * clipped) + (step * step / 12));
        }

        return sum;
    }
}
