using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Quantization;

/// <summary>The tensors of a network while it is quantized, in the order in which they come up.</summary>
internal sealed class TensorTable(Network network, Ranges ranges)
{
    private readonly ScaleGroups _shared = ScaleGroups.Of(network);
    private readonly Dictionary<string, QuantizedTensor> _scales = new(StringComparer.Ordinal);
    private readonly List<QuantizedTensor> _tensors = [];
    private readonly List<QuantizedTensor> _hidden = [];

    /// <summary>Those that are never stored.</summary>
    public IEnumerable<QuantizedTensor> Hidden => _hidden;

    /// <summary>Those that have been added, then the wholes of parts among them.</summary>
    public IEnumerable<QuantizedTensor> All => _tensors.Concat(
        _tensors.Select(t => t.Part?.Whole).OfType<string>().Distinct().Where(w => _tensors.TrueForAll(t => t.Name != w)).ToList().Select(w => Make(w, reach: 1)));

    /// <summary>A tensor that a layer reads; a part of what layers have written comes up here.</summary>
    public QuantizedTensor Find(string name) => _tensors.Find(t => t.Name == name) ?? Add(name, reach: 1);

    /// <param name="name">Of the map.</param>
    /// <param name="reach">Stands for the range of a map that is 0 in all calibration images, so that other images still find a scale.</param>
    public QuantizedTensor Add(string name, double reach)
    {
        var tensor = Make(name, reach);
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>Takes out a tensor that is never stored.</summary>
    public void Hide(string name)
    {
        _hidden.Add(Find(name));
        _tensors.RemoveAll(t => t.Name == name);
    }

    private QuantizedTensor Make(string name, double reach)
    {
        var (group, shape, part) = (_shared.Of(name), network.Shapes[name], network.Parts.GetValueOrDefault(name));
        if (_shared.ScaleOf(name) is { } given)
        {
            return new QuantizedTensor(name, shape, given.Scale, given.ZeroPoint) { Part = part };
        }

        if (!_scales.TryGetValue(group, out var scale))
        {
            var (low, high) = ranges.Shared(name, _shared) is var range && range is (0, 0) ? (0, reach) : range;
            var step = Quantizer.AsModelsHaveIt((high - low) / 255);
            scale = _scales[group] = new QuantizedTensor(name, shape, step, (int)Math.Clamp(Math.Round(-128 - (low / step)), -128, 127));
        }

        return scale with { Name = name, Shape = shape, Part = part };
    }
}
