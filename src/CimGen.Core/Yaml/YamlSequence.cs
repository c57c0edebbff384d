using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Core.Yaml;

/// <summary>A YAML sequence with typed access to its items; items that cannot be had are reported and left out.</summary>
public sealed class YamlSequence : YamlNode
{
    private readonly string _subject;
    private readonly bool _isLone;
    private readonly HashSet<YamlMap> _read = [];

    internal YamlSequence(SourceLocation location, DiagnosticBag diagnostics, string subject, ImmutableArray<YamlNode> items, bool isLone = false, bool isGiven = true)
        : base(location, diagnostics)
    {
        _subject = subject;
        _isLone = isLone;
        Items = items;
        IsGiven = isGiven;
    }

    /// <summary>The file holds it; false where it stands for what is missing or no sequence, which is reported.</summary>
    public bool IsGiven { get; }

    public ImmutableArray<YamlNode> Items { get; }

    public ImmutableArray<int> Integers(int min = int.MinValue, int max = int.MaxValue) =>
        All((item, subject) => YamlValues.Integer(item, subject, min, max, Diagnostics));

    public ImmutableArray<double> Numbers(double min = double.MinValue, double max = double.MaxValue) =>
        All((item, subject) => YamlValues.Number(item, subject, min, max, Diagnostics));

    public ImmutableArray<T> Enums<T>()
        where T : struct, Enum => All((item, subject) => YamlValues.Enum<T>(item, subject, Diagnostics));

    public ImmutableArray<string> Texts() =>
        [.. Items.Select((item, i) => YamlValues.Text(item, Subject(i), Diagnostics)).OfType<string>()];

    public ImmutableArray<YamlMap> Maps()
    {
        var maps = ImmutableArray.CreateBuilder<YamlMap>(Items.Length);
        for (var i = 0; i < Items.Length; i++)
        {
            if (Items[i] is YamlMap map)
            {
                _read.Add(map);
                maps.Add(map);
            }
            else
            {
                Diagnostics.Add(CoreDiagnostics.ReportWrongType(Items[i].Location, Subject(i), "a mapping (key: value)", Items[i].Describe()));
            }
        }

        return maps.DrainToImmutable();
    }

    internal override string Describe() => "a sequence";

    internal override void ReportUnreadKeys()
    {
        foreach (var map in _read)
        {
            map.ReportUnreadKeys();
        }
    }

    private ImmutableArray<T> All<T>(Func<YamlNode, string, T?> read)
        where T : struct =>
        [.. Items.Select((item, i) => read(item, Subject(i))).Where(value => value.HasValue).Select(value => value!.Value)];

    private string Subject(int index) => _isLone ? _subject : $"item {index + 1} of {_subject}";
}
