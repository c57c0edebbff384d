using System.Globalization;
using System.Text.RegularExpressions;

namespace CimGen.Mutation;

/// <summary>One fault that Yosys can put into a netlist: a bit of a cell's port that is inverted, constant, or inverted by another bit.</summary>
/// <param name="Command">Of Yosys, without the control value.</param>
/// <param name="Netlist">Name of the module in the netlist.</param>
/// <param name="Module">As in the Verilog, whatever its parameters.</param>
/// <param name="Mode">inv, const0, const1, cnot0 or cnot1.</param>
/// <param name="Place">File and line of the Verilog.</param>
/// <param name="Source">Text of that line; <see cref="Unplaced"/> where Yosys made the cell from several.</param>
/// <param name="Cell">Name of the cell in the netlist.</param>
/// <param name="PortName">Of the cell.</param>
public sealed partial record Mutant(string Command, string Netlist, string Module, string Mode, string Place, string Source, string Cell, string PortName, int PortBit)
{
    /// <summary>Conditions that Yosys joins to enables and choices.</summary>
    public const string Unplaced = "(joined)";

    /// <summary>The cell selects part of a vector.</summary>
    public bool Indexes => Cell.StartsWith("$shiftx$", StringComparison.Ordinal);

    /// <summary>Port and bit of the cell.</summary>
    public string Port => string.Create(CultureInfo.InvariantCulture, $"{PortName}[{PortBit}]");

    /// <summary>What names the mutant in the list of survivors; stays when lines around it change.</summary>
    public string Key => $"{Module} {Mode} {Port} {Source}";

    /// <summary>The command that puts the mutant into a netlist, where it acts while an input has a value.</summary>
    public string WithControl(string input, int width, int value) => string.Create(CultureInfo.InvariantCulture, $"mutate -ctrl {input} {width} {value} {Command["mutate ".Length..]}");

    /// <param name="line">Of the list that Yosys writes.</param>
    /// <param name="sources">Lines of the Verilog files by their name.</param>
    /// <returns>Null where nothing of the design would change: clocks, which all work on one edge, ports of memories that Yosys ties, and what is there for the trace.</returns>
    public static Mutant? Parse(string line, IReadOnlyDictionary<string, string[]> sources)
    {
        if (!line.StartsWith("mutate -mode ", StringComparison.Ordinal) || NotOfTheDesign().IsMatch(line) || Option(line, "module") is not { } module)
        {
            return null;
        }

        var (place, text) = SourceOf(line, sources);
        if (text.Contains("sim_", StringComparison.Ordinal))
        {
            return null;
        }

        return new Mutant(line, module, BaseName(module), Option(line, "mode")!, place, text, Option(line, "cell")!, Option(line, "port")!, int.Parse(Option(line, "portbit")!, CultureInfo.InvariantCulture));
    }

    /// <summary>Modules with parameters have names like $paramod$...\cim_arbiter or $paramod\cim_arbiter\MASTERS=...</summary>
    private static string BaseName(string module) => module.StartsWith('$') ? module.Split('\\')[1] : module;

    /// <summary>The cell's own place if it has a line, otherwise that of the wire.</summary>
    private static (string Place, string Text) SourceOf(string line, IReadOnlyDictionary<string, string[]> sources)
    {
        foreach (var match in SourcePlace().Matches(line).Reverse())
        {
            var (file, number) = (match.Groups[1].Value, int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            if (number > 0 && sources.TryGetValue(file, out var lines))
            {
                return ($"{file}:{number}", WithoutComment(lines[number - 1]));
            }
        }

        return (string.Empty, Unplaced);
    }

    private static string WithoutComment(string line) => Blanks().Replace(line.Split("//")[0].Trim(), " ");

    private static string? Option(string line, string name)
    {
        var match = Regex.Match(line, $@" -{name} (\S+)");
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"-port (CLK|RD_CLK|WR_CLK|RD_EN|RD_ARST|RD_SRST|clk_i|sim_\w+) |-wire (clk_i|sim_\w+) ")]
    private static partial Regex NotOfTheDesign();

    [GeneratedRegex(@"-src (\S+?):(\d+)\.")]
    private static partial Regex SourcePlace();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
