using System.Collections.Concurrent;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Execution;

/// <summary>
/// What runs of a float network share, also at the same time: each convolution made ready once, and memory of feature maps that nobody needs any more.
/// Fresh memory costs more than a small layer's arithmetic.
/// </summary>
internal sealed class FloatWorkspace(Network network)
{
    private readonly ConcurrentDictionary<Convolution, Lazy<FloatConvolution>> _convolutions = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<int, ConcurrentBag<float[]>> _free = [];
    private readonly ConcurrentDictionary<float[], bool> _taken = new(ReferenceEqualityComparer.Instance);

    /// <summary>Runs a convolution.</summary>
    public float[] Convolve(Convolution layer, float[] map)
    {
        var output = Take((int)network.Shapes[layer.Output].Count);
        _convolutions.GetOrAdd(layer, l => new(() => new FloatConvolution(l, network.Shapes[l.Inputs[0]], network.Shapes[l.Output]))).Value.Run(map, output);
        return output;
    }

    /// <summary>A feature map with anything in it.</summary>
    public float[] Take(int count)
    {
        if (!_free.TryGetValue(count, out var free) || !free.TryTake(out var map))
        {
            map = GC.AllocateUninitializedArray<float>(count);
        }

        _taken[map] = true;
        return map;
    }

    /// <summary>Gives back those of the maps that came from <see cref="Take"/>.</summary>
    public void Return(IEnumerable<float[]> maps)
    {
        foreach (var map in maps.Where(m => _taken.TryRemove(m, out _)))
        {
            _free.GetOrAdd(map.Length, _ => []).Add(map);
        }
    }
}
