using System.CommandLine;
using System.Globalization;
using CimGen.Cli.Output;
using CimGen.Core.Diagnostics;
using CimGen.Sweeps;
using CimGen.Sweeps.Files;
using CimGen.Sweeps.Pages;
using CimGen.Sweeps.Points;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen sweep FILE</c>: many designs, measured.</summary>
public sealed class SweepCommand
{
    private const int MostJobs = 1024;

    private readonly Argument<string> _file = new("file") { Description = "Sweep file (YAML), see docs/sweeps.md" };
    private readonly Option<string?> _out = Options.Folder("--out", "Folder for the results [default: rtl-out/bench/<name>]");
    private readonly Option<long?> _jobs = Options.Integer("--jobs", "Points at once [default: one per processor]", 1, MostJobs);
    private readonly Option<string?> _points = new("--points") { Description = "Points to run, by number: 3 or 3..7 [default: all]", HelpName = "from..to" };
    private readonly Option<string[]> _tables = new("--table") { Description = "Tables to fill [default: all]", AllowMultipleArgumentsPerToken = true };
    private readonly Option<long?> _mostCores = Options.Integer("--most-cores", "Leave points whose machine has more cores for another time.", 0, int.MaxValue);
    private readonly Option<string?> _docs = Options.ExistingFolder("--docs", "Folder whose pages are made anew when all points have a result [default: none]");
    private readonly Option<bool> _list = new("--list") { Description = "List the points and whether they have a result, and run none." };

    private SweepCommand()
    {
    }

    public static Command Create()
    {
        var options = new SweepCommand();
        var command = new Command("sweep", "Measure many designs: golden model, co-simulation, cells, times. What has a result is not run again.")
        {
            options._file, options._out, options._jobs, options._points, options._tables, options._mostCores, options._docs, options._list,
        };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var sweep = SweepFileReader.Read(parsed.GetRequiredValue(_file));
        var points = sweep.Then(s => Chosen(parsed, s));
        if (!sweep.Ok || !points.Ok)
        {
            return ConsoleOutput.Print(points.Diagnostics);
        }

        var folder = parsed.GetValue(_out) ?? Path.Combine("rtl-out", "bench", sweep.Value.Name);
        if (parsed.GetValue(_list))
        {
            var store = new PointStore(Path.Combine(folder, "points"));
            points.Value.ToList().ForEach(p => Console.WriteLine($"{p.Index} {p.Table}: {p}{(store.Find(p) is null ? string.Empty : " (has a result)")}"));
            return (int)ExitCode.Success;
        }

        Directory.CreateDirectory(folder);
        var options = new SweepOptions(
            folder, (int?)parsed.GetValue(_jobs) ?? Environment.ProcessorCount, [.. parsed.GetValue(_tables) ?? []], (int?)parsed.GetValue(_mostCores) ?? int.MaxValue);
        var results = new SweepRunner(sweep.Value, options, new ConsoleProgress()).Run(points.Value);
        foreach (var (name, table) in results.Tables())
        {
            File.WriteAllText(Path.Combine(folder, $"{name}.csv"), table.Csv());
        }

        Console.WriteLine($"{folder}: {results.Finished} of {results.Points.Length} points have a result");
        var code = ConsoleOutput.Print(results.Findings);
        return code == (int)ExitCode.Success && parsed.GetValue(_docs) is { } docs ? WritePages(results, docs) : code;
    }

    private static int WritePages(SweepResults results, string docs)
    {
        if (results.Complete)
        {
            return ConsoleOutput.Print(PageWriter.Write(results, docs));
        }

        Console.WriteLine("The pages stay as they are: they show all points.");
        return (int)ExitCode.Success;
    }

    private Result<IReadOnlyList<SweepPoint>> Chosen(ParseResult parsed, SweepFile sweep)
    {
        var all = SweepPoint.Of(sweep);
        if (parsed.GetValue(_points) is not { } range)
        {
            return Result.Success<IReadOnlyList<SweepPoint>>(all);
        }

        var ends = range.Split("..").Select(e => int.TryParse(e, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue).ToArray();
        return ends.Length <= 2 && ends[0] <= ends[^1] && ends[^1] < all.Length
            ? Result.Success<IReadOnlyList<SweepPoint>>(all[ends[0]..(ends[^1] + 1)])
            : SweepDiagnostics.NoPoints(new SourceLocation(sweep.Path), range, all.Length);
    }
}
