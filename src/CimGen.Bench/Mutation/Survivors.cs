using System.Collections.Immutable;

namespace CimGen.Bench.Mutation;

/// <summary>
/// Why mutants survive. A line names the mutants, by module, mode (or * for any) and text of the Verilog line; indented lines below say why.
/// </summary>
public sealed class Survivors
{
    private readonly ImmutableDictionary<string, string> _reasons;

    private Survivors(ImmutableDictionary<string, string> reasons) => _reasons = reasons;

    /// <exception cref="InvalidDataException">A line names mutants and gives no reason, or names them again.</exception>
    public static Survivors Parse(IEnumerable<string> lines)
    {
        var reasons = new Dictionary<string, string>();
        var keys = new List<string>();
        var closed = true;
        foreach (var line in lines.Where(l => l.Trim().Length > 0 && !l.StartsWith('#')))
        {
            var indented = line.StartsWith(' ');
            if (!indented)
            {
                if (closed)
                {
                    keys.Clear();
                }

                keys.Add(line.Trim());
                closed = false;
                if (!reasons.TryAdd(line.Trim(), string.Empty))
                {
                    throw new InvalidDataException($"'{line.Trim()}' is named twice");
                }

                continue;
            }

            closed = true;
            keys.ForEach(k => reasons[k] = $"{reasons[k]} {line.Trim()}".Trim());
        }

        return reasons.FirstOrDefault(r => r.Value.Length == 0) is { Key: { } bare }
            ? throw new InvalidDataException($"'{bare}' has no reason")
            : new Survivors(reasons.ToImmutableDictionary());
    }

    /// <summary>The reason; null for a mutant that the list does not name.</summary>
    public string? Reason(Mutant mutant) =>
        _reasons.GetValueOrDefault(mutant.Key) ?? _reasons.GetValueOrDefault($"{mutant.Module} * {mutant.Source}");
}
