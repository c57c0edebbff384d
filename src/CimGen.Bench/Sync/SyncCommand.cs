using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using CimGen.Core.Diagnostics;

namespace CimGen.Bench.Sync;

/// <summary><c>cimgen-bench sync</c>: the synchronization schemes of Pelke et al., VLSI-SoC 2023, over layers, crossbars and buses.</summary>
public sealed class SyncCommand
{
    private readonly Option<string> _out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/sync" };
    private readonly Option<string> _networks = new("--networks") { Description = "Folder of the layers' network files.", DefaultValueFactory = _ => "examples/paper/networks" };
    private readonly Option<string?> _docs = new("--docs") { Description = "Folder whose pages and figures are made anew when all layers run and all chosen points are confirmed [default: none]" };
    private readonly Option<int> _threads = new("--threads") { Description = "Points that run at the same time.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<string[]> _only = new("--only") { Description = "Names of the layers to run [default: all]", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _confirm = new("--confirm") { Description = "Confirm points in Verilator, on models of up to so many cores.", HelpName = "cores" };

    private SyncCommand()
    {
    }

    public static Command Create()
    {
        var options = new SyncCommand();
        var command = new Command("sync", "Run the paper's layers and all ResNet-18 convolutions over crossbars, buses and schemes.");
        foreach (var option in new Option[] { options._out, options._networks, options._docs, options._threads, options._only, options._confirm })
        {
            command.Add(option);
        }

        command.SetAction(options.Run);
        return command;
    }

    private static string Summary(SyncRun run) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {run.Results.Length} points in {run.WallSeconds:f1} s; seconds of one thread: compile {run.Tools.Compile:f1}, prove {run.Tools.Prove:f1}, golden model {run.Tools.Golden:f1}, bounds {run.Tools.Bounds:f1}
        golden model: {run.TraceRecords:n0} events, {run.Cycles:n0} cycles; per second of one thread {run.TraceRecords / run.Tools.Golden:n0} events, {run.Cycles / run.Tools.Golden:n0} cycles
        """);

    private int Run(ParseResult parsed)
    {
        var layers = Load(parsed);
        if (!layers.Ok)
        {
            return ConsoleDiagnostics.Fail(layers.Diagnostics);
        }

        var run = SyncBench.Run(layers.Value, parsed.GetRequiredValue(_threads), ConsoleProgress.Share);
        if (!run.Ok)
        {
            return ConsoleDiagnostics.Fail(run.Diagnostics);
        }

        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(_out)).FullName;
        File.WriteAllText(Path.Combine(folder, "points.csv"), SyncTable.Csv(run.Value.Results));
        Console.WriteLine(Summary(run.Value));

        var confirmed = Confirm(layers.Value, run.Value.Results, folder, parsed.GetValue(_confirm), parsed.GetRequiredValue(_threads));
        if (!confirmed.Ok)
        {
            return ConsoleDiagnostics.Fail(confirmed.Diagnostics);
        }

        if (parsed.GetValue(_docs) is { } docs)
        {
            if (layers.Value.Count == Workload.All.Length && confirmed.Value.Count == Confirmation.Chosen(Workload.All).Count())
            {
                WriteDocs(docs, run.Value, confirmed.Value);
            }
            else
            {
                Console.WriteLine("The pages stay as they are: they show all points, and all that are to be confirmed.");
            }
        }

        return 0;
    }

    private Result<List<LoadedLayer>> Load(ParseResult parsed)
    {
        var names = parsed.GetValue(_only) ?? [];
        var diagnostics = new DiagnosticBag();
        var layers = new List<LoadedLayer>();
        foreach (var workload in Workload.All.Where(w => names.Length == 0 || names.Contains(w.Name)))
        {
            var layer = LoadedLayer.Load(workload, parsed.GetRequiredValue(_networks));
            diagnostics.AddRange(layer.Diagnostics);
            layers.AddRange(layer.Value is { } value ? [value] : []);
        }

        return Result.From(layers, diagnostics);
    }

    /// <summary>Simulates the chosen points that fit models of so many cores; a table of what has been confirmed grows with each.</summary>
    private static Result<List<ConfirmedPoint>> Confirm(List<LoadedLayer> layers, ImmutableArray<PointResult> results, string folder, int mostCores, int jobs)
    {
        var golden = results.ToDictionary(r => r.Point);
        var confirmation = new Confirmation(folder, jobs, new ConsoleProgress());
        var confirmed = new List<ConfirmedPoint>();
        var chosen = Confirmation.Chosen(layers.Select(l => l.Workload)).Where(golden.ContainsKey)
            .Select(p => (Point: p, Model: Confirmation.ModelFor(p, golden[p].Cores))).Where(p => p.Model <= mostCores);
        foreach (var (point, model) in chosen.OrderBy(p => p.Model).ThenBy(p => p.Point.Crossbar))
        {
            var one = confirmation.Run(layers.Single(l => l.Workload == point.Workload), golden[point]);
            if (!one.Ok)
            {
                return new Result<List<ConfirmedPoint>>(null, one.Diagnostics);
            }

            confirmed.Add(one.Value);
            Console.Error.WriteLine(FormattableString.Invariant(
                $"{point.Variant.Name}, {point.Workload.Name} {point.Crossbar}x{point.Crossbar} {point.Scheme}, bus {point.BusBytes}, {model} cores: {one.Value.Cycles:n0} cycles, {one.Value.TraceRecords:n0} events equal in {one.Value.Seconds:f1} s"));
            File.WriteAllText(Path.Combine(folder, "confirmed.csv"), SyncTable.Csv(confirmed));
        }

        return Result.Success(confirmed);
    }

    private static void WriteDocs(string docs, SyncRun run, List<ConfirmedPoint> confirmed)
    {
        var figures = Directory.CreateDirectory(Path.Combine(docs, "figures")).FullName;
        foreach (var (name, text) in SyncFigures.Draw(run.Results))
        {
            File.WriteAllText(Path.Combine(figures, name), text);
        }

        Rewrite("reproduction.md", ReproductionPage.Rewrite);
        Rewrite("ablation.md", AblationPage.Rewrite);
        Rewrite("speed.md", (page, all, _) => SpeedPage.Rewrite(page, all));

        void Rewrite(string name, Func<string, SyncRun, IReadOnlyList<ConfirmedPoint>, string> rewrite)
        {
            var page = Path.Combine(docs, name);
            File.WriteAllText(page, rewrite(File.ReadAllText(page), run, confirmed));
        }
    }
}
