using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>How far the integers are from the float network, feature map by feature map, over some images.</summary>
public sealed class QuantizationNoise(QuantizedNetwork network)
{
    /// <summary>So many images tell enough.</summary>
    public const int Images = 10;

    private readonly Dictionary<string, MapNoise> _maps = network.Tensors.ToDictionary(t => t.Name, _ => default(MapNoise), StringComparer.Ordinal);

    /// <summary>Takes in one image: every feature map in floating point and in integers.</summary>
    public void Add(IReadOnlyDictionary<string, float[]> real, IReadOnlyDictionary<string, sbyte[]> integers)
    {
        foreach (var tensor in network.Tensors)
        {
            _maps[tensor.Name] = _maps[tensor.Name].With(tensor, real[tensor.Name], integers[tensor.Name]);
        }
    }

    /// <summary>Whether the integers have such a feature map: what a table takes over is never stored.</summary>
    public bool Knows(string tensor) => _maps.ContainsKey(tensor);

    /// <summary>Of one feature map.</summary>
    public MapNoise this[string tensor] => _maps[tensor];
}

/// <summary>Sums over the values of a feature map.</summary>
/// <param name="Signal">Squares of the float values.</param>
/// <param name="Noise">Squares of what the integers are off.</param>
/// <param name="Clipped">The part of the noise at values beyond what the integers can say.</param>
/// <param name="Count">Values.</param>
/// <param name="Low">Least float value, or 0.</param>
/// <param name="High">Greatest float value, or 0.</param>
public readonly record struct MapNoise(double Signal, double Noise, double Clipped, long Count, double Low, double High)
{
    /// <summary>Signal to noise in decibels: infinite without noise, minus infinite for noise alone, NaN when a float value is none.</summary>
    public double Decibels => Noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(Signal / Noise);

    /// <summary>These sums and those of further values.</summary>
    internal MapNoise With(QuantizedTensor tensor, ReadOnlySpan<float> real, ReadOnlySpan<sbyte> integers)
    {
        var (signal, noise, clipped, low, high) = (Signal, Noise, Clipped, Low, High);
        var (least, greatest) = (tensor.Scale * (-128.5 - tensor.ZeroPoint), tensor.Scale * (127.5 - tensor.ZeroPoint));
        for (var i = 0; i < real.Length; i++)
        {
            double value = real[i];
            var error = value - (tensor.Scale * (integers[i] - tensor.ZeroPoint));
            signal += value * value;
            noise += error * error;
            clipped += value < least || value > greatest ? error * error : 0;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return new MapNoise(signal, noise, clipped, Count + real.Length, low, high);
    }
}
