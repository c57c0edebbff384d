using System.Collections.Immutable;

namespace CimGen.Networks.Graph;

/// <summary>
/// Compositions and extractions become parts of feature maps. A map has one place and one scale: what is needed in two is copied, and so is
/// what the host writes or reads, as its map lies in one piece.
/// </summary>
/// <remarks>
/// Compositions are resolved from the last to the first, so that one whose inputs already lie side by side in a later one becomes a part of
/// that: the growing concatenations of a DenseNet take no copies.
/// </remarks>
internal sealed class PartResolver
{
    private readonly Dictionary<string, FeatureShape> _shapes;
    private readonly ImmutableArray<string> _inputs;
    private readonly Dictionary<string, GivenScale> _given;
    private readonly ScaleGroups _scales;
    private readonly Dictionary<string, MapPart> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Layer>> _copies = new(StringComparer.Ordinal);

    private PartResolver(Dictionary<string, FeatureShape> shapes, Dictionary<string, GivenScale> given, ImmutableArray<string> inputs)
    {
        (_shapes, _given, _inputs, _scales) = (shapes, given, inputs, new ScaleGroups(given));
    }

    /// <param name="shapes">Of all maps; those of copies are added.</param>
    /// <param name="given">Scales that the model gives, by map; those of copies are added.</param>
    /// <returns>Layers without compositions and extractions, what is part of what, and the maps that now hold the outputs.</returns>
    public static (ImmutableArray<Layer> Layers, ImmutableSortedDictionary<string, MapPart> Parts, ImmutableArray<string> Outputs) Run(
        ImmutableArray<Layer> layers, Dictionary<string, FeatureShape> shapes, Dictionary<string, GivenScale> given, ImmutableArray<string> inputs, ImmutableArray<string> outputs)
    {
        if (given.Count == 0 && !layers.Any(l => l is Composition or Extraction))
        {
            return (layers, ImmutableSortedDictionary<string, MapPart>.Empty.WithComparers(StringComparer.Ordinal), outputs);
        }

        var resolver = new PartResolver(shapes, given, inputs);
        var rescaled = layers.Where(l => l is MaxPooling or Extraction && !resolver._scales.TryJoin(l.Output, l.Inputs[0])).ToDictionary(l => l, resolver.Rescaled);
        foreach (var extraction in layers.Select(l => rescaled.GetValueOrDefault(l)?.First ?? l).OfType<Extraction>())
        {
            resolver._parts[extraction.Output] = extraction.Part with { Whole = extraction.Input };
        }

        foreach (var composition in layers.OfType<Composition>().Reverse())
        {
            resolver.Compose(composition);
        }

        var resolved = new List<Layer>();
        foreach (var (layer, copy) in layers.Select(l => rescaled.TryGetValue(l, out var both) ? both : new Copied(l, null)))
        {
            resolved.AddRange(layer is Composition ? resolver._copies.GetValueOrDefault(layer.Output) ?? [] : layer is Extraction ? [] : resolver.WithRoom(layer));
            if (copy is not null)
            {
                resolved.Add(copy);
            }
        }

        var wholes = outputs.Distinct().Where(resolver._parts.ContainsKey).ToDictionary(o => o, o => resolver.Copy(layers[^1], o, $"{o}:whole", sameScale: true), StringComparer.Ordinal);
        resolved.AddRange(outputs.Distinct().Where(wholes.ContainsKey).Select(o => wholes[o]));
        return ([.. resolved], resolver._parts.Keys.ToImmutableSortedDictionary(k => k, resolver.Flat, StringComparer.Ordinal), [.. outputs.Select(o => wholes.TryGetValue(o, out var copy) ? copy.Output : o)]);
    }

    private void Compose(Composition layer)
    {
        if (Neighbours(layer) is { } whole)
        {
            _parts[layer.Output] = whole;
            return;
        }

        var copies = new List<Layer>();
        for (var i = 0; i < layer.Inputs.Length; i++)
        {
            var (map, place) = (layer.Inputs[i], layer.Places[i] with { Whole = layer.Output });
            if (_inputs.Contains(map) || _parts.ContainsKey(map) || !_scales.TryJoin(map, layer.Output))
            {
                var copy = Copy(layer, map, $"{layer.Output}:{i}");
                copies.Add(copy);
                map = copy.Output;
                _scales.TryJoin(map, layer.Output);
            }

            _parts[map] = place;
        }

        _copies[layer.Output] = copies;
    }

    /// <summary>The part of another map that the composition is, as all of its inputs have their places there; null when they have not.</summary>
    private MapPart? Neighbours(Composition layer)
    {
        if (!_parts.TryGetValue(layer.Inputs[0], out var first) || _parts.ContainsKey(layer.Output))
        {
            return null;
        }

        var origin = new MapPart(first.Whole, first.FirstChannel - layer.Places[0].FirstChannel);
        var same = layer.Inputs.Zip(layer.Places).All(p => _parts.TryGetValue(p.First, out var part) && part == p.Second.Within(origin));
        return same ? origin : null;
    }

    /// <summary>A window that needs a border around a piece of a map has to read a copy of it.</summary>
    private IEnumerable<Layer> WithRoom(Layer layer)
    {
        if (WindowOf(layer) is { HasPadding: true } && _parts.ContainsKey(layer.Inputs[0]) && Flat(layer.Inputs[0]) is var part &&
            !part.IsOfChannels(_shapes[layer.Inputs[0]], _shapes[part.Whole]))
        {
            var copy = Copy(layer, layer.Inputs[0], $"{layer.Name}:bordered input", sameScale: true);
            return [copy, layer with { Inputs = [copy.Output] }];
        }

        return [layer];
    }

    /// <summary>A layer that changes no scale, and a copy of what it gives with the scale that the model wants.</summary>
    private Copied Rescaled(Layer layer)
    {
        var map = NewMap($"{layer.Output}:unscaled", layer.Output);
        var first = layer with { Output = map };
        _scales.TryJoin(map, layer.Inputs[0]);
        return new Copied(first, new Sum($"{layer.Output}:scaled", [map], layer.Output, ActivationRange.Unbounded, layer.Location));
    }

    private Sum Copy(Layer layer, string map, string to, bool sameScale = false)
    {
        to = NewMap(to, map);
        if (sameScale && _scales.ScaleOf(map) is { } scale)
        {
            _given[to] = scale;
        }

        return new Sum($"{to}:copy", [map], to, ActivationRange.Unbounded, layer.Location);
    }

    /// <returns>The name, or one like it that no map has.</returns>
    private string NewMap(string name, string like)
    {
        while (!_shapes.TryAdd(name, _shapes[like]))
        {
            name += "'";
        }

        return name;
    }

    private MapPart Flat(string map)
    {
        var part = _parts[map];
        while (_parts.TryGetValue(part.Whole, out var outer))
        {
            part = part.Within(outer);
        }

        return part;
    }

    private static Window? WindowOf(Layer layer) => layer switch
    {
        Convolution convolution => convolution.Window,
        MaxPooling pooling => pooling.Window,
        AveragePooling pooling => pooling.Window,
        _ => null,
    };

    /// <param name="First">In the place of a layer.</param>
    /// <param name="Copy">Behind it, when one is needed.</param>
    private sealed record Copied(Layer First, Sum? Copy);
}
