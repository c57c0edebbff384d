using System.Collections.Immutable;
using System.Globalization;
using CimGen.Fabric.Model;
using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Fabric.Build;

/// <summary>Links and multicast groups, core by core.</summary>
internal static class ConnectionViews
{
    public static ImmutableArray<LinkView> Links(int cores, ImmutableArray<LinkEdge> edges)
    {
        var from = edges.ToDictionary(e => e.To, e => e.From);
        var to = edges.ToDictionary(e => e.From, e => e.To);
        return [.. Enumerable.Range(0, cores).Select(c => new LinkView(
            c, from.ContainsKey(c), from.GetValueOrDefault(c), to.ContainsKey(c), to.GetValueOrDefault(c)))];
    }

    public static MulticastView Multicast(Architecture architecture, ImmutableArray<MulticastGroup> groups)
    {
        var views = groups.Select((g, i) => new LoadGroupView(
            i, Text(g), g.Cores[0], Requests(g), g.Cores.Length, FabricTiming.LoadGroupLevels(architecture, g.Cores.Length) - 1));
        var memberships = groups.SelectMany((g, i) => g.Cores.Select(c => (Core: c, Group: i, Leads: c == g.Cores[0]))).ToLookup(m => m.Core);
        return new MulticastView(
            [.. views],
            Math.Max(1, groups.Length),
            groups.IsEmpty,
            [.. Enumerable.Range(0, architecture.Cores).Select(c => new LoadGroupCoreView(
                c,
                Any($"rreq_i[{Number(c)}]", memberships[c].Where(m => m.Leads).Select(m => $"request_q[{Number(m.Group)}]")),
                Any(null, memberships[c].Where(m => !m.Leads).Select(m => $"joins[{Number(m.Group)}]")),
                Any(null, memberships[c].Where(m => !m.Leads).Select(m => $"sim_joins[{Number(m.Group)}]")),
                Any($"bus_rvalid_i[{Number(c)}]", memberships[c].Where(m => !m.Leads).Select(m => $"arrives[{Number(m.Group)}]"))))]);
    }

    private static string Text(MulticastGroup group) =>
        $"{(group.ForInputs ? "inputs" : "parameters")} of the cores {string.Join(' ', group.Cores.Select(Number))}";

    /// <summary>A few to a line, for groups of many cores.</summary>
    private static string Requests(MulticastGroup group) =>
        string.Join(",\n      ", group.Cores.Chunk(6).Select(some => string.Join(", ", some.Select(core => Request(group, core)))));

    private static string Request(MulticastGroup group, int core) => $"{(group.ForInputs ? "input_req_i" : "buffer_req_i")}[{Number(core)}]";

    private static string Any(string? own, IEnumerable<string> others)
    {
        var terms = (own is null ? [] : new[] { own }).Concat(others).ToList();
        return terms.Count == 0 ? "1'b0" : string.Join(" || ", terms);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
