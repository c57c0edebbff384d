using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;
using CimGen.Networks.Quantized;
using Google.Protobuf;

namespace CimGen.Networks.Onnx.Export;

/// <summary>
/// Writes a model with its quantization: QuantizeLinear and DequantizeLinear around every feature map that the hardware rounds to 8 bits, and
/// weights as integers with a DequantizeLinear each (the QDQ form of ONNX Runtime). Batch normalizations are melted into the convolutions
/// before them, or become convolutions with a kernel for each channel, and what is computed in several layers becomes several nodes; all other
/// nodes stay as they are.
/// </summary>
public sealed class QdqWriter
{
    private readonly OnnxModel _source;
    private readonly QuantizedNetwork _quantized;
    private readonly Dictionary<string, QuantizedTensor> _tensors;
    private readonly Dictionary<string, string> _dequantized = new(StringComparer.Ordinal);
    private readonly ModelProto _model;
    private readonly ModelGraph _graph;
    private readonly HashSet<string> _outputs;

    // Inputs of bytes and other views of them: only what a Cast makes of them has a scale.
    private readonly HashSet<string> _bytes = new(StringComparer.Ordinal);

    private QdqWriter(OnnxModel source, QuantizedNetwork quantized)
    {
        (_source, _quantized) = (source, quantized);
        _tensors = quantized.Tensors.Concat(quantized.Unstored).ToDictionary(t => t.Name, StringComparer.Ordinal);
        var old = source.Proto.Graph;
        _model = new ModelProto { IrVersion = Math.Max(7, source.Proto.IrVersion), ProducerName = "CimGen", Graph = new GraphProto { Name = old.Name } };
        _graph = new ModelGraph(_model.Graph, source.Values);
        _outputs = old.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The integers of each feature map in the written model, by the map.</summary>
    public ImmutableDictionary<string, ModelValue> Integers { get; private set; } = [];

    /// <param name="source">The float model.</param>
    /// <param name="quantized">Made from its network.</param>
    /// <param name="at">For diagnostics.</param>
    /// <param name="withIntegers">The integers of every feature map become outputs, too.</param>
    /// <returns>The model's bytes, and the integers by feature map.</returns>
    public static Result<QdqModel> Write(OnnxModel source, QuantizedNetwork quantized, SourceLocation at, bool withIntegers = false)
    {
        if (!source.Network.GivenScales.IsEmpty)
        {
            return NetworkDiagnostics.AlreadyQuantized(at);
        }

        return new QdqWriter(source, quantized).Run(at, withIntegers);
    }

    private Result<QdqModel> Run(SourceLocation at, bool withIntegers)
    {
        var old = _source.Proto.Graph;
        var opset = _source.Proto.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? OpsetUpgrade.Target;
        _model.OpsetImport.Add(new OperatorSetIdProto { Version = Math.Max(OpsetUpgrade.Target, opset) });
        var stored = old.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        _model.Graph.Input.Add(old.Input.Where(i => !stored.Contains(i.Name)));
        var upgrade = new OpsetUpgrade(_graph, opset);
        foreach (var input in _model.Graph.Input)
        {
            if (input.Type?.TensorType?.ElemType == (int)ElementType.UInt8)
            {
                _bytes.Add(input.Name);
            }
            else
            {
                Quantize(input.Name);
            }
        }

        var nodes = SplitNodes.Run(_source, BatchNormalizations.Melt(_source).ToList(), _graph).ToList();
        var products = new ProductWriter(_source, _quantized, nodes, _graph, _dequantized);
        foreach (var node in nodes)
        {
            if (products.WriteAnew(node) is { } anew)
            {
                Quantize(node.Output[0], anew);
            }
            else
            {
                products.WriteWeights(node);
                Write(upgrade.Run(node));
            }
        }

        if (upgrade.Left.Count > 0)
        {
            return NetworkDiagnostics.NoNewerForm(at, string.Join(", ", upgrade.Left.Distinct()), OpsetUpgrade.Target);
        }

        _model.Graph.Output.Add(old.Output);
        if (withIntegers)
        {
            foreach (var name in Integers.Values.Select(v => v.Name).Order(StringComparer.Ordinal))
            {
                _model.Graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Int8 } } });
            }
        }

        _graph.RemoveDead(_model.Graph.Output.Select(o => o.Name));
        _graph.TakeOver(old.Initializer);
        return Result.Success(new QdqModel(SinglePrecision.Of(_model).ToByteArray(), Integers));
    }

    private void Write(NodeProto node)
    {
        for (var i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = _dequantized.GetValueOrDefault(node.Input[i], node.Input[i]);
        }

        _graph.Add(node);
        if (node.OpType != "Cast" && node.Input.Any(_bytes.Contains))
        {
            _bytes.UnionWith(node.Output);
            return;
        }

        foreach (var output in node.Output.ToArray())
        {
            Quantize(output, node);
        }
    }

    /// <summary>QuantizeLinear and DequantizeLinear behind a value, when the hardware holds it in 8 bits.</summary>
    private void Quantize(string value, NodeProto? maker = null)
    {
        if (!_source.Maps.TryGetValue(value, out var map) || !_tensors.TryGetValue(Printable.Name(map), out var tensor))
        {
            return;
        }

        var (real, integer, again) = (value, $"{value}/quantized", $"{value}/dequantized");
        if (maker is not null && _outputs.Contains(value))
        {
            // The output keeps its name.
            (real, again) = ($"{value}/real", value);
            maker.Output[maker.Output.IndexOf(value)] = real;
        }

        var scale = _graph.Store($"{value}/scale", TensorValues.Scalar((float)tensor.Scale));
        var zero = _graph.Store($"{value}/zero_point", TensorValues.Scalar((sbyte)tensor.ZeroPoint));
        _graph.Add("QuantizeLinear", [real, scale, zero], integer);
        _graph.Add("DequantizeLinear", [integer, scale, zero], again);
        _dequantized[value] = again;
        if (!Integers.ContainsKey(tensor.Name))
        {
            Integers = Integers.Add(tensor.Name, new ModelValue(integer, _source.ViewOf(value).Order));
        }
    }
}
