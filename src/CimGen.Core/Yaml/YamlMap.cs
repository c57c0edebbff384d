using CimGen.Core.Diagnostics;

namespace CimGen.Core.Yaml;

/// <summary>
/// A YAML mapping with typed access. An accessor reports what is wrong with its value (missing, wrong type, out of range,
/// unknown) and then returns the fallback or, without one, some value of the type: check the bag's HasErrors before use.
/// A key with a fallback, and every <c>Optional</c> key, may be absent; all others are required.
/// The mapping remembers what it was asked for; <see cref="Finish"/> reports the rest.
/// </summary>
public sealed class YamlMap : YamlNode
{
    /// <summary>More of them only say that the file is of some other kind.</summary>
    private const int MostUnknownKeys = 20;

    private readonly IReadOnlyDictionary<string, YamlEntry> _entries;
    private readonly List<string> _asked = [];
    private readonly HashSet<YamlNode> _read = [];
    private bool _abandoned;

    internal YamlMap(SourceLocation location, DiagnosticBag diagnostics, IReadOnlyDictionary<string, YamlEntry> entries)
        : base(location, diagnostics)
    {
        _entries = entries;
    }

    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>Where the key's value starts; where the mapping starts when there is no such key.</summary>
    public SourceLocation LocationOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Value.Location : Location;

    /// <summary>An integer between <paramref name="min"/> and <paramref name="max"/>, both included.</summary>
    public int Integer(string key, int min = int.MinValue, int max = int.MaxValue, int? fallback = null) =>
        Required(key, "an integer", fallback.HasValue) is { } node
            ? YamlValues.Integer(node, Subject(key), min, max, Diagnostics) ?? fallback ?? min
            : fallback ?? min;

    /// <summary>One of a few integers.</summary>
    public int IntegerOf(string key, IReadOnlyCollection<int> allowed, int? fallback = null) =>
        Required(key, "an integer", fallback.HasValue) is { } node
            ? YamlValues.IntegerOf(node, Subject(key), allowed, Diagnostics) ?? fallback ?? allowed.First()
            : fallback ?? allowed.First();

    /// <summary>A finite number between <paramref name="min"/> and <paramref name="max"/>, both included.</summary>
    public double Number(string key, double min = double.MinValue, double max = double.MaxValue, double? fallback = null) =>
        Required(key, "a number", fallback.HasValue) is { } node
            ? YamlValues.Number(node, Subject(key), min, max, Diagnostics) ?? fallback ?? min
            : fallback ?? min;

    public bool Boolean(string key, bool? fallback = null) =>
        Required(key, "true or false", fallback.HasValue) is { } node
            ? YamlValues.Boolean(node, Subject(key), Diagnostics) ?? fallback ?? false
            : fallback ?? false;

    /// <summary>Text that is not empty; numbers count as text too.</summary>
    public string Text(string key, string? fallback = null) =>
        Required(key, "text", fallback is not null) is { } node
            ? YamlValues.Text(node, Subject(key), Diagnostics) ?? fallback ?? ""
            : fallback ?? "";

    /// <summary>An enum value by its <see cref="EnumNames">kebab-case name</see>.</summary>
    public T Enum<T>(string key, T? fallback = null)
        where T : struct, Enum =>
        Required(key, $"one of: {string.Join(", ", EnumNames.All<T>())}", fallback.HasValue) is { } node
            ? YamlValues.Enum<T>(node, Subject(key), Diagnostics) ?? fallback ?? default
            : fallback ?? default;

    /// <summary>The same; null after an error.</summary>
    public T? EnumOrNull<T>(string key)
        where T : struct, Enum =>
        Required(key, $"one of: {string.Join(", ", EnumNames.All<T>())}", false) is { } node ? YamlValues.Enum<T>(node, Subject(key), Diagnostics) : null;

    /// <summary>A mapping; when it is missing or something else, an empty one that reports nothing further.</summary>
    public YamlMap Map(string key) => Required(key, "a mapping", false) is { } node ? AsMap(key, node) : Silent();

    /// <summary>A mapping; an absent one reads like an empty one, so that all of its fallbacks apply.</summary>
    public YamlMap MapOrEmpty(string key) =>
        Find(key) is { } node ? AsMap(key, node) : new YamlMap(Location, Diagnostics, new Dictionary<string, YamlEntry>());

    /// <summary>A sequence; when it is missing or something else, an empty one.</summary>
    public YamlSequence Sequence(string key) =>
        Required(key, "a sequence", false) is { } node ? AsSequence(key, node) : NoItems(key);

