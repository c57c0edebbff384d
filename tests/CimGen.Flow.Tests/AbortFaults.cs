using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace CimGen.Flow.Tests;

/// <summary>
/// Faults of an abort, all in one model: with +fault=N reset or expression N is left out. Registers begin with 0 in Verilator, so that only an
/// abort needs their reset.
/// </summary>
internal sealed partial class AbortFaults
{
    private const string Selector = "sim_fault";

    /// <summary>What an abort does not reset.</summary>
    private static readonly string[] Host = ["cim_skid.v", "cim_axi_host.v"];

    /// <summary>Expressions, and what they become.</summary>
    private static readonly (string File, string Right, string Wrong)[] Expressions =
    [
        ("cim_top.v", "rst_ni && !abort", "rst_ni"),
        ("cim_axi_host.v", "running_i && !abort_o", "running_i"),
        ("cim_axi_host.v", "was_running_q && !running && !abort_o", "was_running_q && !running"),
        ("cim_axi_host.v", "ends || (fault && !had_fault_q)", "ends"),
        ("cim_axi_host.v", "write_control && data_q[0] && !abort && !running", "write_control && data_q[0] && !running"),
        ("cim_axi_host.v", "start || abort", "start"),
    ];

    private readonly List<AbortFault> _faults = [];

    public ImmutableArray<AbortFault> All => [.. _faults];

    /// <summary>Names of the faults in expressions.</summary>
    public static IEnumerable<string> ExpressionNames => Expressions.Select(e => $"{e.File} {e.Right}");

    /// <summary>The text of a Verilog file with its faults.</summary>
    public string Seed(string file, string text)
    {
        var before = _faults.Count;
        var changed = Host.Contains(file) ? text : Reset().Replace(text, m => $"if (({m.Groups["reset"].Value} && {Next(file, m.Groups["register"].Value)}){m.Groups["rest"].Value}");
        changed = Gated().Replace(changed, m => $"{m.Groups[1].Value} <= (rst_ni || !{Next(file, m.Groups[1].Value)})");
        foreach (var (_, right, wrong) in Expressions.Where(e => e.File == file))
        {
            Assert.Contains(right, changed, StringComparison.Ordinal);
            changed = changed.Replace(right, $"({Next(file, right)} ? ({right}) : ({wrong}))", StringComparison.Ordinal);
        }

        return _faults.Count == before
            ? text
            : EndOfHeader().Replace(changed, $");\n  integer {Selector};\n  initial if (!$value$plusargs(\"fault=%d\", {Selector})) {Selector} = 0;\n", 1);
    }

    /// <summary>True without the next fault.</summary>
    private string Next(string file, string what)
    {
        _faults.Add(new AbortFault(_faults.Count + 1, file, what));
        return $"({Selector} != {_faults.Count})";
    }

    // Up to the first register that is reset.
    [GeneratedRegex(@"if \((?<reset>!rst_ni)(?<rest>[^\n]*\) (?:begin\n *)?(?<register>\w+) *<=)")]
    private static partial Regex Reset();

    [GeneratedRegex(@"(\w+) <= rst_ni(?= &&)")]
    private static partial Regex Gated();

    [GeneratedRegex(@"^\);\n", RegexOptions.Multiline)]
    private static partial Regex EndOfHeader();
}

/// <param name="Number">From 1.</param>
/// <param name="What">The register that is not reset, the first one of several, or the expression.</param>
internal sealed record AbortFault(int Number, string File, string What)
{
    public string Name => $"{File} {What}";
}
