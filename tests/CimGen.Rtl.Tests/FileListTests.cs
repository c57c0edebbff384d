using System.Text.RegularExpressions;
using CimGen.Machines;

namespace CimGen.Rtl.Tests;

/// <summary>The file lists name what a design consists of and nothing else.</summary>
public sealed partial class FileListTests
{
    /// <summary>All variants, the smallest and the largest machine, with connections and with none.</summary>
    private static readonly (Architecture Machine, Wiring Wiring)[] Designs =
    [
        .. from machine in TestMachines.Variants.Concat(TestMachines.Extremes)
           from wiring in new[] { Generated.Small(machine), Wiring.None }
           select (machine, wiring),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Designs.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void EveryModuleOfAListIsInItsTop(int number)
    {
        var files = Generated.Files(Designs[number].Machine, wiring: Designs[number].Wiring);
        var lists = files.Where(f => f.Key.EndsWith(".f", StringComparison.Ordinal)).ToList();
        Assert.Contains(lists, l => l.Key == "filelist.f");
        Assert.All(lists, list =>
        {
            var paths = list.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(paths.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), Below(Path.GetFileNameWithoutExtension(paths[^1]), paths, files).Order(StringComparer.Ordinal));
        });
    }

    /// <summary>A module and all that it is made of, as far as a list has them.</summary>
    private static HashSet<string> Below(string top, string[] paths, IReadOnlyDictionary<string, string> files)
    {
        var texts = paths.ToDictionary(p => Path.GetFileNameWithoutExtension(p), p => Comment().Replace(files[p], string.Empty));
        var found = new HashSet<string> { top };
        var open = new Queue<string>(found);
        while (open.TryDequeue(out var module))
        {
            foreach (var name in Instance().Matches(texts[module]).Select(m => m.Groups[1].Value).Where(n => texts.ContainsKey(n) && found.Add(n)))
            {
                open.Enqueue(name);
            }
        }

        return found;
    }

    /// <summary>The name of a module before the parameters or the name of an instance; between them a directive may stand.</summary>
    [GeneratedRegex(@"^\s*(cim_\w+)\s+(?:`ifdef\s+\w+\s+)?(?:#|u_\w+)", RegexOptions.Multiline)]
    private static partial Regex Instance();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();
}
