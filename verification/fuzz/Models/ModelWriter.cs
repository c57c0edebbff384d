using System.Collections.Immutable;
using CimGen.Networks.Onnx.Format;

namespace CimGen.Fuzz.Models;

/// <summary>A value of the graph: batch 1, so [1, C, H, W] or [1, F].</summary>
/// <param name="Map">C, H, W of the map that a flat value lists; the value's own for a map.</param>
internal sealed record Value(string Name, ImmutableArray<long> Shape, (long C, long H, long W) Map)
{
    public bool IsMap => Shape.Length == 4;

    public long Count => Tensors.Count(Shape);

    public static Value OfMap(string name, long channels, long height, long width) => new(name, [1, channels, height, width], (channels, height, width));

    public static Value OfFeatures(string name, long features) => new(name, [1, features], (features, 1, 1));
}

/// <summary>A model in the making.</summary>
internal sealed class ModelWriter
{
    private readonly Dictionary<string, int> _names = [];
    private readonly HashSet<string> _taken = [];
    private readonly List<byte> _external = [];
    private readonly List<string> _refusals = [];
    private readonly SortedSet<string> _forms = new(StringComparer.Ordinal);
    private readonly bool _strict;

    /// <param name="strict">Only forms that CimGen has to read.</param>
    public ModelWriter(Random random, int opset, long irVersion, bool strict)
    {
        (Random, Opset, _strict) = (random, opset, strict);
        Model = new ModelProto { IrVersion = irVersion, ProducerName = "cimgen-fuzz", Graph = new GraphProto { Name = "graph" } };
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Chance(0.1) ? "ai.onnx" : "", Version = opset });
    }

    public Random Random { get; }

    public int Opset { get; }

    public ModelProto Model { get; }

    public GraphProto Graph => Model.Graph;

    /// <summary>What <see cref="ExternalFile"/> holds.</summary>
    public byte[] External => [.. _external];

    public const string ExternalFile = "weights.bin";

    /// <summary>Patterns of what may be said against the model; none when it has to be read.</summary>
    public ImmutableArray<string> Refusals => [.. _refusals];

    /// <summary>Forms that occur.</summary>
    public ImmutableArray<string> Forms => [.. _forms];

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public T Choose<T>(params ReadOnlySpan<T> choices) => choices[Random.Next(choices.Length)];

    /// <summary>Notes a form, for the statistics.</summary>
    public void Form(string form) => _forms.Add(form);

    /// <summary>Whether to use a form that CimGen may refuse, with a message that matches the pattern.</summary>
    public bool May(string form, string pattern, double probability = 0.3)
    {
        if (_strict || !Chance(probability))
        {
            return false;
        }

        Refusable(form, pattern);
        return true;
    }

    /// <summary>Notes a form that CimGen may refuse.</summary>
    public void Refusable(string form, string pattern)
    {
        _refusals.Add(pattern);
        Form($"({form})");
    }

    /// <summary>True in models that need not be read.</summary>
    public bool IsStrict => _strict;

    public string Name(string hint)
    {
        var count = _names[hint] = _names.GetValueOrDefault(hint) + 1;
        var last = Graph.Node.Count > 0 ? Graph.Node[^1].Output[0] : "";
        var name = last.Length > 0 && Chance(0.03) ? $"{last}:{Random.Next(3)}" : Chance(0.1) ? $"/{hint}.{count}/{hint}:0" : $"{hint}{count}";
        return _taken.Add(name) ? name : $"{hint}.{count}";
    }

    public float[] Values(long count, double from = -1, double to = 1) =>
        [.. Enumerable.Range(0, (int)count).Select(_ => (float)(from + (Random.NextDouble() * (to - from))))];

    /// <param name="inputs">Empty texts for those that are left out.</param>
    /// <returns>The first output.</returns>
    public string Node(string type, IEnumerable<string> inputs, params IEnumerable<AttributeProto?> attributes) => Add(type, inputs, 1, attributes).Output[0];

    public NodeProto Add(string type, IEnumerable<string> inputs, int outputs, IEnumerable<AttributeProto?> attributes)
    {
        var node = new NodeProto { OpType = type };
        if (Chance(0.8))
        {
            node.Name = Name(type.ToLowerInvariant());
        }

        if (Chance(0.05))
        {
            node.Domain = Choose("", "ai.onnx");
        }

        node.Input.Add(inputs);
        while (Chance(0.1) && node.Input.Count < 3 && node.Input.Count > 0 && type is "Clip" or "Conv" or "Gemm" && (type == "Conv" || Opset >= 11))
        {
            Form("optional input left out by an empty name");
            node.Input.Add("");
        }

        for (var i = 0; i < outputs; i++)
        {
            node.Output.Add(Name(type[..1].ToLowerInvariant()));
        }

        node.Attribute.Add(attributes.Where(a => a is not null));
        Graph.Node.Add(node);
        return node;
    }

    /// <summary>Moves a tensor's data out of the model.</summary>
    public void MoveOut(TensorProto tensor, byte[] data)
    {
        _external.AddRange(new byte[Random.Next(3) * 4]);
        tensor.ClearRawData();
        tensor.FloatData.Clear();
        tensor.DataLocation = Tensors.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = ExternalFile });
        if (_external.Count > 0 || Chance(0.5))
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{_external.Count}" });
        }

        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{data.Length}" });
        _external.AddRange(data);
    }
}
