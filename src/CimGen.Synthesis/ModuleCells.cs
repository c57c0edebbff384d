using System.Globalization;

namespace CimGen.Synthesis;

/// <summary>How many cells of each type the modules of a synthesized hierarchy have: what Yosys' <c>stat</c> prints.</summary>
public sealed class ModuleCells
{
    private readonly Dictionary<string, Dictionary<string, long>> _modules;
    private readonly string _top;

    private ModuleCells(Dictionary<string, Dictionary<string, long>> modules, string top) => (_modules, _top) = (modules, top);

    /// <summary>Reads a report: lines "type number" below a module's name, which stands between marks.</summary>
    /// <param name="top">The module whose instances are counted.</param>
    public static ModuleCells Read(string path, string top)
    {
        var modules = new Dictionary<string, Dictionary<string, long>>();
        var current = new Dictionary<string, long>();
        foreach (var words in File.ReadLines(path).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
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

        return new ModuleCells(modules, top);
    }

    /// <summary>Cells of the types that count, in all instances of a module with what is below them.</summary>
    public long Count(string module, Predicate<string> counts) => Count(_top, module, Named(_top, module), counts);

    /// <summary>The same, without what is in modules below.</summary>
    public long Own(string module, Predicate<string> counts) => _modules
        .Where(m => Named(m.Key, module))
        .Sum(m => Instances(_top, m.Key) * m.Value.Where(c => !_modules.ContainsKey(c.Key) && counts(c.Key)).Sum(c => c.Value));

    private long Instances(string from, string type) =>
        from == type ? 1 : _modules[from].Where(c => _modules.ContainsKey(c.Key)).Sum(c => c.Value * Instances(c.Key, type));

    private long Count(string from, string module, bool within, Predicate<string> counts)
    {
        var total = 0L;
        foreach (var (type, number) in _modules[from])
        {
            if (_modules.ContainsKey(type))
            {
                total += number * Count(type, module, within || Named(type, module), counts);
            }
            else if (within && counts(type))
            {
                total += number;
            }
        }

        return total;
    }

    /// <summary>Modules with parameters have names like $paramod$...\cim_arbiter or $paramod\cim_arbiter\MASTERS=...</summary>
    private static bool Named(string type, string module) => type == module || type.Split('\\').Contains(module);
}
