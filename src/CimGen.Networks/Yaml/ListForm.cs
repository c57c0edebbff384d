using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;

namespace CimGen.Networks.Yaml;

/// <summary>How many values a list of numbers may have. A lone number counts as a list of one.</summary>
/// <param name="Meaning">What they are, for messages: "one number or [y, x]".</param>
public sealed record ListForm(string Meaning, params ImmutableArray<int> Lengths)
{
    /// <returns>Empty with an error in <paramref name="bag"/>, or when the key is not there and may be absent.</returns>
    public ImmutableArray<int> Integers(YamlMap map, string key, int min, int max, bool required, DiagnosticBag bag) =>
        Find(map, key, required, bag) is { } list && list.Integers(min, max) is var values && values.Length == list.Items.Length ? values : [];

    /// <summary>The same for numbers with fractions.</summary>
    public ImmutableArray<double> Numbers(YamlMap map, string key, double min, double max, DiagnosticBag bag) =>
        Find(map, key, required: false, bag) is { } list && list.Numbers(min, max) is var values && values.Length == list.Items.Length ? values : [];

    private YamlSequence? Find(YamlMap map, string key, bool required, DiagnosticBag bag)
    {
        var list = required ? map.OneOrMore(key, Meaning) : map.OptionalOneOrMore(key);
        if (list is null || !map.Has(key) || Lengths.Contains(list.Items.Length))
        {
            return list;
        }

        bag.Add(NetworkDiagnostics.ListLength(list.Location, key, list.Items.Length, Meaning));
        return null;
    }
}
