using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace CimGen.Mutation;

/// <summary>Chooses mutants evenly over modules and over the lines of each.</summary>
public static class MutantSelection
{
    private const int EnoughPerModule = 3;

    /// <summary>
    /// A module's share goes with the number of its lines that have cells, so that a wide data path does not outweigh the control of a unit. Lines take
    /// turns within a module. The choice hangs on the seed and on the text of the lines, so that it changes little when the Verilog does.
    /// </summary>
    public static ImmutableArray<Mutant> Choose(IEnumerable<Mutant> candidates, int count, int seed)
    {
        var modules = candidates.GroupBy(c => c.Module).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Order(g, seed)).ToList();
        var lines = modules.Select(m => m.Select(c => c.Source).Distinct().Count()).ToList();
        var total = (double)lines.Sum();
        var least = Math.Min(EnoughPerModule, Math.Max(1, count / modules.Count));
        return [.. modules.SelectMany((m, i) => m.Take(Math.Max(least, (int)Math.Round(count * lines[i] / total))))];
    }

    /// <summary>
    /// Leaves out upper bits of an index that no element of the vector needs: what they would select is X, which a simulator may take for anything.
    /// </summary>
    public static ImmutableArray<Mutant> WithinVectors(IEnumerable<Mutant> candidates)
    {
        const string Vector = "A";
        const string Index = "B";
        var all = candidates.ToImmutableArray();
        var sizes = all.Where(c => c.Indexes && c.PortName == Vector).GroupBy(c => (c.Netlist, c.Cell)).ToDictionary(g => g.Key, g => g.Max(c => c.PortBit) + 1);
        return [.. all.Where(c => !c.Indexes || c.PortName != Index || 1L << c.PortBit < sizes[(c.Netlist, c.Cell)])];
    }

    /// <summary>All candidates of a module, one of each line, then a second of each, and so on.</summary>
    private static List<Mutant> Order(IEnumerable<Mutant> module, int seed) =>
    [
        .. module.GroupBy(c => c.Source)
            .SelectMany(line => line.OrderBy(c => Hash(c, seed)).Select((c, i) => (Candidate: c, Turn: i)))
            .OrderBy(c => c.Turn).ThenBy(c => Hash(c.Candidate, seed)).Select(c => c.Candidate),
    ];

    private static ulong Hash(Mutant mutant, int seed) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {mutant.Key}")));
}
