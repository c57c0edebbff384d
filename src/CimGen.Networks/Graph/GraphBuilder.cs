using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Graph;

/// <summary>
/// Collects layers in order and fuses what hardware does in one go: activations, constant additions and batch normalizations melt
/// into the layer before them when nobody else reads its result.
/// </summary>
/// <param name="readers">How many nodes (and network outputs) read a value.</param>
internal sealed class GraphBuilder(Func<string, int> readers)
{
    private readonly List<Layer> _layers = [];
    private readonly Dictionary<string, FeatureShape> _shapes = [];

    // A value may have been renamed by a fusion or a reshape: the feature map that now holds it.
    private readonly Dictionary<string, string> _alias = [];

    public void AddInput(string name, FeatureShape shape) => _shapes[name] = shape;

    public bool Knows(string value) => _shapes.ContainsKey(Resolve(value));

    public FeatureShape ShapeOf(string value) => _shapes[Resolve(value)];

    /// <summary>The feature map that holds a value.</summary>
    public string Resolve(string value) => _alias.GetValueOrDefault(value, value);

    /// <summary>Another name for the same data.</summary>
    public void Alias(string value, string of) => _alias[value] = Resolve(of);

    public void Add(Layer layer, FeatureShape shape)
    {
        _layers.Add(layer);
        _shapes[layer.Output] = shape;
    }

    /// <summary>y = clamp(x): into the layer that makes x, or a layer of its own.</summary>
    public void AddActivation(string name, string input, string output, ActivationRange range, SourceLocation location)
    {
        if (Producer(input) is { } producer and not MaxPooling)
        {
            Replace(producer, producer with { Output = output, Range = producer.Range.Then(range) });
        }
        else
        {
            Add(new Sum(name, [Resolve(input)], output, range, location), ShapeOf(input));
        }
    }

    /// <summary>y = x * scale[c] + shift[c]: into the convolution that makes x, or a diagonal 1x1 convolution.</summary>
    public void AddAffine(string name, string input, string output, float[] scale, float[] shift, SourceLocation location)
    {
        if (Producer(input) is Convolution { Range.IsUnbounded: true } convolution)
        {
            var perKernel = convolution.Weights.Length / convolution.Kernels;
            Replace(convolution, convolution with
            {
                Output = output,
                Weights = [.. convolution.Weights.Select((w, i) => w * scale[i / perKernel])],
                Bias = [.. convolution.Bias.Select((b, k) => (b * scale[k]) + shift[k])],
            });
            return;
        }

        var channels = scale.Length;
        var diagonal = new float[channels * channels];
        for (var c = 0; c < channels; c++)
        {
            diagonal[(c * channels) + c] = scale[c];
        }

        Add(
            new Convolution(name, Resolve(input), output, new Window(1, 1), channels, [.. diagonal], [.. shift], ActivationRange.Unbounded, location),
            ShapeOf(input));
    }

    public Network Build(string name, string input, string output) =>
        new(name, input, Resolve(output), _shapes.Where(s => _layers.Exists(l => l.Output == s.Key) || s.Key == input).ToImmutableDictionary(), [.. _layers]);

    /// <summary>The layer that makes a value which only one node reads; otherwise null.</summary>
    private Layer? Producer(string value)
    {
        var feature = Resolve(value);
        return readers(value) == 1 && _layers.Count(l => l.Inputs.Contains(feature)) == 0
            ? _layers.Find(l => l.Output == feature)
            : null;
    }

    private void Replace(Layer old, Layer fused)
    {
        _layers[_layers.IndexOf(old)] = fused;
        _shapes[fused.Output] = _shapes[old.Output];
        if (old.Output != fused.Output)
        {
            _alias[old.Output] = fused.Output;
            foreach (var name in _alias.Where(a => a.Value == old.Output).Select(a => a.Key).ToList())
            {
                _alias[name] = fused.Output;
            }
        }
    }
}