    /// <summary>A sequence; a lone value is one of one item.</summary>
    /// <param name="expected">What to write, for messages.</param>
    public YamlSequence OneOrMore(string key, string expected) =>
        Required(key, expected, false) is { } node ? AsItems(key, node) : NoItems(key);

    public YamlSequence? OptionalOneOrMore(string key) => Find(key) is { } node ? AsItems(key, node) : null;

    public int? OptionalInteger(string key, int min = int.MinValue, int max = int.MaxValue) =>
        Find(key) is { } node ? YamlValues.Integer(node, Subject(key), min, max, Diagnostics) : null;

    public double? OptionalNumber(string key, double min = double.MinValue, double max = double.MaxValue) =>
        Find(key) is { } node ? YamlValues.Number(node, Subject(key), min, max, Diagnostics) : null;

    public string? OptionalText(string key) =>
        Find(key) is { } node ? YamlValues.Text(node, Subject(key), Diagnostics) : null;

    public T? OptionalEnum<T>(string key)
        where T : struct, Enum => Find(key) is { } node ? YamlValues.Enum<T>(node, Subject(key), Diagnostics) : null;

    public YamlMap? OptionalMap(string key) => Find(key) is { } node ? AsMap(key, node) : null;

    public YamlSequence? OptionalSequence(string key) => Find(key) is { } node ? AsSequence(key, node) : null;

    /// <summary>
    /// Reports every key that nobody asked for, here and in all mappings that were read from here. Ask for all keys that are allowed
    /// before, also when one of them is wrong: messages list them.
    /// </summary>
    public void Finish() => ReportUnreadKeys();

    /// <summary>Which keys belong here cannot be told, as when the kind of the thing is wrong: none is reported as unknown.</summary>
    public void Abandon() => _abandoned = true;

    internal override string Describe() => "a mapping";

    internal override void ReportUnreadKeys()
    {
        // A mapping that nobody asked anything of was not read, because of an error before it.
        if (_abandoned || _asked.Count == 0)
        {
            return;
        }

        foreach (var (key, entry) in _entries.Where(entry => !_asked.Contains(entry.Key)).Take(MostUnknownKeys))
        {
            Diagnostics.Add(CoreDiagnostics.ReportUnknownKey(entry.KeyLocation, Quotation.Of(key), Advice(key)));
        }

        foreach (var node in _read)
        {
            node.ReportUnreadKeys();
        }
    }

    private static string Subject(string key) => $"'{key}'";

    private string Advice(string key)
    {
        var known = $"the keys known here are: {string.Join(", ", _asked)}";
        return Spelling.Nearest(key, _asked) is { } nearest ? $"did you mean '{nearest}'? ({known})" : known;
    }

    private YamlNode? Find(string key)
    {
        if (!_asked.Contains(key))
        {
            _asked.Add(key);
        }

        return _entries.TryGetValue(key, out var entry) ? entry.Value : null;
    }

    private YamlNode? Required(string key, string expected, bool hasFallback)
    {
        var node = Find(key);
        if (node is null && !hasFallback)
        {
            Diagnostics.Add(CoreDiagnostics.ReportMissingKey(Location, key, expected));
        }

        return node;
    }

    private YamlMap AsMap(string key, YamlNode node)
    {
        if (node is YamlMap map)
        {
            _read.Add(map);
            return map;
        }

        Diagnostics.Add(CoreDiagnostics.ReportWrongType(node.Location, Subject(key), "a mapping (key: value)", node.Describe()));
        return Silent();
    }

    private YamlSequence AsSequence(string key, YamlNode node)
    {
        if (node is YamlSequence sequence)
        {
            _read.Add(sequence);
            return sequence;
        }

        Diagnostics.Add(CoreDiagnostics.ReportWrongType(node.Location, Subject(key), "a sequence ([a, b] or lines with '- ')", node.Describe()));
        return NoItems(key);
    }

    private YamlSequence AsItems(string key, YamlNode node) =>
        node is YamlSequence ? AsSequence(key, node) : new YamlSequence(node.Location, Diagnostics, Subject(key), [node], isLone: true);

    /// <summary>Its missing keys would only repeat an error that is already reported.</summary>
    private YamlMap Silent() => new(Location, new DiagnosticBag(), new Dictionary<string, YamlEntry>());

    private YamlSequence NoItems(string key) => new(Location, Diagnostics, Subject(key), [], isGiven: false);
}
