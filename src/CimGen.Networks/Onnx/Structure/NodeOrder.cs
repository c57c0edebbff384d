using CimGen.Core.Diagnostics;

namespace CimGen.Networks.Onnx.Structure;

/// <summary>Checks how the values of a graph hang together, and orders its nodes.</summary>
internal static class NodeOrder
{
    /// <param name="given">Initializers and inputs.</param>
    /// <param name="outputs">Of the graph.</param>
    /// <returns>The nodes that an output depends on, each behind those that write its inputs (Kahn, CACM 1962).</returns>
    public static List<GraphNode> Run(IReadOnlyList<GraphNode> nodes, IReadOnlyCollection<string> given, IEnumerable<string> outputs, SourceLocation at, DiagnosticBag bag)
    {
        var writers = Writers(nodes, given, at, bag);
        var live = Live(nodes, writers, outputs);
        var ready = new HashSet<string>(given, StringComparer.Ordinal) { string.Empty };
        foreach (var name in live.SelectMany(i => nodes[i].Proto.Input).Where(n => !ready.Contains(n) && !writers.ContainsKey(n)).Distinct())
        {
            bag.Add(NetworkDiagnostics.Graph(at, $"nobody writes the value '{name}'"));
        }

        var waiting = live.ToDictionary(i => i, i => nodes[i].Proto.Input.Distinct().Count(n => !ready.Contains(n)));
        var readers = live.SelectMany(i => nodes[i].Proto.Input.Distinct().Select(name => (name, i))).ToLookup(p => p.name, p => p.i);
        // The model's order, which ONNX wants to be a good one already, as far as it is.
        var queue = new PriorityQueue<int, int>(live.Where(i => waiting[i] == 0).Select(i => (i, i)));
        var order = new List<GraphNode>();
        while (queue.TryDequeue(out var index, out _))
        {
            order.Add(nodes[index]);
            foreach (var reader in nodes[index].Proto.Output.Where(ready.Add).SelectMany(o => readers[o]))
            {
                if (--waiting[reader] == 0)
                {
                    queue.Enqueue(reader, reader);
                }
            }
        }

        if (order.Count < live.Count && !bag.HasErrors)
        {
            bag.Add(NetworkDiagnostics.Graph(at, $"the graph has a cycle through node '{nodes[live.First(i => waiting[i] > 0)].Name}'"));
        }

        return order;
    }

    /// <summary>The node that writes each value.</summary>
    private static Dictionary<string, int> Writers(IReadOnlyList<GraphNode> nodes, IReadOnlyCollection<string> given, SourceLocation at, DiagnosticBag bag)
    {
        var writers = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in given.Where(n => !taken.Add(n)))
        {
            bag.Add(NetworkDiagnostics.Graph(at, $"the value '{name}' is given twice"));
        }

        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Proto.Output.All(o => o.Length == 0))
            {
                bag.Add(NetworkDiagnostics.Graph(at, $"node '{nodes[i].Name}' has no output"));
            }

            foreach (var name in nodes[i].Proto.Output.Where(o => o.Length > 0))
            {
                if (!taken.Add(name))
                {
                    bag.Add(NetworkDiagnostics.Graph(at, $"the value '{name}' is written twice"));
                }

                writers[name] = i;
            }
        }

        return writers;
    }

    /// <summary>Nodes that the outputs depend on, in the model's order. What else there is does not matter.</summary>
    private static SortedSet<int> Live(IReadOnlyList<GraphNode> nodes, Dictionary<string, int> writers, IEnumerable<string> outputs)
    {
        var live = new SortedSet<int>();
        var names = new Stack<string>(outputs);
        while (names.TryPop(out var name))
        {
            if (writers.TryGetValue(name, out var writer) && live.Add(writer))
            {
                foreach (var input in nodes[writer].Proto.Input)
                {
                    names.Push(input);
                }
            }
        }

        return live;
    }
}
