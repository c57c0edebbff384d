using System.Diagnostics;
using System.Globalization;
using CimGen.Fuzz.Mutation;

namespace CimGen.Fuzz.Running;

/// <summary>Runs cases one after another and says on stdout what came of each: a process of its own, so that a death or a hang is seen from outside.</summary>
internal static class Worker
{
    public static void Run(int seed, int first, int count, string folder)
    {
        for (var number = first; number < first + count; number++)
        {
            var fuzz = FuzzCase.Make(seed, number);
            Say($"begin\t{number}\t{fuzz.Kind}");
            Clear(folder);
            fuzz.Write(folder);
            var collected = ResetPeak();
            var watch = Stopwatch.StartNew();
            var (verdict, codes, detail) = Target.Run(Path.Combine(folder, FuzzCase.Design), Path.Combine(folder, "out"));
            var milliseconds = watch.Elapsed.TotalMilliseconds;
            var peak = collected ? Peak() : Process.GetCurrentProcess().PeakWorkingSet64;
            if (verdict is Verdict.Built or Verdict.Refused && peak > Limits.Memory)
            {
                (verdict, detail) = (Verdict.Memory, $"{peak >> 20} MB");
            }

            Say($"end\t{new Outcome(number, fuzz.Kind, verdict, milliseconds, peak, codes, Printable(detail)).Text}");
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c).Take(600));

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }

    /// <summary>On Linux the peak counts from here.</summary>
    private static bool ResetPeak()
    {
        const string Resets = "/proc/self/clear_refs";
        if (!File.Exists(Resets))
        {
            return false;
        }

        try
        {
            File.WriteAllText(Resets, "5");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long Peak()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim()[..^3], CultureInfo.InvariantCulture) << 10;
    }
}
