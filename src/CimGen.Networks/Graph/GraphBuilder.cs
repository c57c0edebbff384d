using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Graph;

/// <summary>Collects layers in order, each on its own; <see cref="Build"/> then fuses what hardware does in one go.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Layer> _layers = [];
    private readonly Dictionary<string, FeatureShape> _shapes = [];

    // A value may be another one's data under a new name, as after a reshape: the feature map that holds it.
    private readonly Dictionary<string, string> _alias = [];

    // Of maps that a quantized model holds as integers.
    private readonly Dictionary<string, GivenScale> _given = new(StringComparer.Ordinal);

    public void AddInput(string name, FeatureShape shape) => _shapes[name] = shape;

    public bool Knows(string value) => _shapes.ContainsKey(Resolve(value));

    public FeatureShape ShapeOf(string value) => _shapes[Resolve(value)];

    /// <summary>The feature map that holds a value.</summary>
    public string Resolve(string value) => _alias.GetValueOrDefault(value, value);

    /// <summary>Says how a quantized model holds a map; false when it already has another scale.</summary>
    public bool Give(string value, GivenScale scale) => _given.TryAdd(Resolve(value), scale) || _given[Resolve(value)] == scale;

    /// <summary>Another name for the same data.</summary>
    public void Alias(string value, string of) => _alias[value] = Resolve(of);

    public void Add(Layer layer, FeatureShape shape)
    {
        _layers.Add(layer);
        _shapes[layer.Output] = shape;
    }

    /// <summary>y = clamp(x).</summary>
    public void AddActivation(string name, string input, string output, ActivationRange range, SourceLocation location) =>
        Add(new Sum(name, [Resolve(input)], output, range, location), ShapeOf(input));

    /// <summary>y = x * scale[c] + shift[c].</summary>
    public void AddAffine(string name, string input, string output, ImmutableArray<float> scale, ImmutableArray<float> shift, SourceLocation location) =>
        Add(new Affine(name, Resolve(input), output, scale, shift, ActivationRange.Unbounded, location), ShapeOf(input));

    /// <summary>What comes of two maps that are functions of one, as x and 1 + |x| are; false when they are not.</summary>
    public bool TryAddFunction(string name, string left, string right, string output, Func<double, double, double> of, SourceLocation location)
    {
        if (FunctionFolding.Common(Resolve(left), Resolve(right), _layers, _given.Keys.ToHashSet(StringComparer.Ordinal)) is not var (map, f, g))
        {
            return false;
        }

        Add(new Elementwise(name, map, output, new ScalarFunction("function", x => of(f(x), g(x))), ActivationRange.Unbounded, location), ShapeOf(map));
        return true;
    }

    /// <summary>A feature map that is a part of another one.</summary>
    public void AddExtraction(string name, string input, string output, MapPart part, FeatureShape shape, SourceLocation location) =>
        Add(new Extraction(name, Resolve(input), output, part, location), shape);

    /// <summary>A feature map that is put together from others.</summary>
    public void AddComposition(string name, IEnumerable<(string Map, MapPart Place)> pieces, string output, FeatureShape shape, SourceLocation location)
    {
        var (inputs, places) = (pieces.Select(p => Resolve(p.Map)).ToImmutableArray(), pieces.Select(p => p.Place).ToImmutableArray());
        Add(new Composition(name, inputs, output, places, location), shape);
    }

    /// <summary>Each value so many times along rows and columns: a copy for each place in the square that a value becomes.</summary>
    /// <param name="inner">Names of the copies by their number.</param>
    public void AddRepetition(string name, string input, string output, int rows, int columns, Func<int, string> inner, SourceLocation location)
    {
        var shape = ShapeOf(input);
        var pieces = new List<(string, MapPart)>();
        for (var phase = 0; phase < rows * columns; phase++)
        {
            var copy = inner(phase);
            AddActivation(copy, input, copy, ActivationRange.Unbounded, location);
            pieces.Add((copy, new MapPart("", 0, phase / columns, phase % columns, rows, columns)));
        }

        AddComposition(name, pieces, output, shape with { Height = shape.Height * rows, Width = shape.Width * columns }, location);
    }

    /// <param name="inputs">In the order of an image.</param>
    /// <param name="outputs">By the names of their values; those of the same data share a map.</param>
    public Network Build(string name, ImmutableArray<string> inputs, ImmutableArray<NetworkOutput> outputs)
    {
        var returned = outputs.Select(o => Resolve(o.Map)).ToImmutableArray();
        var fused = LayerFusion.Run(DeadLayers.Without(FunctionFolding.Run(_layers, _given.Keys.Concat(returned).ToHashSet(StringComparer.Ordinal)), returned), returned, _given);
        var (layers, parts, results) = PartResolver.Run(fused, _shapes, _given, inputs, returned);
        var maps = layers.Select(l => l.Output).Concat(parts.Keys).Concat(parts.Values.Select(p => p.Whole)).Concat(inputs).ToHashSet(StringComparer.Ordinal);
        return new(name, inputs, [.. outputs.Zip(results, (o, map) => o with { Map = map })], _shapes.Where(s => maps.Contains(s.Key)).ToImmutableDictionary(), layers)
        {
            Parts = parts,
            GivenScales = _given.Where(g => maps.Contains(g.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }
}
