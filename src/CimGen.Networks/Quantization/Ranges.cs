using System.Numerics.Tensors;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>Least and greatest value of every feature map over the calibration images; 0 is always inside.</summary>
internal sealed class Ranges
{
    /// <summary>Of feature maps at a time.</summary>
    private const long MostBytes = 1L << 28;

    private readonly Dictionary<string, (double Low, double High)> _ranges = new(StringComparer.Ordinal);

    public (double Low, double High) this[string name] => _ranges[name];

    public static Ranges Observe(Network network, IReadOnlyList<float[]> images)
    {
        // Images run at the same time as far as their feature maps fit; which of them is first makes no difference.
        var bytes = network.Shapes.Values.Sum(s => s.Count * sizeof(float));
        var degree = (int)Math.Clamp(MostBytes / bytes, 1, Environment.ProcessorCount);
        var workspace = new FloatWorkspace(network);
        var ranges = new Ranges();
        Parallel.ForEach(images, new ParallelOptions { MaxDegreeOfParallelism = degree }, image =>
        {
            var maps = FloatExecutor.Run(network, image, workspace);
            foreach (var (name, values) in maps)
            {
                ranges.Widen(name, TensorPrimitives.Min<float>(values), TensorPrimitives.Max<float>(values));
            }

            workspace.Return(maps.Values);
        });

        return ranges;
    }
    private void Widen(string name, double least, double greatest)
    {
        lock (_ranges)
        {
            var (low, high) = _ranges.GetValueOrDefault(name);
            _ranges[name] = (Math.Min(low, least), Math.Max(high, greatest));
        }
    }
}
