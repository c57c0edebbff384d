using System.CommandLine;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Rtl;

namespace CimGen.Bench.Fpga;

/// <summary><c>cimgen-bench fpga</c>: what a design takes on FPGAs, and how fast it can be clocked.</summary>
public sealed class FpgaCommand
{
    private readonly Argument<string> _design = new("design") { Description = "Design file; its crossbar has to be emulated." };
    private readonly Option<string> _out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/fpga" };
    private readonly Option<string[]> _targets = new("--target") { Description = "Targets [default: all]", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _docs = new("--docs") { Description = "Folder whose fpga.md gets the tables of this design on these targets, without --preload [default: none]" };

    private readonly Option<int> _images = new("--images") { Description = "Images to run on the netlists of the iCE40 targets, in Icarus.", DefaultValueFactory = _ => 0 };

    private readonly Option<bool> _preload = new("--preload") { Description = "Programs, weights and memory come with the bitstream (CIM_PRELOAD)." };

    private FpgaCommand() => _targets.AcceptOnlyFromAmong([.. FpgaTarget.All.Select(t => t.Name)]);

    public static Command Create()
    {
        var options = new FpgaCommand();
        var command = new Command("fpga", "Synthesize a design for iCE40, ECP5 and Xilinx 7 with Yosys, and place it on iCE40 with nextpnr.") { options._design, options._out, options._targets, options._images, options._preload, options._docs };
        command.SetAction(options.Run);
        return command;
    }

    /// <summary>Why a design is not for an FPGA, if it is not: Yosys would work on a behavioural crossbar without end.</summary>
    public static Diagnostic? Unsuitable(DesignFile design) => design.Architecture.Crossbar.Implementation == CrossbarImplementation.Emulated
        ? null
        : RtlDiagnostics.NotSynthesizable(new SourceLocation(design.Path), design.Architecture.Name);

    private int Run(ParseResult parsed)
    {
        var file = DesignFileReader.Read(parsed.GetRequiredValue(_design));
        if (!file.Ok)
        {
            return ConsoleDiagnostics.Fail(file.Diagnostics);
        }

        if (Unsuitable(file.Value) is { } unsuitable)
        {
            return ConsoleDiagnostics.Fail([unsuitable]);
        }

        var folder = Path.Combine(Directory.CreateDirectory(parsed.GetRequiredValue(_out)).FullName, file.Value.Name);
        var built = DesignBuild.Run(file.Value, folder, null, Stage.Golden, new ConsoleProgress());
        if (!built.Ok)
        {
            return ConsoleDiagnostics.Fail(built.Diagnostics);
        }

        var wanted = parsed.GetValue(_targets) ?? [];
        var targets = FpgaTarget.All.Where(t => wanted.Length == 0 || wanted.Contains(t.Name)).ToArray();
        if (parsed.GetValue(_preload))
        {
            foreach (var target in targets.Where(t => t.UsesSpram))
            {
                Console.WriteLine($"{target.Name}: SPRAM comes up without contents, so that weights lie in block RAM");
            }

            targets = [.. targets.Select(t => t.Preloaded)];
        }

        try
        {
            var devices = new ResultTable(FpgaResult.Columns);
            foreach (var target in targets)
            {
                devices.Add(FpgaFlow.Run(folder, target).Values());
            }

            var architecture = built.Value.Design.Architecture;
            var steps = (double)architecture.Crossbar.Rows * architecture.Crossbar.Columns / architecture.Crossbar.MacLanes;
            Console.WriteLine($"multipliers of a crossbar: {architecture.Crossbar.MacLanes}, busy for {MarkdownPage.Percent(steps / architecture.Compute.Latency(architecture.Bus))} of an MVM");
            var modules = ModuleTable.Make(FpgaFlow.Modules(folder, targets[0]), architecture.Cores);
            foreach (var target in targets.Where(t => t.CanSimulate && parsed.GetValue(_images) > 0))
            {
                Console.WriteLine($"netlist {target.Name}: {NetlistSimulation.Run(folder, target, parsed.GetValue(_images))}");
            }

            Show(devices, Path.Combine(folder, "devices.csv"));
            Show(modules, Path.Combine(folder, "modules.csv"));
            if (!parsed.GetValue(_preload) && parsed.GetValue(_docs) is { } docs)
            {
                var page = Path.Combine(docs, "fpga.md");
                devices.WriteSection(page, $"{file.Value.Name} devices");
                modules.WriteSection(page, $"{file.Value.Name} modules");
            }
        }
        catch (ToolException exception)
        {
            return ConsoleDiagnostics.Fail(exception);
        }

        return 0;
    }

    private static void Show(ResultTable table, string csv)
    {
        table.Print();
        table.WriteCsv(csv);
    }
}
