using System.CommandLine;
using CimGen.Bench.Sync;

namespace CimGen.Bench.Cosim;

/// <summary><c>cimgen-bench cosim</c>: how long Verilator models of 16 to 1024 cores take to make and to run, and what comparing adds.</summary>
public sealed class CosimCommand
{
    private readonly Option<string> _out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/cosim" };
    private readonly Option<string> _networks = new("--networks") { Description = "Folder of the layers' network files.", DefaultValueFactory = _ => "examples/paper/networks" };
    private readonly Option<string?> _docs = new("--docs") { Description = "Folder whose speed.md gets the table when all models run [default: none]" };
    private readonly Option<int[]> _cores = new("--cores") { Description = "Numbers of cores whose models are measured [default: all]", AllowMultipleArgumentsPerToken = true };

    private CosimCommand()
    {
    }

    public static Command Create()
    {
        var options = new CosimCommand();
        var command = new Command("cosim", "Verilate, compile, simulate and compare machines of 16, 64, 256 and 1024 cores.") { options._out, options._networks, options._docs, options._cores };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(_out)).FullName;
        var bench = new CosimBench(folder, Environment.ProcessorCount);
        var table = new ResultTable(ModelCost.Columns);
        var wanted = parsed.GetValue(_cores) ?? [];
        var complete = true;
        foreach (var variant in CosimBench.Variants)
        {
            foreach (var workload in CosimBench.Workloads)
            {
                var layer = LoadedLayer.Load(workload, parsed.GetRequiredValue(_networks));
                if (layer.Ok && wanted.Length > 0 && !wanted.Contains(CosimBench.Cores(layer.Value, variant)))
                {
                    complete = false;
                    continue;
                }

                try
                {
                    var cost = layer.Then(l => bench.Measure(l, variant));
                    if (!cost.Ok)
                    {
                        return ConsoleDiagnostics.Fail(cost.Diagnostics);
                    }

                    table.Add(cost.Value.Values());
                }
                catch (ToolException exception)
                {
                    return ConsoleDiagnostics.Fail(exception);
                }

                table.WriteCsv(Path.Combine(folder, "cosim.csv"));
            }
        }

        table.Print();
        if (complete && parsed.GetValue(_docs) is { } docs)
        {
            table.WriteSection(Path.Combine(docs, "speed.md"), "cosim");
        }

        return 0;
    }
}
