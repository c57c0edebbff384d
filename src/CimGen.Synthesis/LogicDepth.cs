using System.Text.Json;
using CimGen.Core.Diagnostics;

namespace CimGen.Synthesis;

/// <summary>The longest combinational path of a flat netlist in Yosys' JSON, in look-up tables; carry chains and wide multiplexers add nothing to it.</summary>
/// <param name="Levels">Look-up tables.</param>
public sealed record LogicDepth(int Levels)
{
    private const string Table = "LUT";

    /// <summary>Cells that a path begins and ends at: what has a clock.</summary>
    private static readonly string[] Clocked = ["SB_DFF", "SB_RAM40", "SB_SPRAM", "TRELLIS_FF", "DP16KD", "PDPW16KD", "FD", "RAMB", "SRL"];

    /// <returns>CIM1001 when the netlist has a combinational loop.</returns>
    public static Result<LogicDepth> Of(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var nodes = json.RootElement.GetProperty("modules").EnumerateObject()
            .Single(m => m.Value.GetProperty("attributes").TryGetProperty("top", out _)).Value.GetProperty("cells").EnumerateObject()
            .SelectMany(c => Nodes(c.Value)).ToArray();
        var drivers = new Dictionary<int, int>();
        for (var i = 0; i < nodes.Length; i++)
        {
            drivers[nodes[i].Output] = i;
        }

        var levels = Longest(
            [.. nodes.Select(n => n.Weight)],
            [.. nodes.Select(n => n.Inputs.Where(drivers.ContainsKey).Select(b => drivers[b]).Distinct().ToArray())]);
        return levels is { } l ? Result.Success(new LogicDepth(l)) : SynthesisDiagnostics.Loop(path);
    }

    /// <summary>One node for each output bit of a combinational cell.</summary>
    private static IEnumerable<(int Output, int Weight, int[] Inputs)> Nodes(JsonElement cell)
    {
        var type = cell.GetProperty("type").GetString()!;
        if (Clocked.Any(s => type.StartsWith(s, StringComparison.Ordinal)))
        {
            return [];
        }

        var inputs = Pins(cell, "input").ToArray();
        var weight = type.Contains(Table, StringComparison.Ordinal) ? 1 : 0;
        return Pins(cell, "output").Select(o => (o.Bit, weight, inputs.Where(i => Reaches(type, i, o)).Select(i => i.Bit).ToArray()));
    }

    /// <summary>A carry cell has several stages: a pin reaches the outputs of its own stage and of those above.</summary>
    private static bool Reaches(string type, Pin input, Pin output) => type switch
    {
        "CARRY4" => input.Port is "CI" or "CYINIT" || input.Index <= output.Index,
        "CCU2C" => output.Port != "S0" || !input.Port.EndsWith('1'),
        _ => true,
    };

    private static IEnumerable<Pin> Pins(JsonElement cell, string direction)
    {
        var connections = cell.GetProperty("connections");
        return cell.GetProperty("port_directions").EnumerateObject().Where(p => p.Value.ValueEquals(direction))
            .SelectMany(p => connections.GetProperty(p.Name).EnumerateArray().Select((b, i) => (p.Name, Value: b, Index: i)))
            .Where(b => b.Value.ValueKind == JsonValueKind.Number).Select(b => new Pin(b.Name, b.Index, b.Value.GetInt32()));
    }

    /// <summary>Nodes in the order of their inputs (Kahn, "Topological sorting of large networks", 1962); null when they have none.</summary>
    private static int? Longest(int[] weights, int[][] inputs)
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
        while (ready.TryDequeue(out var node))
        {
            done++;
            depth[node] += weights[node];
            foreach (var reader in readers[node] ?? [])
            {
                depth[reader] = Math.Max(depth[reader], depth[node]);
                if (--missing[reader] == 0)
                {
                    ready.Enqueue(reader);
                }
            }
        }

        return done == weights.Length ? depth.DefaultIfEmpty(0).Max() : null;
    }

    /// <param name="Bit">Number of its net.</param>
    private readonly record struct Pin(string Port, int Index, int Bit);
}
