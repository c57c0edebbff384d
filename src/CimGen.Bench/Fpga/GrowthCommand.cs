using System.CommandLine;
using System.Globalization;
using CimGen.Bench.Synthesis;
using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Flow.Designs;

namespace CimGen.Bench.Fpga;

/// <summary>
/// <c>cimgen-bench fpga-growth</c>: how the parts of a machine grow with its cores and counters, and how long the paths between cores get.
/// All cores work on one layer, each on rows of its own.
/// </summary>
public sealed class GrowthCommand
{
    private const int Side = 16;

    /// <summary>Cores, counters, bus topology and CALL transport of the machines, in the order of the table.</summary>
    private static readonly (int Cores, int Counters, string Topology, string Transport)[] Machines =
    [
        (2, 8, "flat", "dedicated"), (4, 8, "flat", "dedicated"), (8, 8, "flat", "dedicated"), (16, 8, "flat", "dedicated"), (32, 8, "flat", "dedicated"), (64, 8, "flat", "dedicated"),
        (8, 4, "flat", "dedicated"), (8, 16, "flat", "dedicated"),
        (8, 8, "flat", "bus"), (32, 8, "flat", "bus"),
        (8, 8, "tree", "bus"), (32, 8, "tree", "bus"), (64, 8, "tree", "bus"),
        (4, 8, "tree", "tree"), (8, 8, "tree", "tree"), (16, 8, "tree", "tree"), (32, 8, "tree", "tree"), (64, 8, "tree", "tree"),
    ];

    private static readonly string[] Parts = ["controller", "load/store unit", "sync counters", "sync interconnect"];

    private readonly Option<string> _out = new("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "rtl-out/bench/fpga-growth" };
    private readonly Option<string?> _docs = new("--docs") { Description = "Folder whose fpga.md gets the table [default: none]" };

    private GrowthCommand()
    {
    }

    public static Command Create()
    {
        var options = new GrowthCommand();
        var command = new Command("fpga-growth", "Synthesize machines of 2 to 64 cores for iCE40 and list what their parts take.") { options._out, options._docs };
        command.SetAction(options.Run);
        return command;
    }

    private static Result<BuiltDesign> Build(string folder, int cores, int counters, string topology, string transport)
    {
        string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "network.yaml"), Text($"name: growth\ninput: [{cores * Side}, 4, 4]\nseed: 1\nlayers:\n  - {{ type: conv, name: layer, kernels: {Side}, kernel: 1 }}\n"));
        File.WriteAllText(
            Path.Combine(folder, "architecture.yaml"),
            Text($"name: growth\ncores: {cores}\ncrossbar: {{ rows: {Side}, columns: {Side}, implementation: emulated, mac_lanes: 1 }}\nbus: {{ width_bytes: 4, topology: {topology} }}\n") +
            Text($"memory: {{ size_bytes: 65536 }}\nsync: {{ transport: {transport}, counters: {counters} }}\ninstruction_memory_bytes: 2048\n"));
        File.WriteAllText(Path.Combine(folder, "design.yaml"), "name: growth\nnetwork: network.yaml\narchitecture: architecture.yaml\ncosim: { images: 1, traced_images: 1 }\n");
        return DesignFileReader.Read(Path.Combine(folder, "design.yaml")).Then(d => DesignBuild.Run(d, Path.Combine(folder, "out"), null, Stage.Golden, new ConsoleProgress()));
    }

    /// <summary>Look-up tables in a row between cores: the tile without what is in cores, memory and host port.</summary>
    private static int SharedDepth(string folder)
    {
        string[] leftOut = ["cim_core", "cim_memory"];
        var sources = File.ReadAllLines(Path.Combine(folder, "filelist.f")).Where(l => l.EndsWith(".v", StringComparison.Ordinal))
            .Select(l => $"read_verilog -D SYNTHESIS {(leftOut.Contains(Path.GetFileNameWithoutExtension(l)) ? "-lib " : string.Empty)}{l}");
        Tool.Yosys(folder, "shared.ys", [.. sources, "hierarchy -top cim_tile -check", "synth_ice40 -top cim_tile", "delete t:cim_core t:cim_memory", "write_json shared.json"]);
        return LogicDepth.Of(Path.Combine(folder, "shared.json"));
    }

    private int Run(ParseResult parsed)
    {
        var root = Directory.CreateDirectory(parsed.GetRequiredValue(_out)).FullName;
        var table = new ResultTable(["cores", "counters", "bus", "CALLs", .. Parts.Select(p => $"{p}, LUT per core"), "bus with multiplexers or nodes, LUT", "LUTs in a row between cores"]);
        foreach (var (cores, counters, topology, transport) in Machines)
        {
            var built = Build(root, cores, counters, topology, transport);
            if (!built.Ok)
            {
                return ConsoleDiagnostics.Fail(built.Diagnostics);
            }

            try
            {
                var folder = Path.Combine(root, "out");
                var cells = FpgaFlow.Modules(folder, FpgaTarget.All[0]);
                table.Add([
                    cores, counters, topology, transport, .. Parts.Select(p => (object)FormattableString.Invariant($"{(double)ModuleTable.Luts(cells, p) / cores:0.#}")),
                    ModuleTable.Luts(cells, "bus") + ModuleTable.Luts(cells, "multiplexers of the masters, run control"), SharedDepth(folder),
                ]);
            }
            catch (ToolException exception)
            {
                return ConsoleDiagnostics.Fail(exception);
            }
        }

        table.Print();
        table.WriteCsv(Path.Combine(root, "growth.csv"));
        if (parsed.GetValue(_docs) is { } docs)
        {
            table.WriteSection(Path.Combine(docs, "fpga.md"), "growth");
        }

        return 0;
    }
}
