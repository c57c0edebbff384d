using System.Numerics.Tensors;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>Least and greatest value of every feature map over the calibration images; 0 is always inside.</summary>
internal sealed class Ranges
{
    private readonly Dictionary<string, (double Low, double High)> _ranges = new(StringComparer.Ordinal);

    public (double Low, double High) this[string name] => _ranges.GetValueOrDefault(name);

    /// <summary>Where none is needed.</summary>
    public static Ranges None { get; } = new();

    /// <summary>The range of all maps that share a scale.</summary>
    public (double Low, double High) Shared(string name, ScaleGroups scales)
    {
        var all = _ranges.Where(r => scales.Of(r.Key) == scales.Of(name)).Select(r => r.Value).ToList();
        return (all.Select(r => r.Low).DefaultIfEmpty(0).Min(), all.Select(r => r.High).DefaultIfEmpty(0).Max());
    }

    public static Ranges Observe(Network network, IReadOnlyList<float[]> images)
    {
        var ranges = new Ranges();
        foreach (var image in images)
        {
            foreach (var (name, values) in FloatExecutor.Run(network, image))
            {
                var (low, high) = ranges._ranges.GetValueOrDefault(name);
                ranges._ranges[name] = (Math.Min(low, TensorPrimitives.Min<float>(values)), Math.Max(high, TensorPrimitives.Max<float>(values)));
            }
        }

        return ranges;
    }
}
