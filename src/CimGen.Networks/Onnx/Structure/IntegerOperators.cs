using System.Collections.Frozen;
using CimGen.Networks.Onnx.Format;

namespace CimGen.Networks.Onnx.Structure;

/// <summary>
/// Operators on integers, of ONNX and of ONNX Runtime (com.microsoft), become the operator on real numbers between DequantizeLinear and
/// QuantizeLinear, which is what they are defined to compute.
/// </summary>
internal sealed class IntegerOperators
{
    private const string OnnxRuntime = "com.microsoft";
    private const long PerAxisOpset = 13;

    private static readonly FrozenDictionary<string, Action<IntegerOperators>> Expansions = new Dictionary<string, Action<IntegerOperators>>
    {
        ["QLinearConv"] = e =>
        {
            e.Real("Conv", [e.Dequantized(0, 1, 2), e.Dequantized(3, 4, 5, axis: 0), .. e.Bias(8, 1, 4)]);
            e.Quantized(6, 7);
        },
        ["QLinearMatMul"] = e =>
        {
            e.Real("MatMul", [e.Dequantized(0, 1, 2), e.Dequantized(3, 4, 5, axis: -1)]);
            e.Quantized(6, 7);
        },
        ["QGemm"] = e =>
        {
            e.Real("Gemm", [e.Dequantized(0, 1, 2), e.Dequantized(3, 4, 5, axis: e.Attribute("transB") == 0 ? 1 : 0), .. e.Bias(6, 1, 4)]);
            if (e.Has(7))
            {
                e.Quantized(7, 8);
            }
        },
        ["QLinearAdd"] = e => e.Binary("Add"),
        ["QLinearMul"] = e => e.Binary("Mul"),
        ["QLinearSigmoid"] = e => e.Unary("Sigmoid"),
        ["QLinearLeakyRelu"] = e => e.Unary("LeakyRelu"),
        ["QLinearAveragePool"] = e => e.Unary("AveragePool"),
        ["QLinearGlobalAveragePool"] = e => e.Unary("GlobalAveragePool"),
        ["QLinearConcat"] = e =>
        {
            e.Real("Concat", [.. Enumerable.Range(0, (e._node.Proto.Input.Count - 2) / 3).Select(i => e.Dequantized(2 + (3 * i), 3 + (3 * i), 4 + (3 * i)))]);
            e.Quantized(0, 1);
        },
    }.ToFrozenDictionary();

    private readonly GraphNode _node;
    private readonly Opsets _opsets;
    private readonly List<GraphNode> _nodes = [];
    private string _output;

    private IntegerOperators(GraphNode node)
    {
        _node = node;
        _output = node.Proto.Output[0];
        _opsets = node.Opsets.Onnx is { } version and < PerAxisOpset ? new Opsets([new OperatorSetIdProto { Version = Math.Max(version, PerAxisOpset) }]) : node.Opsets;
    }

    /// <summary>All that are taken apart, for people.</summary>
    public static IEnumerable<string> Names => Expansions.Keys.Order(StringComparer.Ordinal);

    /// <summary>The nodes, in order, with those of integers taken apart.</summary>
    public static IReadOnlyList<GraphNode> Run(IReadOnlyList<GraphNode> nodes) => nodes.Any(IsOne) ? [.. nodes.SelectMany(n => IsOne(n) ? Expand(n) : [n])] : nodes;

    private static bool IsOne(GraphNode node) => node.Domain is "" or OnnxRuntime && node.Proto.Output.Count > 0 && Expansions.ContainsKey(node.Proto.OpType);

    private static List<GraphNode> Expand(GraphNode node)
    {
        var expansion = new IntegerOperators(node);
        Expansions[node.Proto.OpType](expansion);
        return expansion._nodes;
    }

    private bool Has(int input) => Input(input).Length > 0;

    private string Input(int index) => index < _node.Proto.Input.Count ? _node.Proto.Input[index] : string.Empty;

    private long Attribute(string name) => _node.Proto.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? 0;

    private void Unary(string type)
    {
        Real(type, [Dequantized(0, 1, 2)]);
        Quantized(3, 4);
    }

    private void Binary(string type)
    {
        Real(type, [Dequantized(0, 1, 2), Dequantized(3, 4, 5)]);
        Quantized(6, 7);
    }

    private string Dequantized(int value, int scale, int zero, int? axis = null) => Dequantized(Input(value), Input(scale), Input(zero), $"{value}", axis);

    private string Dequantized(string value, string scale, string zero, string name, int? axis)
    {
        var output = Name(name);
        var node = New("DequantizeLinear", zero.Length > 0 ? [value, scale, zero] : [value, scale], output);
        if (axis is { } a)
        {
            node.Attribute.Add(new AttributeProto { Name = "axis", I = a, Type = 2 });
        }

        return output;
    }

    /// <summary>A bias of 32 bits, whose step is the product of the steps of inputs and weights; nothing when there is none.</summary>
    private IEnumerable<string> Bias(int value, int inputScale, int weightScale)
    {
        if (Has(value))
        {
            var scale = Name($"{value}/scale");
            New("Mul", [Input(inputScale), Input(weightScale)], scale);
            yield return Dequantized(Input(value), scale, string.Empty, $"{value}", axis: 0);
        }
    }

    private void Real(string type, IReadOnlyList<string> inputs)
    {
        var node = New(type, inputs, _output);
        node.Name = _node.Name;
        node.Attribute.Add(_node.Proto.Attribute.Where(a => a.Name != "channels_last" || a.I != 0));
    }

    /// <summary>Renames what the last node makes, and quantizes it.</summary>
    private void Quantized(int scale, int zero)
    {
        var real = Name("real");
        _nodes[^1].Proto.Output[0] = real;
        New("QuantizeLinear", Has(zero) ? [real, Input(scale), Input(zero)] : [real, Input(scale)], _output);
    }

    private NodeProto New(string type, IReadOnlyList<string> inputs, string output)
    {
        var node = new NodeProto { OpType = type, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        _nodes.Add(new GraphNode(node, _opsets));
        return node;
    }

    private string Name(string part) => $"{_node.Proto.Output[0]}/{part}";
}
