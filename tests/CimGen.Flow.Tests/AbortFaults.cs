using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace CimGen.Flow.Tests;

/// <summary>
/// Faults of the tile's reset, all in one model: with +fault=N the register of fault N keeps its value. Power-up is no reset in Verilator, where
/// registers begin with 0, so that only an abort meets them.
/// </summary>
internal sealed partial class AbortFaults
{
    private const string Selector = "sim_fault";

    /// <summary>Expressions, and what they become.</summary>
    private static readonly (string File, string Right, string Wrong)[] Expressions =
    [
        ("cim_top.v", "rst_ni && !abort", "rst_ni"),
        ("cim_axi_host.v", "running_i && !abort_o", "running_i"),
        ("cim_axi_host.v", "was_running_q && !running && !abort_o", "was_running_q && !running"),
        ("cim_axi_host.v", "ends || (fault && !had_fault_q)", "ends"),
        ("cim_axi_host.v", "write_control && data_q[0] && !abort && !running", "write_control && data_q[0] && !running"),
        ("cim_axi_host.v", "start || abort", "start"),
        ("cim_controller.v", "!rst_ni || (state_q == HALTED)", "state_q == HALTED"),
    ];

    private readonly List<AbortFault> _faults = [];

    public ImmutableArray<AbortFault> All => [.. _faults];

    /// <summary>The text of a Verilog file with its faults.</summary>
    public string Seed(string file, string text)
    {
        var before = _faults.Count;
        var changed = ResetBlock().Replace(text, block => Assignment().Replace(block.Value, m =>
            $"{m.Groups[1].Value}if ({Next(file, m.Groups[2].Value)}) {m.Groups[2].Value}"));
        foreach (var (_, right, wrong) in Expressions.Where(e => e.File == file))
        {
            Assert.Contains(right, changed, StringComparison.Ordinal);
            changed = changed.Replace(right, $"({Next(file, right)} ? ({right}) : ({wrong}))", StringComparison.Ordinal);
        }

        changed = Gated().Replace(changed, m => $"{m.Groups[1].Value} <= (rst_ni || !{Next(file, m.Groups[1].Value)})");
        return _faults.Count == before
            ? text
            : EndOfHeader().Replace(changed, $"{");"}\n  integer {Selector};\n  initial if (!$value$plusargs(\"fault=%d\", {Selector})) {Selector} = 0;\n", 1);
    }

    /// <summary>True without the next fault.</summary>
    private string Next(string file, string what)
    {
        _faults.Add(new AbortFault(_faults.Count + 1, file, what));
        return $"({Selector} != {_faults.Count})";
    }

    [GeneratedRegex(@"^ *if \(!rst_ni\b[^\n]*\) begin\n(?: *\w+(?:\[[^\]]*\])? +<= [^\n]*;\n)+", RegexOptions.Multiline)]
    private static partial Regex ResetBlock();

    [GeneratedRegex(@"^( *)(\w+(?:\[[^\]]*\])? +<= [^\n]*;)$", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(\w+) <= rst_ni")]
    private static partial Regex Gated();

    [GeneratedRegex(@"^\);\n", RegexOptions.Multiline)]
    private static partial Regex EndOfHeader();
}

/// <param name="Number">From 1.</param>
/// <param name="What">The assignment that is left out.</param>
internal sealed record AbortFault(int Number, string File, string What);
