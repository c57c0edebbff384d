using System.CommandLine;
using System.Globalization;

namespace CimGen.Bench.Sync;

/// <summary><c>cimgen-bench sync</c>: the synchronization schemes of Pelke et al., VLSI-SoC 2023, over layers, crossbars and buses.</summary>
public static class SyncCommand
{
    public static Command Create()
    {
        var command = new Command("sync", "Run the paper's layers and all ResNet-18 convolutions over crossbars, buses and schemes.");
        var output = new Option<string>("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/sync" };
        var networks = new Option<string>("--networks") { Description = "Folder of the layers' network files.", DefaultValueFactory = _ => "examples/paper/networks" };
        var threads = new Option<int>("--threads") { Description = "Points that run at the same time.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var only = new Option<string[]>("--only") { Description = "Names of the layers to run [default: all].", AllowMultipleArgumentsPerToken = true };
        foreach (var option in new Option[] { output, networks, threads, only })
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var chosen = parsed.GetValue(only) is { Length: > 0 } names ? Workload.All.Where(w => names.Contains(w.Name)) : Workload.All;
            return Run(chosen, parsed.GetRequiredValue(networks), parsed.GetRequiredValue(output), parsed.GetRequiredValue(threads));
        });
        return command;
    }

    private static int Run(IEnumerable<Workload> workloads, string networks, string folder, int threads)
    {
        var run = SyncBench.Run(workloads, networks, threads, share => Console.Error.Write($"\r{share:p0} of the points"));
        Console.Error.WriteLine();
        foreach (var diagnostic in run.Diagnostics)
        {
            Console.Error.WriteLine(diagnostic);
        }

        if (!run.Ok)
        {
            return 1;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "points.csv"), SyncTable.Csv(run.Value.Results));
        Console.WriteLine(Summary(run.Value));
        return 0;
    }

    private static string Summary(SyncRun run) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {run.Results.Length} points in {run.WallSeconds:f1} s; seconds of one thread: compile {run.Tools.Compile:f1}, prove {run.Tools.Prove:f1}, golden model {run.Tools.Golden:f1}, bounds {run.Tools.Bounds:f1}
        golden model: {run.TraceRecords:n0} events, {run.Cycles:n0} cycles; per second of one thread {run.TraceRecords / run.Tools.Golden:n0} events, {run.Cycles / run.Tools.Golden:n0} cycles
        """);
}
