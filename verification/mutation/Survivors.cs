using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace CimGen.Mutation;

/// <summary>
/// Why mutants survive. A line names mutants: module, mode, port and text of the Verilog line, where * stands for any characters. Indented lines below
/// say why.
/// </summary>
public sealed class Survivors
{
    private readonly ImmutableArray<(Regex Names, string Reason)> _reasons;

    private Survivors(ImmutableArray<(Regex, string)> reasons) => _reasons = reasons;

    /// <exception cref="InvalidDataException">A line names mutants and gives no reason, or gives one for none.</exception>
    public static Survivors Parse(IEnumerable<string> lines)
    {
        var reasons = ImmutableArray.CreateBuilder<(Regex, string)>();
        var names = new List<string>();
        var reason = string.Empty;
        foreach (var line in lines.Where(l => l.Trim().Length > 0 && !l.StartsWith('#')))
        {
            if (line.StartsWith(' '))
            {
                reason = $"{reason} {line.Trim()}".Trim();
                continue;
            }

            if (reason.Length > 0)
            {
                Close();
            }

            names.Add(line.Trim());
        }

        if (names.Count > 0 || reason.Length > 0)
        {
            Close();
        }

        return new Survivors(reasons.ToImmutable());

        void Close()
        {
            if (names.Count == 0 || reason.Length == 0)
            {
                throw new InvalidDataException($"'{names.FirstOrDefault() ?? reason}' is a name without a reason or a reason without a name");
            }

            reasons.AddRange(names.Select(n => (new Regex($"^{Regex.Escape(n).Replace("\\*", ".*", StringComparison.Ordinal)}$"), reason)));
            names.Clear();
            reason = string.Empty;
        }
    }

    /// <summary>The reason; null for a mutant that the list does not name.</summary>
    public string? Reason(Mutant mutant) => _reasons.FirstOrDefault(r => r.Names.IsMatch(mutant.Key)).Reason;
}
