using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace CimGen.Tests.Shared;

/// <summary>Compares text with a file under Baselines/ next to the test; UPDATE_BASELINES=1 rewrites the files instead.</summary>
internal static class Baseline
{
    private const int LinesShown = 20;

    public static void Matches(string name, string actual, [CallerFilePath] string test = "")
    {
        var directory = Path.GetDirectoryName(test)!;
        var path = Path.Combine(directory, "Baselines", name);
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (expected != actual)
        {
            var project = Path.GetFileName(directory);
            Assert.Fail($"Baselines/{name} differs (- expected, + actual):\n{Difference(expected.Split('\n'), actual.Split('\n'))}" +
                $"If the new text is right: UPDATE_BASELINES=1 dotnet test tests/{project}");
        }
    }

    /// <summary>What is left after the common beginning and end.</summary>
    private static string Difference(string[] expected, string[] actual)
    {
        var shorter = Math.Min(expected.Length, actual.Length);
        var head = Enumerable.Range(0, shorter).TakeWhile(i => expected[i] == actual[i]).Count();
        var tail = Enumerable.Range(1, shorter - head).TakeWhile(i => expected[^i] == actual[^i]).Count();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"  line {head + 1}\n");
        foreach (var (mark, lines) in new[] { ('-', expected[head..^tail]), ('+', actual[head..^tail]) })
        {
            foreach (var line in lines.Take(LinesShown))
            {
                text.Append(CultureInfo.InvariantCulture, $"{mark} {line}\n");
            }

            text.Append(lines.Length > LinesShown ? $"{mark} ... {lines.Length - LinesShown} more\n" : "");
        }

        return text.ToString();
    }
}
