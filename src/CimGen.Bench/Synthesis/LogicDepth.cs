using System.Text.Json;

namespace CimGen.Bench.Synthesis;

/// <summary>The longest combinational path of a flat netlist in Yosys' JSON, in look-up tables; carry chains and wide multiplexers add nothing to it.</summary>
public static class LogicDepth
{
    /// <summary>Cells that a path begins and ends at: what has a clock.</summary>
    private static readonly string[] Clocked = ["SB_DFF", "SB_RAM40", "SB_SPRAM", "TRELLIS_FF", "DP16KD", "PDPW16KD", "FD", "RAMB", "SRL"];

    private static readonly string[] Tables = ["SB_LUT4", "LUT"];

    /// <exception cref="InvalidDataException">The netlist has a combinational loop.</exception>
    public static int Of(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var cells = json.RootElement.GetProperty("modules").EnumerateObject()
            .Single(m => m.Value.GetProperty("attributes").TryGetProperty("top", out _)).Value.GetProperty("cells").EnumerateObject()
            .Select(c => c.Value).Where(c => !StartsWithAny(Type(c), Clocked)).ToArray();
        var drivers = new Dictionary<int, int>();
        for (var i = 0; i < cells.Length; i++)
        {
            foreach (var bit in Bits(cells[i], "output"))
            {
                drivers[bit] = i;
            }
        }

        var weights = cells.Select(c => StartsWithAny(Type(c), Tables) ? 1 : 0).ToArray();
        var inputs = cells.Select(c => Bits(c, "input").Where(drivers.ContainsKey).Select(b => drivers[b]).Distinct().ToArray()).ToArray();
        return Longest(weights, inputs);
    }

    /// <summary>Cells in the order of their inputs (Kahn, "Topological sorting of large networks", 1962).</summary>
    private static int Longest(int[] weights, int[][] inputs)
    {
        var readers = new List<int>[weights.Length];
        var missing = new int[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            missing[i] = inputs[i].Length;
            foreach (var input in inputs[i])
            {
                (readers[input] ??= []).Add(i);
            }
        }

        var depth = new int[weights.Length];
        var ready = new Queue<int>(Enumerable.Range(0, weights.Length).Where(i => missing[i] == 0));
        var done = 0;
        while (ready.TryDequeue(out var cell))
        {
            done++;
            depth[cell] += weights[cell];
            foreach (var reader in readers[cell] ?? [])
            {
                depth[reader] = Math.Max(depth[reader], depth[cell]);
                if (--missing[reader] == 0)
                {
                    ready.Enqueue(reader);
                }
            }
        }

        return done == weights.Length ? depth.DefaultIfEmpty(0).Max() : throw new InvalidDataException("the netlist has a combinational loop");
    }

    private static string Type(JsonElement cell) => cell.GetProperty("type").GetString()!;

    private static IEnumerable<int> Bits(JsonElement cell, string direction)
    {
        var connections = cell.GetProperty("connections");
        return cell.GetProperty("port_directions").EnumerateObject().Where(p => p.Value.ValueEquals(direction))
            .SelectMany(p => connections.GetProperty(p.Name).EnumerateArray()).Where(b => b.ValueKind == JsonValueKind.Number).Select(b => b.GetInt32());
    }

    private static bool StartsWithAny(string type, string[] starts) => starts.Any(s => type.StartsWith(s, StringComparison.Ordinal));
}
