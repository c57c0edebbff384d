using CimGen.Core.Diagnostics;
using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx.Structure;

/// <summary>
/// Replaces nodes that call a function of the model by the function's nodes. A function hides an operator of the same name, as ONNX
/// wants it.
/// </summary>
internal sealed class FunctionInliner
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 1 << 20;

    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions = [];
    private readonly HashSet<string> _names;
    private readonly List<GraphNode> _nodes = [];
    private readonly SourceLocation _at;
    private readonly DiagnosticBag _bag;
    private bool _stopped;

    private FunctionInliner(ModelProto model, SourceLocation at, DiagnosticBag bag)
    {
        _at = at;
        _bag = bag;
        foreach (var function in model.Functions)
        {
            if (!_functions.TryAdd((Opsets.Normalize(function.Domain), function.Name, function.Overload), function))
            {
                bag.Add(NetworkDiagnostics.Graph(at, $"the function '{function.Name}' is defined twice"));
            }
        }

        _names = model.Graph.Node.SelectMany(n => n.Input.Concat(n.Output)).ToHashSet(StringComparer.Ordinal);
    }

    /// <returns>The nodes of the model's graph, in the model's order.</returns>
    public static IReadOnlyList<GraphNode> Run(ModelProto model, SourceLocation at, DiagnosticBag bag)
    {
        var inliner = new FunctionInliner(model, at, bag);
        var opsets = new Opsets(model.OpsetImport);
        foreach (var node in model.Graph.Node)
        {
            inliner.Add(new GraphNode(node, opsets), 0);
        }

        return inliner._nodes;
    }

    private void Add(GraphNode node, int depth)
    {
        if (_stopped)
        {
            return;
        }

        if (!_functions.TryGetValue((node.Domain, node.Proto.OpType, node.Proto.Overload), out var function))
        {
            _nodes.Add(node);
        }
        else if (depth == MaxDepth || _nodes.Count + function.Node.Count > MaxNodes)
        {
            _stopped = true;
            _bag.Add(NetworkDiagnostics.Graph(_at, $"the function '{function.Name}' calls itself, or functions unfold to more nodes than are read", "export the model without functions"));
        }
        else
        {
            Expand(node, function, depth);
        }
    }

    private void Expand(GraphNode call, FunctionProto function, int depth)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [string.Empty] = string.Empty };
        Bind(function.Input, call.Proto.Input);
        Bind(function.Output, call.Proto.Output);
        var opsets = new Opsets(function.OpsetImport);
        var attributes = function.AttributeProto.Concat(call.Proto.Attribute).GroupBy(a => a.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        foreach (var inner in function.Node)
        {
            var copy = new NodeProto(inner) { Name = $"{call.Name}/{(inner.Name.Length > 0 ? inner.Name : inner.OpType)}" };
            Rename(copy.Input, inner.Input);
            Rename(copy.Output, inner.Output);
            copy.Attribute.Clear();
            copy.Attribute.Add(inner.Attribute.Select(Resolve).OfType<AttributeProto>());
            Add(new GraphNode(copy, opsets), depth + 1);
        }

        // What the call leaves out is missing inside, too; an output that it leaves out keeps a name of its own.
        void Bind(IList<string> formal, IList<string> actual)
        {
            for (var i = 0; i < formal.Count; i++)
            {
                if (i < actual.Count && actual[i].Length > 0)
                {
                    names[formal[i]] = actual[i];
                }
                else if (ReferenceEquals(formal, function.Input))
                {
                    names[formal[i]] = string.Empty;
                }
            }
        }

        void Rename(IList<string> target, IList<string> source)
        {
            for (var i = 0; i < source.Count; i++)
            {
                if (!names.TryGetValue(source[i], out var name))
                {
                    names[source[i]] = name = Unique($"{call.Name}/{source[i]}");
                }

                target[i] = name;
            }
        }

        AttributeProto? Resolve(AttributeProto attribute) =>
            attribute.RefAttrName.Length == 0 ? attribute
            : attributes.TryGetValue(attribute.RefAttrName, out var actual) ? new AttributeProto(actual) { Name = attribute.Name }
            : null;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !_names.Add(unique); i++)
        {
            unique = $"{name}:{i}";
        }

        return unique;
    }
}
