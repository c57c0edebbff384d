using System.Numerics.Tensors;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>Least and greatest value of every feature map over the calibration images; 0 is always inside.</summary>
internal sealed class Ranges
{
    private readonly Dictionary<string, (double Low, double High)> _ranges = new(StringComparer.Ordinal);

    public (double Low, double High) this[string name] => _ranges[name];

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
