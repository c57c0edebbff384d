using System.Numerics.Tensors;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>What calibration images show of every feature map: least and greatest value, 0 always inside, and the mean of each channel.</summary>
internal sealed class Ranges
{
    private readonly Dictionary<string, (double Low, double High)> _ranges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double[]> _sums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _pixels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Low, double High)> _chosen = new(StringComparer.Ordinal);

    public (double Low, double High) this[string name] => _ranges.GetValueOrDefault(name);

    /// <summary>Where none is needed.</summary>
    public static Ranges None { get; } = new();

    /// <summary>The range of all maps that share a scale, as the method chooses it.</summary>
    public (double Low, double High) Shared(string name, ScaleGroups scales) =>
        _chosen.TryGetValue(scales.Of(name), out var chosen) ? chosen : Extremes(scales.Of(name), scales);

    /// <summary>Mean of each channel over all images; zeros for a map that none was observed of.</summary>
    public double[] Means(string name, int channels) =>
        _sums.TryGetValue(name, out var sums) ? Array.ConvertAll(sums, s => s / Math.Max(1, _pixels[name])) : new double[channels];

    public static Ranges Observe(Network network, IReadOnlyList<float[]> images, QuantizationOptions options)
    {
        var ranges = new Ranges();
        foreach (var image in images)
        {
            foreach (var (name, values) in FloatExecutor.Run(network, image))
            {
                var (low, high) = ranges._ranges.GetValueOrDefault(name);
                ranges._ranges[name] = (Math.Min(low, TensorPrimitives.Min<float>(values)), Math.Max(high, TensorPrimitives.Max<float>(values)));
                if (options.BiasCorrection)
                {
                    ranges.AddMeans(name, values, network.Shapes[name].Channels);
                }
            }
        }

        if (options.Method != CalibrationMethod.MinMax)
        {
            ranges.Choose(network, images, options.Method);
        }

        return ranges;
    }

    /// <summary>Looks at all images again, now that it is known where their values lie.</summary>
    private void Choose(Network network, IReadOnlyList<float[]> images, CalibrationMethod method)
    {
        var scales = ScaleGroups.Of(network);
        var histograms = network.Shapes.Keys.Select(scales.Of).Distinct()
            .Select(group => (Group: group, Range: Extremes(group, scales)))
            .Where(g => double.IsFinite(g.Range.Low) && double.IsFinite(g.Range.High) && g.Range.Low < g.Range.High)
            .ToDictionary(g => g.Group, g => new Histogram(g.Range.Low, g.Range.High), StringComparer.Ordinal);
        foreach (var image in images)
        {
            foreach (var (name, values) in FloatExecutor.Run(network, image))
            {
                if (histograms.TryGetValue(scales.Of(name), out var histogram))
                {
                    histogram.Add(values);
                }
            }
        }

        foreach (var (group, histogram) in histograms)
        {
            _chosen[group] = method == CalibrationMethod.Percentile ? histogram.Percentile() : histogram.LeastError();
        }
    }

    private (double Low, double High) Extremes(string group, ScaleGroups scales)
    {
        var all = _ranges.Where(r => scales.Of(r.Key) == group).Select(r => r.Value).ToList();
        return (all.Select(r => r.Low).DefaultIfEmpty(0).Min(), all.Select(r => r.High).DefaultIfEmpty(0).Max());
    }

    private void AddMeans(string name, float[] values, int channels)
    {
        if (!_sums.TryGetValue(name, out var sums))
        {
            sums = _sums[name] = new double[channels];
        }

        for (var i = 0; i < values.Length; i++)
        {
            sums[i % channels] += values[i];
        }

        _pixels[name] = _pixels.GetValueOrDefault(name) + (values.Length / channels);
    }
}
