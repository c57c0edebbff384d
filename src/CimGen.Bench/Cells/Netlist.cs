using System.Globalization;

namespace CimGen.Bench.Cells;

/// <summary>Cells of a design after Yosys: gates of two inputs, multiplexers, flip-flops. Memories stay whole.</summary>
public sealed class Netlist
{
    private const string FlipFlops = "$_DFF";
    private const string Memories = "$mem";
    private static readonly string[] LeftOut = ["cim_crossbar", "cim_memory"];

    private readonly Dictionary<string, Dictionary<string, long>> _modules;

    private Netlist(Dictionary<string, Dictionary<string, long>> modules) => _modules = modules;

    /// <summary>Synthesizes the tile of a design folder. Crossbars and shared memory are left out: they are macros, or their size is anybody's choice.</summary>
    /// <exception cref="ToolException">Yosys is missing or fails.</exception>
    public static Netlist Synthesize(string folder)
    {
        const string Result = "cells.txt";
        var sources = File.ReadAllLines(Path.Combine(folder, "filelist.f")).Where(l => l.EndsWith(".v", StringComparison.Ordinal))
            .Select(l => $"read_verilog {(LeftOut.Contains(Path.GetFileNameWithoutExtension(l)) ? "-lib " : string.Empty)}{l}");
        string[] script =
        [
            .. sources,
            "hierarchy -top cim_tile -check", "synth -top cim_tile -run begin:fine", "memory -nomap", "opt -fast -full", "techmap",
            "opt -fast", "abc -fast", "opt_clean", $"tee -q -o {Result} stat",
        ];
        Yosys.Run(folder, "cells.ys", script);
        return new Netlist(Modules(File.ReadLines(Path.Combine(folder, Result))));
    }

    /// <summary>Cells of all instances of a module, with what is below them; without memories.</summary>
    public long Cells(string module) => Count("cim_tile", module, within: module == "cim_tile", type => !type.StartsWith(Memories, StringComparison.Ordinal));

    /// <summary>Flip-flops of all instances of a module, with what is below them.</summary>
    public long Registers(string module) => Count("cim_tile", module, within: module == "cim_tile", type => type.StartsWith(FlipFlops, StringComparison.Ordinal) || type.StartsWith("$_SDFF", StringComparison.Ordinal));

    /// <summary>Of each module, how many cells it has of each type: lines "type number" below its name, which stands between marks.</summary>
    private static Dictionary<string, Dictionary<string, long>> Modules(IEnumerable<string> report)
    {
        var modules = new Dictionary<string, Dictionary<string, long>>();
        var current = new Dictionary<string, long>();
        foreach (var words in report.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words is ["===", var name, "==="])
            {
                modules[name] = current = [];
            }
            else if (words is ["===", ..])
            {
                // The sum over the hierarchy.
                current = [];
            }
            else if (words is [var type, var number] && long.TryParse(number, CultureInfo.InvariantCulture, out var cells))
            {
                current[type] = cells;
            }
        }

        return modules;
    }

    private long Count(string from, string module, bool within, Predicate<string> counts)
    {
        var total = 0L;
        foreach (var (type, number) in _modules[from])
        {
            if (_modules.ContainsKey(type))
            {
                total += number * Count(type, module, within || Named(type, module), counts);
            }
            else if (within && type.StartsWith('$') && counts(type))
            {
                total += number;
            }
        }

        return total;
    }

    /// <summary>Modules with parameters have names like $paramod$...\cim_arbiter or $paramod\cim_arbiter\MASTERS=...</summary>
    private static bool Named(string type, string module) => type == module || type.Split('\\').Contains(module);
}
