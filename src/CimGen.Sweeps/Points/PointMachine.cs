using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CimGen.Core.Diagnostics;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Machines.Specs;

namespace CimGen.Sweeps.Points;

/// <summary>The architecture of a point: its settings, read as an architecture spec is.</summary>
internal static class PointMachine
{
    private const string CoresKey = "cores";

    /// <summary>Most cores that a machine may have.</summary>
    public static int MostCores => ArchitectureFields.Cores.Max;

    /// <summary>Whether the settings say how many cores there are.</summary>
    public static bool SetsCores(SweepPoint point) => point.Settings.ContainsKey(CoresKey);

    /// <param name="cores">For settings that do not say it.</param>
    /// <param name="file">Name in diagnostics.</param>
    public static Result<Architecture> Read(SweepPoint point, int cores, string file)
    {
        var settings = SetsCores(point) ? point.Settings : point.Settings.SetItem(CoresKey, cores.ToString(CultureInfo.InvariantCulture));
        return KindRegistry.Default.Spec.Parse(file, Text(settings.RemoveRange(settings.Keys.Where(k => !Files.SettingNames.IsOfMachine(k)))));
    }

    /// <summary>The settings as YAML: those with a common beginning of their keys stand below it.</summary>
    private static string Text(ImmutableSortedDictionary<string, string> settings)
    {
        var text = new StringBuilder();
        Write(text, settings.Select(s => (Path: s.Key.Split('.'), s.Value)).ToList(), 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, List<(string[] Path, string Value)> settings, int depth)
    {
        foreach (var group in settings.GroupBy(s => s.Path[depth]))
        {
            text.Append(' ', 2 * depth).Append(group.Key).Append(':');
            var below = group.Where(s => s.Path.Length > depth + 1).ToList();
            if (below.Count == 0)
            {
                text.Append(' ').Append(group.Last().Value).Append('\n');
                continue;
            }

            text.Append('\n');
            Write(text, below, depth + 1);
        }
    }
}
