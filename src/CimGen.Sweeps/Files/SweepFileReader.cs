using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Sweeps.Measures;

namespace CimGen.Sweeps.Files;

/// <summary>Reads a sweep file.</summary>
public static class SweepFileReader
{
    private const int MostPoints = 1_000_000;

    public static Result<SweepFile> Read(string path)
    {
        var bag = new DiagnosticBag();
        return YamlFile.Read(path, bag) is { } root ? Result.From(Read(path, root, bag), bag) : Result.From<SweepFile>(null, bag);
    }

    private static SweepFile Read(string path, YamlMap root, DiagnosticBag bag)
    {
        var name = root.Text("name");
        var machine = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        machine.AddRange(root.MapOrEmpty("machine").Scalars());
        foreach (var key in new[] { SettingNames.Network, SettingNames.Design })
        {
            if (root.OptionalText(key) is { } file)
            {
                machine.Add(Setting(path, key, file));
            }
        }

        var axes = root.Sequence("axes").Maps().Select(m => ReadAxis(path, m)).ToImmutableArray();
        var sweep = new SweepFile(
            path,
            name,
            machine.ToImmutable(),
            axes,
            [.. root.Sequence("points").Maps().Select(m => ReadBlock(m, axes, bag))],
            root.MapOrEmpty("baseline").Scalars().ToImmutableDictionary(),
            [.. (root.OptionalSequence("pages")?.Maps() ?? []).Select(ReadPage)],
            root.MapOrEmpty("data").Scalars().ToImmutableDictionary(d => d.Key, d => Beside(path, d.Value)));
        root.Finish();
        var points = sweep.Blocks.Aggregate(Int128.Zero, (sum, b) => sum + Points(b, axes));
        if (points > MostPoints)
        {
            bag.Add(SweepDiagnostics.TooManyPoints(root.LocationOf("points"), points, MostPoints));
        }

        return sweep;
    }

    /// <summary>How many combinations a block has, counted before any is made; the largest number stands for all that are larger.</summary>
    private static Int128 Points(Block block, ImmutableArray<Axis> axes) => axes.Aggregate(
        Int128.One, (product, a) => Int128.Min(product * (block.Where.TryGetValue(a.Name, out var some) ? some : a.Choices).Length, long.MaxValue));

    /// <summary>A path of the file, from where the file lies.</summary>
    private static string Beside(string path, string text) => Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, text);

    private static Axis ReadAxis(string path, YamlMap map)
    {
        var name = map.Text("name");
        var sets = map.OptionalOneOrMore("sets")?.Texts() ?? [];
        var form = map.Text("as", "{}");
        var values = map.OptionalOneOrMore("values")?.Texts() ?? [];
        var choices = map.MapOrEmpty("choices");
        return new Axis(name,
        [
            .. values.Select(v => new Choice(v, sets.Select(s => Setting(path, s, form.Replace("{}", v, StringComparison.Ordinal))).ToImmutableSortedDictionary(StringComparer.Ordinal))),
            .. choices.Keys.Select(k => new Choice(k, choices.Map(k).Scalars().Select(s => Setting(path, s.Key, s.Value)).ToImmutableSortedDictionary(StringComparer.Ordinal))),
        ]);
    }

    private static KeyValuePair<string, string> Setting(string path, string key, string value) =>
        KeyValuePair.Create(key, SettingNames.IsFile(key) ? Beside(path, value) : value);

    private static Block ReadBlock(YamlMap map, ImmutableArray<Axis> axes, DiagnosticBag bag)
    {
        var (table, measure, where) = (map.Text("table"), map.Text("measure"), map.MapOrEmpty("where"));
        var cores = map.OptionalOneOrMore("cores")?.Integers(1) ?? [];
        if (measure.Length > 0 && !Measure.All.ContainsKey(measure))
        {
            bag.Add(SweepDiagnostics.Unknown(map.LocationOf("measure"), "measure", measure, Measure.All.Keys));
        }
        else if (measure.Length > 0 && axes.FirstOrDefault(a => a.Name == SweepResults.CoresColumn || Measure.All[measure].Columns.Contains(a.Name)) is { } twice)
        {
            bag.Add(SweepDiagnostics.SameColumn(map.LocationOf("measure"), twice.Name, measure));
        }

        var chosen = ImmutableDictionary.CreateBuilder<string, ImmutableArray<Choice>>();
        foreach (var key in where.Keys)
        {
            if (axes.FirstOrDefault(a => a.Name == key) is not { } axis)
            {
                bag.Add(SweepDiagnostics.Unknown(where.LocationOf(key), "axis", key, axes.Select(a => a.Name)));
                where.Abandon();
                continue;
            }

            var labels = where.OneOrMore(key, "one or more of its values").Texts();
            foreach (var label in labels.Where(l => !axis.Choices.Any(c => c.Label == l)))
            {
                bag.Add(SweepDiagnostics.Unknown(where.LocationOf(key), $"value of {key}", label, axis.Choices.Select(c => c.Label)));
            }

            chosen[key] = [.. labels.SelectMany(l => axis.Choices.Where(c => c.Label == l))];
        }

        return new Block(table, measure, chosen.ToImmutable(), cores);
    }

    private static Page ReadPage(YamlMap map) =>
        new(map.Text("page"), map.Text("template"), map.MapOrEmpty("with").Scalars().ToImmutableSortedDictionary(StringComparer.Ordinal));
}
