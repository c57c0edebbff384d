using CimGen.Networks.Graph;

namespace CimGen.Networks.Quantization;

/// <summary>
/// Cross-layer equalization: channels between two convolutions are scaled up before and down behind, or the other way round, until both layers'
/// weights have the same range for them. The network stays the same function, as a clamp at 0 does not mind a positive factor (Nagel et al.,
/// "Data-free quantization through weight equalization and bias correction", ICCV 2019). Depthwise networks need it, whose channels differ much.
/// </summary>
public static class Equalizer
{
    private const int MaxRounds = 20;

    /// <summary>Factors that all lie this near 1 end it.</summary>
    private const double Near = 0.01;

    public static Network Run(Network network)
    {
        var layers = network.Layers.ToBuilder();
        var readers = network.Readers();
        var joined = network.Parts.Keys.Concat(network.Parts.Values.Select(p => p.Whole)).ToHashSet(StringComparer.Ordinal);
        var pairs = (
            from second in Enumerable.Range(0, layers.Count)
            where layers[second] is Convolution
            let map = layers[second].Inputs[0]
            where readers[map] == 1 && !joined.Contains(map)
            let first = network.Layers.IndexOf(network.Layers.FirstOrDefault(l => l.Output == map)!)
            where first >= 0 && layers[first] is Convolution && layers[first].Range is { Low: 0 or float.NegativeInfinity, High: float.PositiveInfinity }
            select (first, second)).ToList();
        for (var round = 0; round < MaxRounds; round++)
        {
            var farthest = 0.0;
            foreach (var (first, second) in pairs)
            {
                var (one, other, far) = Balance((Convolution)layers[first], (Convolution)layers[second]);
                (layers[first], layers[second], farthest) = (one, other, Math.Max(farthest, far));
            }

            if (farthest < Near)
            {
                break;
            }
        }

        return network with { Layers = layers.ToImmutable() };
    }

    private static (Convolution First, Convolution Second, double Farthest) Balance(Convolution first, Convolution second)
    {
        var channels = first.Kernels;
        var (perKernel, perChannel) = (first.Weights.Length / channels, channels / second.Groups);
        var (made, read) = (new float[channels], new float[channels]);
        for (var i = 0; i < first.Weights.Length; i++)
        {
            made[i / perKernel] = Math.Max(made[i / perKernel], Math.Abs(first.Weights[i]));
        }

        for (var i = 0; i < second.Weights.Length; i++)
        {
            read[ChannelOf(i)] = Math.Max(read[ChannelOf(i)], Math.Abs(second.Weights[i]));
        }

        // A channel that nobody makes or reads stays as it is.
        var factors = made.Zip(read, (m, r) => m > 0 && r > 0 && float.IsNormal(m / r) ? (float)Math.Sqrt((double)r / m) : 1f).ToArray();
        return (
            first with
            {
                Weights = [.. first.Weights.Select((w, i) => w * factors[i / perKernel])],
                Bias = [.. first.Bias.Select((b, k) => b * factors[k])],
                KernelScales = [],
            },
            second with { Weights = [.. second.Weights.Select((w, i) => w / factors[ChannelOf(i)])], KernelScales = [] },
            factors.Max(f => Math.Abs(f - 1)));

        int ChannelOf(int weight) => (weight / (second.Weights.Length / second.Kernels) / (second.Kernels / second.Groups) * perChannel) + (weight % perChannel);
    }
}
