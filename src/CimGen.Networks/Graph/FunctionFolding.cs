using System.Collections.Immutable;

namespace CimGen.Networks.Graph;

/// <summary>
/// Sums and products of maps that are all functions of one map, element by element, become one function of that map: x * sigmoid(x), or
/// GELU as exporters write it with Erf.
/// </summary>
internal static class FunctionFolding
{
    /// <param name="layers">In order; all that read one feature map name it alike.</param>
    /// <param name="stored">Maps that are stored whoever reads them, as those whose scale the model gives and those that it returns: nothing is folded across them.</param>
    public static ImmutableArray<Layer> Run(IReadOnlyList<Layer> layers, IReadOnlySet<string> stored)
    {
        var folded = ImmutableArray.CreateBuilder<Layer>(layers.Count);
        var makers = new Dictionary<string, Layer>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            var result = layer is Product or Sum { Inputs.Length: 2 } && Fold(layer, makers, stored) is { } function ? function : layer;
            folded.Add(result);
            makers[layer.Output] = result;
        }

        return folded.ToImmutable();
    }

    /// <summary>The map that two others are functions of, and these; null when there is none.</summary>
    /// <param name="layers">That make them, in order.</param>
    public static (string Map, Func<double, double> Left, Func<double, double> Right)? Common(string left, string right, IReadOnlyList<Layer> layers, IReadOnlySet<string> stored) =>
        Common(left, right, Run(layers, stored).ToDictionary(l => l.Output, StringComparer.Ordinal), stored);

    /// <summary>The function that a layer is of one real number and nothing else; null when it is none.</summary>
    public static ScalarFunction? FunctionOf(Layer layer) => layer switch
    {
        Elementwise e => Clamped(e.Function, e.Range),
        Sum { Inputs.Length: 1 } s => Clamped(new ScalarFunction("clamp", x => x), s.Range),
        Affine a when a.Scale.All(v => v == a.Scale[0]) && a.Shift.All(v => v == a.Shift[0]) => Clamped(new ScalarFunction("scale", x => (x * a.Scale[0]) + a.Shift[0]), a.Range),
        _ => null,
    };

    private static ScalarFunction Clamped(ScalarFunction function, ActivationRange range) =>
        range.IsUnbounded ? function : function with { Of = x => Math.Clamp(function.Of(x), range.Low, range.High) };

    private static Elementwise? Fold(Layer layer, Dictionary<string, Layer> makers, IReadOnlySet<string> stored)
    {
        if ((layer is Sum && layer.Inputs[0] == layer.Inputs[1]) || Common(layer.Inputs[0], layer.Inputs[1], makers, stored) is not var (map, f, g))
        {
            return null;
        }

        Func<double, double> of = layer is Product ? x => f(x) * g(x) : layer is Sum { Subtracts: true } ? x => f(x) - g(x) : x => f(x) + g(x);
        return new Elementwise(layer.Name, map, layer.Output, new ScalarFunction("function", of), layer.Range, layer.Location);
    }

    /// <summary>The map that two others are functions of, and these; null when there is none.</summary>
    private static (string Map, Func<double, double> Left, Func<double, double> Right)? Common(string left, string right, Dictionary<string, Layer> makers, IReadOnlySet<string> stored)
    {
        var (ofLeft, ofRight) = (Ancestors(left, makers, stored), Ancestors(right, makers, stored));
        return ofLeft.Find(a => ofRight.Exists(b => b.Map == a.Map)) is { } common ? (common.Map, common.Of, ofRight.Find(b => b.Map == common.Map)!.Of) : null;
    }

    /// <summary>The map itself, the map that it is a function of, and so on.</summary>
    private static List<Ancestor> Ancestors(string map, Dictionary<string, Layer> makers, IReadOnlySet<string> stored)
    {
        var ancestors = new List<Ancestor> { new(map, x => x) };
        while (!stored.Contains(map) && makers.TryGetValue(map, out var maker) && FunctionOf(maker) is { } function)
        {
            var rest = ancestors[^1].Of;
            ancestors.Add(new Ancestor(map = maker.Inputs[0], x => rest(function.Of(x))));
        }

        return ancestors;
    }

    /// <param name="Of">From a value of the map to one of the map that was asked for.</param>
    private sealed record Ancestor(string Map, Func<double, double> Of);
}
