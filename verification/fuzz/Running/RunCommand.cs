using System.CommandLine;
using CimGen.Core.Tables;
using CimGen.Fuzz.Mutation;

namespace CimGen.Fuzz.Running;

/// <summary><c>cimgen-fuzz run</c>: many cases in worker processes, and a table of what came of them.</summary>
internal static class RunCommand
{
    private const int FaultExit = 2, FaultsShown = 40;

    private static readonly Option<int> Cases = new("--cases") { Description = "Number of cases.", DefaultValueFactory = _ => 20_000 };
    private static readonly Option<int> Seed = new("--seed") { Description = "Chooses the cases.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Jobs = new("--jobs") { Description = "Processes at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/fuzz" };
    private static readonly Option<int> First = new("--first") { Description = "The first case.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> Folder = new("--folder") { Description = "Folder of a case's files.", DefaultValueFactory = _ => "." };

    public static Command Create()
    {
        var command = new Command("run", "Mutate ONNX, YAML, CSV and .npy files and give them to the flow; fails when a case crashes, hangs, or takes more than 1 GB.") { Cases, Seed, Jobs, Out };
        command.SetAction(parsed => Run(parsed.GetValue(Cases), parsed.GetValue(Seed), parsed.GetValue(Jobs), parsed.GetRequiredValue(Out)));
        return command;
    }

    /// <summary>The worker's own command.</summary>
    public static Command CreateWork()
    {
        var command = new Command("work", "Run cases in this process.") { Cases, Seed, First, Folder };
        command.SetAction(parsed => Worker.Run(parsed.GetValue(Seed), parsed.GetValue(First), parsed.GetValue(Cases), parsed.GetRequiredValue(Folder)));
        return command;
    }

    /// <summary>To look at a case.</summary>
    public static Command CreateShow()
    {
        var command = new Command("show", "Write the files of one case.") { Seed, First, Folder };
        command.SetAction(parsed =>
        {
            var folder = Directory.CreateDirectory(parsed.GetRequiredValue(Folder)).FullName;
            var fuzz = FuzzCase.Make(parsed.GetValue(Seed), parsed.GetValue(First));
            fuzz.Write(folder);
            Console.WriteLine($"{fuzz.Kind}: {Path.Combine(folder, FuzzCase.Design)}\n{fuzz.ModelText}");
        });
        return command;
    }

    /// <summary>All outcomes, by worker processes of this assembly.</summary>
    public static IReadOnlyList<Outcome> Outcomes(int cases, int seed, int jobs, string folder, Action<Outcome> done)
    {
        // Another run into the same folder does not meet these.
        var work = Path.Combine(folder, $"work-{Environment.ProcessId}");
        var assembly = typeof(RunCommand).Assembly.Location;
        var pool = new Pool(
            (job, first, count) => ["dotnet", assembly, "work", "--seed", $"{seed}", "--first", $"{first}", "--cases", $"{count}", "--folder", Path.Combine(work, $"{job}")],
            Limits.Time);
        var outcomes = pool.Run(cases, jobs, done);
        Directory.Delete(work, recursive: true);
        return outcomes;
    }

    private static int Run(int cases, int seed, int jobs, string path)
    {
        var folder = Directory.CreateDirectory(path).FullName;
        var count = 0;
        using var log = new StreamWriter(Path.Combine(folder, "cases.txt"));
        var outcomes = Outcomes(cases, seed, jobs, folder, outcome =>
        {
            log.WriteLine(Line(outcome));
            log.Flush();
            Share((double)++count / cases);
        });
        var table = Summary(outcomes);
        Console.WriteLine(table.Aligned());
        File.WriteAllText(Path.Combine(folder, "fuzz.csv"), table.Csv());
        var faults = outcomes.Where(o => o.IsFault).ToList();
        File.WriteAllLines(Path.Combine(folder, "faults.txt"), faults.Select(Line));
        faults.Take(FaultsShown).ToList().ForEach(f => Console.Error.WriteLine(Line(f)));
        return faults.Count == 0 ? 0 : FaultExit;
    }

    public static string Line(Outcome outcome) => $"case {outcome.Number} ({outcome.Kind}): {outcome.Verdict}: {outcome.Codes} {outcome.Detail}";

    /// <summary>Only a terminal can write over it.</summary>
    private static void Share(double share)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write(FormattableString.Invariant($"\r{share:p0} of the cases{(share < 1 ? string.Empty : "\n")}"));
        }
    }

    private static Table Summary(IReadOnlyList<Outcome> outcomes)
    {
        var table = new Table("files", "cases", "built", "refused", "codes", "exceptions", "bad messages", "hangs", "deaths", "over 1 GB", "slowest, ms", "peak, MB");
        foreach (var (kind, of) in FuzzCase.Kinds.Select(k => (k.Kind, outcomes.Where(o => o.Kind == k.Kind).ToList())).Append(("all", [.. outcomes])))
        {
            int Count(Verdict verdict) => of.Count(o => o.Verdict == verdict);
            table.Add(
                kind, of.Count, Count(Verdict.Built), Count(Verdict.Refused), of.SelectMany(o => o.Codes.Split(' ')).Where(c => c.Length > 0).Distinct().Count(),
                Count(Verdict.Exception), Count(Verdict.Diagnostic), Count(Verdict.Hang), Count(Verdict.Death), Count(Verdict.Memory),
                (long)of.Select(o => o.Milliseconds).DefaultIfEmpty(0).Max(), of.Select(o => o.PeakBytes).DefaultIfEmpty(0).Max() >> 20);
        }

        return table;
    }
}
