using System.CommandLine;
using CimGen.Bench.Sync;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Machines;
using CimGen.Rtl.Folders;

namespace CimGen.Bench.Cells;

/// <summary><c>cimgen-bench cells</c>: what each feature of the machine costs, in cells of Yosys.</summary>
public sealed class CellsCommand
{
    private const int Crossbar = 32;
    private const int BusBytes = 4;
    private const string Layer = "layer1";

    private readonly Option<string> _out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/cells" };
    private readonly Option<string> _networks = new("--networks") { Description = "Folder of the layers' network files.", DefaultValueFactory = _ => "examples/paper/networks" };
    private readonly Option<string?> _docs = new("--docs") { Description = "Folder whose ablation.md gets the table [default: none]" };

    private CellsCommand()
    {
    }

    public static Command Create()
    {
        var options = new CellsCommand();
        var command = new Command("cells", $"Synthesize the machine of {Layer} on {Crossbar}x{Crossbar} crossbars with each feature alone and with all.") { options._out, options._networks, options._docs };
        command.SetAction(options.Run);
        return command;
    }

    private static Result<CellRow> Synthesize(LoadedLayer layer, Variant variant, string folder)
    {
        var point = new SyncPoint(layer.Workload, Crossbar, BusBytes, SyncScheme.Linear, SyncMatrix.MvmCycles[0], variant);
        var (vertical, horizontal) = SyncRunner.Shape(layer, point);
        return new SyncRunner(layer).Compile(point, vertical * horizontal).Then(design =>
            GoldenResults.Run(design, layer.Stimulus, stallSeed: 0).Then(golden =>
                SyncRunner.Files(design, golden).Then(files =>
                    DesignFolder.Write(folder, files) is { } problem
                        ? problem
                        : Result.Success(CellRow.Of(variant, design.Architecture, GateNetlist.Synthesize(folder))))));
    }

    private int Run(ParseResult parsed)
    {
        var layer = LoadedLayer.Load(Workload.All.Single(w => w.Name == Layer), parsed.GetRequiredValue(_networks));
        if (!layer.Ok)
        {
            return ConsoleDiagnostics.Fail(layer.Diagnostics);
        }

        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(_out)).FullName;
        var table = new ResultTable(CellRow.Columns);
        foreach (var variant in Variant.All)
        {
            try
            {
                var row = Synthesize(layer.Value, variant, Path.Combine(folder, "design"));
                if (!row.Ok)
                {
                    return ConsoleDiagnostics.Fail(row.Diagnostics);
                }

                table.Add(row.Value.Values);
            }
            catch (ToolException exception)
            {
                return ConsoleDiagnostics.Fail(exception);
            }
        }

        table.Print();
        table.WriteCsv(Path.Combine(folder, "cells.csv"));
        if (parsed.GetValue(_docs) is { } docs)
        {
            table.WriteSection(Path.Combine(docs, "ablation.md"), "cells");
        }

        return 0;
    }
}
