using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CimGen.Flow.Designs;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Measures;

namespace CimGen.Sweeps.Points;

/// <summary>One experiment: a design and what is found out about it. Its result depends on nothing else, so that it can be had anywhere.</summary>
/// <param name="Index">In the sweep, from 0.</param>
/// <param name="Labels">Of its choices, in the order of the axes.</param>
/// <param name="Settings">Network or design, fields of the architecture, and what the measure alone looks at.</param>
/// <param name="Cores">Sizes of machines to take the smallest of that is large enough; empty for just the cores that are needed.</param>
public sealed record SweepPoint(
    int Index, string Table, Measure Measure, ImmutableArray<string> Labels, ImmutableSortedDictionary<string, string> Settings, ImmutableArray<int> Cores)
{
    /// <summary>All points of a sweep; the last axis changes first.</summary>
    public static ImmutableArray<SweepPoint> Of(SweepFile sweep)
    {
        var points = ImmutableArray.CreateBuilder<SweepPoint>();
        foreach (var block in sweep.Blocks)
        {
            IEnumerable<ImmutableArray<Choice>> combinations = [[]];
            foreach (var axis in sweep.Axes)
            {
                var choices = block.Where.TryGetValue(axis.Name, out var some) ? some : axis.Choices;
                combinations = combinations.SelectMany(c => choices.Select(c.Add));
            }

            foreach (var choices in combinations)
            {
                var settings = choices.Aggregate(sweep.Machine, (all, c) => all.SetItems(c.Settings));
                points.Add(new SweepPoint(points.Count, block.Table, Measure.All[block.Measure], [.. choices.Select(c => c.Label)], settings, block.Cores));
            }
        }

        return points.ToImmutable();
    }

    /// <summary>A hash of all that the result depends on: the parameters, the files of network and images, and the program.</summary>
    public string Key()
    {
        var text = new StringBuilder($"{Measure.Name} {Measure.Version}\ncores {string.Join(' ', Cores)}\n");
        foreach (var (name, value) in Settings.Where(s => !SettingNames.IsFile(s.Key)))
        {
            text.Append($"{name}: {value}\n");
        }

        Settings.Keys.Where(SettingNames.IsFile).ToList().ForEach(k => text.Append($"{k}\n"));
        Files().ToList().ForEach(f => text.Append($"file {HashOf(f)}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    /// <summary>A file that is not there is known by its name: points of several such ones are not the same.</summary>
    private static string HashOf(string path)
    {
        if (!File.Exists(path))
        {
            return $"missing {path}";
        }

        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The network, or the design file and what it names.</summary>
    private IEnumerable<string> Files() => Settings.GetValueOrDefault(SettingNames.Design) is { } design
        ? [design, .. DesignFileReader.Read(design).Value?.Data ?? []]
        : [Settings.GetValueOrDefault(SettingNames.Network, string.Empty)];

    public override string ToString() => string.Join(", ", Labels);
}
