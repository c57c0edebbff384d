using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CimGen.Flow;
using CimGen.Rtl;
using CimGen.Rtl.Templates;

namespace CimGen.Mutation;

/// <summary>
/// The code of the trace and of the stalls that Yosys drops, to put it back into the netlist: the modules that have it, and the same text that
/// the co-simulation uses. What a mutant is held against is therefore what the co-simulation sees, no more and no less.
/// </summary>
public sealed partial class TraceCode
{
    private readonly ImmutableArray<(string Module, string Text)> _parts;

    private TraceCode(ImmutableArray<(string Module, string Text)> parts) => _parts = parts;

    /// <summary>Wires that the code reads: Yosys has to keep them, with what they are made from.</summary>
    public IEnumerable<string> Wires => _parts.SelectMany(p => Names().Matches(Strings().Replace(Comments().Replace(p.Text, string.Empty), string.Empty)).Select(m => m.Value)).Distinct();

    /// <exception cref="ToolException">A template is wrong.</exception>
    public static TraceCode Render(RtlModel model)
    {
        var engine = new TemplateEngine(new TemplateFolder(Resources.Templates));
        return new TraceCode([("cim_core", Text(engine, model, "microcode/core_simulation.sbn")), ("cim_tile", Text(engine, model, "machine/tile_simulation.sbn"))]);
    }

    /// <summary>A netlist whose modules have the code again.</summary>
    /// <param name="netlist">Verilog of Yosys, which knows no parameters.</param>
    /// <param name="source">Verilog of a module before Yosys, for its parameters.</param>
    public string PutInto(string netlist, Func<string, string> source)
    {
        foreach (var (module, text) in _parts)
        {
            var start = Regex.Match(netlist, $@"^module {module}\(", RegexOptions.Multiline).Index;
            var end = netlist.IndexOf("endmodule", start, StringComparison.Ordinal);

            // What the code declares itself stands in the netlist as wires without a driver.
            var declared = Declarations().Matches(text).Select(m => m.Groups[1].Value).ToHashSet();
            var body = NetlistWires().Replace(netlist[start..end], m => declared.Contains(m.Groups[1].Value) ? string.Empty : m.Value);
            netlist = netlist[..start] + body + Parameters(source(module)) + text + netlist[end..];
            foreach (var (instance, constant) in OthersConstants().Matches(text).Select(m => (m.Groups[1].Value, m.Groups[2].Value)).Distinct())
            {
                netlist = WithConstant(netlist, Regex.Match(body, $@"^ +(\w+) {instance} \(", RegexOptions.Multiline).Groups[1].Value, constant, source);
            }
        }

        return netlist;
    }

    /// <summary>The netlist with a constant that another module's code reads.</summary>
    private static string WithConstant(string netlist, string module, string constant, Func<string, string> source)
    {
        var end = netlist.IndexOf("endmodule", Regex.Match(netlist, $@"^module {module}\(", RegexOptions.Multiline).Index, StringComparison.Ordinal);
        var value = Regex.Match(source(module), $@"\b{constant} *= *([^,;]+)[,;]").Groups[1].Value;
        return netlist.Insert(end, $"  localparam {constant} = {value};\n");
    }

    private static string Parameters(string source) =>
        string.Concat(Constants().Matches(source).Select(m => $"  localparam {m.Groups[1].Value} = {m.Groups[2].Value};\n"));

    private static string Text(TemplateEngine engine, RtlModel model, string template) => engine.Render(template, model.Variables).OrThrow();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comments();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\b[a-z_]\w*")]
    private static partial Regex Names();

    /// <summary>Instance and name of constants of other modules.</summary>
    [GeneratedRegex(@"\b(u_\w+)\.([A-Z]\w*)")]
    private static partial Regex OthersConstants();

    [GeneratedRegex(@"\b(?:reg|wire|integer)\s+(?:signed\s+)?(?:\[[^\]]*\]\s*)?(\w+)")]
    private static partial Regex Declarations();

    [GeneratedRegex(@"^  (?:wire|reg) (?:\[\d+:\d+\] )?(\w+);\n", RegexOptions.Multiline)]
    private static partial Regex NetlistWires();

    /// <summary>Parameters and constants of the module without a width, up to the end of their expression.</summary>
    [GeneratedRegex(@"^ {2}(?:parameter|localparam) +(\w+) *= *([^,;\n/]+[^,;\n/ ])", RegexOptions.Multiline)]
    private static partial Regex Constants();
}
