using System.Collections.Concurrent;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Execution;

/// <summary>The convolutions of a network, each made ready once however many images run, also at the same time.</summary>
internal sealed class FloatConvolutions(Network network)
{
    private readonly ConcurrentDictionary<Convolution, Lazy<FloatConvolution>> _ready = new(ReferenceEqualityComparer.Instance);

    public FloatConvolution Of(Convolution layer) =>
        _ready.GetOrAdd(layer, l => new(() => new FloatConvolution(l, network.Shapes[l.Inputs[0]], network.Shapes[l.Output]))).Value;
}
