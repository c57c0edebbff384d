using System.Numerics.Tensors;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>What calibration images show of every feature map: least and greatest value, 0 always inside, and the mean of each channel.</summary>
internal sealed class Ranges
{
    /// <summary>Of feature maps at a time.</summary>
    private const long MostBytes = 1L << 28;

    private readonly Dictionary<string, (double Low, double High)> _ranges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double[]> _means = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Low, double High)> _chosen = new(StringComparer.Ordinal);

    public (double Low, double High) this[string name] => _ranges.GetValueOrDefault(name);

    /// <summary>Where none is needed.</summary>
    public static Ranges None { get; } = new();

    /// <summary>The range of all maps that share a scale, as the method chooses it.</summary>
    public (double Low, double High) Shared(string name, ScaleGroups scales) =>
        _chosen.TryGetValue(scales.Of(name), out var chosen) ? chosen : Extremes(scales.Of(name), scales);

    /// <summary>Mean of each channel over all images; zeros for a map that none was observed of.</summary>
    public double[] Means(string name, int channels) => _means.GetValueOrDefault(name) ?? new double[channels];

    public static Ranges Observe(Network network, IReadOnlyList<float[]> images, QuantizationOptions options)
    {
        var ranges = new Ranges();
        var means = new Dictionary<string, double[]>[images.Count];
        ForEach(network, images, (image, maps) =>
        {
            lock (ranges)
            {
                foreach (var (name, values) in maps)
                {
                    var (low, high) = ranges._ranges.GetValueOrDefault(name);
                    ranges._ranges[name] = (Math.Min(low, TensorPrimitives.Min<float>(values)), Math.Max(high, TensorPrimitives.Max<float>(values)));
                }
            }

            means[image] = options.BiasCorrection ? maps.ToDictionary(m => m.Key, m => MeansOf(m.Value, network.Shapes[m.Key].Channels), StringComparer.Ordinal) : [];
        });
        foreach (var name in means[0].Keys)
        {
            // In the images' order, so that sums round alike.
            ranges._means[name] = means.Select(m => m[name]).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]).Select(s => s / images.Count).ToArray();
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
        ForEach(network, images, (_, maps) =>
        {
            foreach (var (name, values) in maps)
            {
                if (histograms.TryGetValue(scales.Of(name), out var histogram))
                {
                    lock (histogram)
                    {
                        histogram.Add(values);
                    }
                }
            }
        });
        foreach (var (group, histogram) in histograms)
        {
            _chosen[group] = method == CalibrationMethod.Percentile ? histogram.Percentile() : histogram.LeastError();
        }
    }

    /// <summary>Images run at the same time as far as their feature maps fit; which of them is first makes no difference.</summary>
    private static void ForEach(Network network, IReadOnlyList<float[]> images, Action<int, Dictionary<string, float[]>> look)
    {
        var bytes = network.Shapes.Values.Sum(s => s.Count * sizeof(float));
        var degree = (int)Math.Clamp(MostBytes / bytes, 1, Environment.ProcessorCount);
        var workspace = new FloatWorkspace(network);
        Parallel.For(0, images.Count, new ParallelOptions { MaxDegreeOfParallelism = degree }, image =>
        {
            var maps = FloatExecutor.Run(network, images[image], workspace);
            look(image, maps);
            workspace.Return(maps.Values);
        });
    }

    private (double Low, double High) Extremes(string group, ScaleGroups scales)
    {
        var all = _ranges.Where(r => scales.Of(r.Key) == group).Select(r => r.Value).ToList();
        return (all.Select(r => r.Low).DefaultIfEmpty(0).Min(), all.Select(r => r.High).DefaultIfEmpty(0).Max());
    }

    private static double[] MeansOf(float[] values, int channels)
    {
        var sums = new double[channels];
        for (var i = 0; i < values.Length; i++)
        {
            sums[i % channels] += values[i];
        }

        return Array.ConvertAll(sums, s => s / Math.Max(1, values.Length / channels));
    }
}
