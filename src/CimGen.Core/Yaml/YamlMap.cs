using System.Collections.Immutable;
using System.Globalization;
using CimGen.Core.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace CimGen.Core.Yaml;

/// <summary>
/// A YAML mapping with typed access. Every accessor reports what is wrong with its key and then returns a value that is in range,
/// so that one run finds all errors; <see cref="Finish"/> reports the keys that nobody asked for.
/// </summary>
public sealed class YamlMap
{
    private readonly string _path;
    private readonly DiagnosticBag _bag;
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _entries = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    internal YamlMap(string path, YamlMappingNode node, DiagnosticBag bag)
    {
        _path = path;
        _bag = bag;
        Location = YamlFile.At(path, node.Start);
        foreach (var (key, value) in node.Children)
        {
            _entries[(key as YamlScalarNode)?.Value ?? key.ToString()] = (key, value);
        }
    }

    public SourceLocation Location { get; }

    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>Place of a key's value, or of the mapping when the key is missing.</summary>
    public SourceLocation At(string key) => _entries.TryGetValue(key, out var entry) ? YamlFile.At(_path, entry.Value.Start) : Location;

    /// <param name="fallback">Value when the key is missing; null makes the key required.</param>
    public long Integer(string key, long minimum, long maximum, long? fallback = null)
    {
        var text = Scalar(key, "an integer", fallback is not null);
        if (text is null)
        {
            return fallback ?? minimum;
        }

        if (!long.TryParse(text.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            _bag.Add(CoreDiagnostics.Type(At(key), key, "an integer", $"'{text}'"));
            return fallback ?? minimum;
        }

        if (value < minimum || value > maximum)
        {
            _bag.Add(CoreDiagnostics.Range(At(key), key, $"{minimum} to {maximum}", text));
            return fallback ?? minimum;
        }

        return value;
    }

    public double Number(string key, double minimum, double maximum, double? fallback = null)
    {
        var text = Scalar(key, "a number", fallback is not null);
        if (text is null)
        {
            return fallback ?? minimum;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            _bag.Add(CoreDiagnostics.Type(At(key), key, "a number", $"'{text}'"));
            return fallback ?? minimum;
        }

        if (value < minimum || value > maximum)
        {
            _bag.Add(CoreDiagnostics.Range(
                At(key), key, string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}"), text));
            return fallback ?? minimum;
        }

        return value;
    }

    public string? Text(string key, bool required = true) => Scalar(key, "a text", !required);

    public bool Flag(string key, bool fallback)
    {
        var text = Scalar(key, "true or false", optional: true);
        if (text is null or "true" or "false")
        {
            return text is null ? fallback : text == "true";
        }

        _bag.Add(CoreDiagnostics.Type(At(key), key, "true or false", $"'{text}'"));
        return fallback;
    }

    /// <summary>One of an enumeration's members, written in lower case with hyphens.</summary>
    public T Word<T>(string key, T? fallback = null)
        where T : struct, Enum
    {
        var text = Scalar(key, "a word", fallback is not null);
        if (text is null)
        {
            return fallback ?? default;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (Spell(value) == text)
            {
                return value;
            }
        }

        _bag.Add(CoreDiagnostics.Range(At(key), key, string.Join(" or ", Enum.GetValues<T>().Select(Spell)), $"'{text}'"));
        return fallback ?? default;
    }

    /// <summary>The nested mapping; null when it is missing (an error unless optional) or no mapping.</summary>
    public YamlMap? Map(string key, bool required = true)
    {
        _known.Add(key);
        if (!_entries.TryGetValue(key, out var entry))
        {
            if (required)
            {
                _bag.Add(CoreDiagnostics.Missing(Location, key));
            }

            return null;
        }

        if (entry.Value is YamlMappingNode mapping)
        {
            return new YamlMap(_path, mapping, _bag);
        }

        _bag.Add(CoreDiagnostics.Type(At(key), key, "a mapping", Describe(entry.Value)));
        return null;
    }

    /// <summary>A list of mappings; empty when missing.</summary>
    public ImmutableArray<YamlMap> Maps(string key, bool required = true)
    {
        var maps = ImmutableArray.CreateBuilder<YamlMap>();
        foreach (var item in Items(key, required))
        {
            if (item is YamlMappingNode mapping)
            {
                maps.Add(new YamlMap(_path, mapping, _bag));
            }
            else
            {
                _bag.Add(CoreDiagnostics.Type(YamlFile.At(_path, item.Start), key, "mappings", Describe(item)));
            }
        }

        return maps.ToImmutable();
    }

    /// <summary>A list of integers, or a lone integer; empty when missing.</summary>
    public ImmutableArray<long> Integers(string key, long minimum, long maximum, bool required = true)
    {
        var values = ImmutableArray.CreateBuilder<long>();
        var nodes = _entries.TryGetValue(key, out var entry) && entry.Value is YamlScalarNode ? Single(key, entry.Value) : Items(key, required);
        foreach (var node in nodes)
        {
            var at = YamlFile.At(_path, node.Start);
            var text = (node as YamlScalarNode)?.Value;
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            {
                _bag.Add(CoreDiagnostics.Type(at, key, "integers", Describe(node)));
            }
            else if (value < minimum || value > maximum)
            {
                _bag.Add(CoreDiagnostics.Range(at, key, $"{minimum} to {maximum}", text!));
            }
            else
            {
                values.Add(value);
            }
        }

        return values.ToImmutable();
    }

    /// <summary>A list of texts, or a lone text; empty when missing.</summary>
    public ImmutableArray<string> Texts(string key, bool required = true)
    {
        var nodes = _entries.TryGetValue(key, out var entry) && entry.Value is YamlScalarNode ? Single(key, entry.Value) : Items(key, required);
        return [.. nodes.OfType<YamlScalarNode>().Select(n => n.Value ?? string.Empty)];
    }

    /// <summary>Reports every key that was never asked for.</summary>
    public void Finish()
    {
        foreach (var (key, entry) in _entries)
        {
            if (!_known.Contains(key))
            {
                _bag.Add(CoreDiagnostics.Unknown(YamlFile.At(_path, entry.Key.Start), key, _known));
            }
        }
    }

    /// <summary>How a spec file writes an enumeration's member.</summary>
    public static string Spell<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private IEnumerable<YamlNode> Single(string key, YamlNode node)
    {
        _known.Add(key);
        return [node];
    }

    private IEnumerable<YamlNode> Items(string key, bool required)
    {
        _known.Add(key);
        if (!_entries.TryGetValue(key, out var entry))
        {
            if (required)
            {
                _bag.Add(CoreDiagnostics.Missing(Location, key));
            }

            return [];
        }

        if (entry.Value is YamlSequenceNode sequence)
        {
            return sequence.Children;
        }

        _bag.Add(CoreDiagnostics.Type(At(key), key, "a list", Describe(entry.Value)));
        return [];
    }

    private string? Scalar(string key, string wanted, bool optional)
    {
        _known.Add(key);
        if (!_entries.TryGetValue(key, out var entry))
        {
            if (!optional)
            {
                _bag.Add(CoreDiagnostics.Missing(Location, key));
            }

            return null;
        }

        if (entry.Value is YamlScalarNode { Value: { Length: > 0 } text })
        {
            return text;
        }

        _bag.Add(CoreDiagnostics.Type(At(key), key, wanted, Describe(entry.Value)));
        return null;
    }

    private static string Describe(YamlNode node) => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: { Length: > 0 } text } => $"'{text}'",
        _ => "nothing",
    };
}
