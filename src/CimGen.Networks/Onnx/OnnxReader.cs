using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using Google.Protobuf;

namespace CimGen.Networks.Onnx;

/// <summary>
/// Reads an ONNX model into the float graph. Flatten vanishes: a fully connected layer on a flattened C x H x W map becomes a
/// convolution whose kernel covers the whole map, and a flattened network output is reported in HWC order.
/// </summary>
public static class OnnxReader
{
    /// <summary>Largest model that is read, external data aside.</summary>
    public const long MaxBytes = 1L << 30;

    public static Result<Network> Read(string path)
    {
        var at = new SourceLocation(path);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return NetworkDiagnostics.NotReadable(at, "the network file does not exist");
            }

            if (file.Length == 0 || file.Length > MaxBytes)
            {
                return NetworkDiagnostics.NotOnnx(at, file.Length == 0 ? "the file is empty" : $"the file has {file.Length} bytes, more than are read");
            }

            using var stream = file.OpenRead();
            return Read(path, ModelProto.Parser.ParseFrom(stream));
        }
        catch (InvalidProtocolBufferException)
        {
            return NetworkDiagnostics.NotOnnx(at, "the file is cut off or no ONNX model");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return NetworkDiagnostics.NotReadable(at, exception.Message.Split('\n')[0].TrimEnd('.'));
        }
    }

    private static Result<Network> Read(string path, ModelProto model)
    {
        var bag = new DiagnosticBag();
        var at = new SourceLocation(path);
        if (model.Graph is not { } graph || graph.Node.Count == 0)
        {
            return NetworkDiagnostics.NotOnnx(at, "the model holds no graph");
        }

        var constants = new Dictionary<string, ConstantTensor>(StringComparer.Ordinal);
        var loader = new TensorLoader(path, bag);
        foreach (var initializer in graph.Initializer)
        {
            if (loader.Load(initializer) is { } constant)
            {
                constants[initializer.Name] = constant;
            }
        }

        var initializers = graph.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = graph.Input.Where(i => !initializers.Contains(i.Name)).ToList();
        if (inputs.Count != 1 || graph.Output.Count != 1)
        {
            bag.Add(NetworkDiagnostics.Graph(at, $"the graph has {inputs.Count} inputs and {graph.Output.Count} outputs; one of each is supported"));
        }

        var order = Sort(graph, initializers, inputs.Select(i => i.Name), at, bag);
        if (bag.HasErrors || ReadShape(inputs[0], at, bag) is not { } shape)
        {
            return Result.From<Network>(null, bag);
        }

        var builder = new GraphBuilder();
        builder.AddInput(inputs[0].Name, shape);
        var operators = new OperatorReader(builder, constants, loader, at, bag);
        foreach (var node in order)
        {
            operators.Read(new NodeView(node));
        }

        if (!bag.HasErrors && !builder.Knows(graph.Output[0].Name))
        {
            bag.Add(NetworkDiagnostics.Graph(at, $"the output '{graph.Output[0].Name}' does not come from the input"));
        }

        return bag.HasErrors
            ? Result.From<Network>(null, bag)
            : Result.From(builder.Build(Path.GetFileNameWithoutExtension(path), inputs[0].Name, graph.Output[0].Name), bag);
    }

    /// <summary>The nodes so that each comes after those that write its inputs (Kahn).</summary>
    private static List<NodeProto> Sort(GraphProto graph, HashSet<string> initializers, IEnumerable<string> inputs, SourceLocation at, DiagnosticBag bag)
    {
        var written = graph.Node.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(n => n.Output.Count == 0 || n.Output[0].Length == 0))
        {
            bag.Add(NetworkDiagnostics.Graph(at, $"node '{new NodeView(node).Name}' has no output"));
        }

        foreach (var name in graph.Node.SelectMany(n => n.Output).Concat(initializers).Concat(inputs).Where(n => n.Length > 0).GroupBy(n => n).Where(g => g.Count() > 1))
        {
            bag.Add(NetworkDiagnostics.Graph(at, $"the value '{name.Key}' is written {name.Count()} times"));
        }

        var ready = new HashSet<string>(initializers.Concat(inputs), StringComparer.Ordinal) { string.Empty };
        foreach (var name in graph.Node.SelectMany(n => n.Input).Where(n => !ready.Contains(n) && !written.Contains(n)).Distinct())
        {
            bag.Add(NetworkDiagnostics.Graph(at, $"nobody writes the value '{name}'"));
        }

        var waiting = graph.Node.Select(n => n.Input.Distinct().Count(i => !ready.Contains(i))).ToArray();
        var readers = graph.Node.SelectMany((n, i) => n.Input.Distinct().Select(name => (name, i))).ToLookup(p => p.name, p => p.i);
        var queue = new Queue<int>(Enumerable.Range(0, graph.Node.Count).Where(i => waiting[i] == 0));
        var order = new List<NodeProto>();
        while (queue.TryDequeue(out var index))
        {
            order.Add(graph.Node[index]);
            foreach (var reader in graph.Node[index].Output.Where(ready.Add).SelectMany(o => readers[o]))
            {
                if (--waiting[reader] == 0)
                {
                    queue.Enqueue(reader);
                }
            }
        }

        if (order.Count < graph.Node.Count && !bag.HasErrors)
        {
            var stuck = new NodeView(graph.Node[Array.FindIndex(waiting, w => w > 0)]);
            bag.Add(NetworkDiagnostics.Graph(at, $"the graph has a cycle through node '{stuck.Name}'"));
        }

        return order;
    }

    private static FeatureShape? ReadShape(ValueInfoProto input, SourceLocation at, DiagnosticBag bag)
    {
        var dims = input.Type?.TensorType?.Shape?.Dim.Select(d => d.HasDimValue ? d.DimValue : -1).ToArray() ?? [];
        var rest = dims.Length > 0 ? dims[1..] : [];
        if (dims.Length is not (2 or 4) || dims[0] is not (1 or -1) || rest.Any(d => d is < 1 or > 65536) || rest.Aggregate(1L, (a, d) => a * d) > 1 << 28)
        {
            bag.Add(NetworkDiagnostics.Shape(at, input.Name, $"the input's shape is [{string.Join(", ", dims)}], but [1, C, H, W] or [1, F] is supported"));
            return null;
        }

        return dims.Length == 2 ? new FeatureShape((int)dims[1], 1, 1) : new FeatureShape((int)dims[1], (int)dims[2], (int)dims[3]);
    }
}
