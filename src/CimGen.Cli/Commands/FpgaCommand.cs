using System.CommandLine;
using CimGen.Cli.Output;
using CimGen.Core.Diagnostics;
using CimGen.Core.Tables;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Rtl;
using CimGen.Synthesis.Fpga;

namespace CimGen.Cli.Commands;

/// <summary><c>cimgen fpga DESIGN</c>: what a design takes on FPGAs, and how fast it can be clocked.</summary>
public sealed class FpgaCommand
{
    private readonly Argument<string> _design = new("design") { Description = "Design file (YAML); its crossbar has to be emulated." };
    private readonly Option<string?> _out = Options.Folder("--out", "Folder for the results [default: rtl-out/bench/fpga]");
    private readonly Option<string[]> _targets = new("--target") { Description = "Targets [default: all]", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _docs = Options.ExistingFolder("--docs", "Folder whose fpga.md gets the tables of this design on these targets, without --preload [default: none]");
    private readonly Option<long?> _images = Options.Integer("--images", "Images to run on the netlists of the iCE40 targets, in Icarus [default: 0]", 0, DesignFileReader.MaxImages);
    private readonly Option<bool> _preload = new("--preload") { Description = "Programs, weights and memory come with the bitstream (CIM_PRELOAD)." };

    private FpgaCommand() => _targets.AcceptOnlyFromAmong([.. FpgaTarget.All.Select(t => t.Name)]);

    public static Command Create()
    {
        var options = new FpgaCommand();
        var command = new Command("fpga", "Synthesize a design for iCE40, ECP5 and Xilinx 7 with Yosys, and place it on iCE40 with nextpnr.")
        {
            options._design, options._out, options._targets, options._images, options._preload, options._docs,
        };
        command.SetAction(options.Run);
        return command;
    }

    /// <summary>Why a design is not for an FPGA, if it is not: Yosys would work on a behavioural crossbar without end.</summary>
    public static Diagnostic? Unsuitable(DesignFile design) => design.Architecture.Compute.IsSynthesizable
        ? null
        : RtlDiagnostics.NotSynthesizable(new SourceLocation(design.Path), design.Architecture);

    private int Run(ParseResult parsed)
    {
        var design = DesignFileReader.Read(parsed.GetRequiredValue(_design)).Then(d => Unsuitable(d) is { } unsuitable ? unsuitable : Result.Success(d));
        if (!design.Ok)
        {
            return ConsoleOutput.Print(design.Diagnostics);
        }

        var folder = Path.Combine(parsed.GetValue(_out) ?? "rtl-out/bench/fpga", design.Value.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        var tables = DesignBuild.Run(design.Value, folder, null, Stage.Golden, new ConsoleProgress()).Then(b =>
            Synthesize(parsed, b.Design.Architecture.Cores, design.Value.Kinds.RtlOf(b.Design.Architecture).ComputeUnit.HardwareNote(b.Design.Architecture), folder));
        if (!tables.Ok)
        {
            return ConsoleOutput.Print(tables.Diagnostics);
        }

        foreach (var (name, table) in tables.Value)
        {
            Console.WriteLine(table.Aligned());
            File.WriteAllText(Path.Combine(folder, $"{name}.csv"), table.Csv());
        }

        if (!parsed.GetValue(_preload) && parsed.GetValue(_docs) is { } docs)
        {
            var page = Path.Combine(docs, "fpga.md");
            File.WriteAllText(page, tables.Value.Aggregate(File.ReadAllText(page), (text, t) => text.WithSection($"{design.Value.Name} {t.Name}", t.Table.Markdown())));
        }

        return ConsoleOutput.Print(design.Diagnostics);
    }

    private FpgaTarget[] Targets(ParseResult parsed)
    {
        var wanted = parsed.GetValue(_targets) ?? [];
        var targets = FpgaTarget.All.Where(t => wanted.Length == 0 || wanted.Contains(t.Name)).ToArray();
        if (!parsed.GetValue(_preload))
        {
            return targets;
        }

        foreach (var target in targets.Where(t => t.UsesSpram))
        {
            Console.WriteLine($"{target.Name}: SPRAM comes up without contents, so that weights lie in block RAM");
        }

        return [.. targets.Select(t => t.Preloaded)];
    }

    private Result<IReadOnlyList<(string Name, Table Table)>> Synthesize(ParseResult parsed, int cores, string? note, string folder)
    {
        var targets = Targets(parsed);
        var images = (int)(parsed.GetValue(_images) ?? 0);
        var devices = new Table(FpgaResult.Columns);
        var bag = new DiagnosticBag();
        foreach (var target in targets)
        {
            var result = FpgaFlow.Run(folder, target);
            bag.AddRange(result.Diagnostics);
            if (!result.Ok)
            {
                return new Result<IReadOnlyList<(string, Table)>>(null, bag.ToImmutable());
            }

            devices.Add(result.Value.Values());
        }

        if (note is not null)
        {
            Console.WriteLine(note);
        }

        foreach (var target in targets.Where(t => t.CanSimulate && images > 0))
        {
            var simulated = NetlistSimulation.Run(folder, target, images);
            bag.AddRange(simulated.Diagnostics);
            Console.WriteLine($"netlist {target.Name}: {simulated.Value}");
        }

        return bag.HasErrors
            ? new Result<IReadOnlyList<(string, Table)>>(null, bag.ToImmutable())
            : FpgaFlow.Modules(folder, targets[0]).Then(cells => Result.Success<IReadOnlyList<(string, Table)>>(
                [("devices", devices), ("modules", ModuleTable.Make(cells, cores))]));
    }
}
