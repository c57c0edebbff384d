using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;
using CimGen.Networks.Quantized;
using Google.Protobuf;

namespace CimGen.Networks.Onnx.Export;

/// <summary>
/// Writes a model with its quantization: QuantizeLinear and DequantizeLinear around every feature map that the hardware rounds to 8 bits, and
/// weights as integers with a DequantizeLinear each (the QDQ form of ONNX Runtime). Batch normalizations are melted into the convolutions
/// before them; all other nodes stay as they are.
/// </summary>
public sealed class QdqWriter
{
    private readonly OnnxModel _source;
    private readonly QuantizedNetwork _quantized;
    private readonly Dictionary<string, QuantizedTensor> _tensors;
    private readonly Dictionary<string, QuantizedConvolution> _layers;
    private readonly Dictionary<string, string> _dequantized = new(StringComparer.Ordinal);
    private readonly ModelProto _model;
    private readonly ModelGraph _graph;
    private readonly HashSet<string> _outputs;

    private QdqWriter(OnnxModel source, QuantizedNetwork quantized)
    {
        (_source, _quantized) = (source, quantized);
        _tensors = quantized.Tensors.Concat(quantized.Unstored).ToDictionary(t => t.Name, StringComparer.Ordinal);
        _layers = quantized.Layers.OfType<QuantizedConvolution>().GroupBy(l => l.Name, StringComparer.Ordinal).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single(), StringComparer.Ordinal);
        var old = source.Proto.Graph;
        _model = new ModelProto { IrVersion = Math.Max(7, source.Proto.IrVersion), ProducerName = "CimGen", Graph = new GraphProto { Name = old.Name } };
        _graph = new ModelGraph(_model.Graph, source.Values);
        _outputs = old.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Names of the integers of each feature map in the written model, by the map.</summary>
    public ImmutableDictionary<string, string> Integers { get; private set; } = [];

    /// <param name="source">The float model.</param>
    /// <param name="quantized">Made from its network.</param>
    /// <param name="at">For diagnostics.</param>
    /// <param name="withIntegers">The integers of every feature map become outputs, too.</param>
    /// <returns>The model's bytes, and the names of the integers by feature map.</returns>
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
            Quantize(input.Name);
        }

        foreach (var node in BatchNormalizations.Melt(_source))
        {
            Write(upgrade.Run(node));
        }

        if (upgrade.Left.Count > 0)
        {
            return NetworkDiagnostics.NoNewerForm(at, string.Join(", ", upgrade.Left.Distinct()), OpsetUpgrade.Target);
        }

        _graph.TakeOver(old.Initializer);
        _model.Graph.Output.Add(old.Output);
        if (withIntegers)
        {
            foreach (var name in Integers.Values.Order(StringComparer.Ordinal))
            {
                _model.Graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Int8 } } });
            }
        }

        return Result.Success(new QdqModel(_model.ToByteArray(), Integers));
    }

    private void Write(NodeProto node)
    {
        for (var i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = _dequantized.GetValueOrDefault(node.Input[i], node.Input[i]);
        }

        if (node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul" && _source.Values[node.Input[1]] is ConstantTensor weights)
        {
            WriteWeights(node, weights);
        }

        _graph.Add(node);
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
            Integers = Integers.Add(tensor.Name, integer);
        }
    }

    /// <summary>Weights and bias as integers.</summary>
    private void WriteWeights(NodeProto node, ConstantTensor weights)
    {
        var axis = node.OpType == "Conv" || node.Attribute.Any(a => a is { Name: "transB", I: not 0 }) ? 0 : 1;
        var kernels = (int)weights.Dimensions[axis];
        if (weights.Dimensions.Length < 2 || Layer(node) is not { } layer || layer.Kernels != kernels)
        {
            return;
        }

        var alpha = node.OpType == "Gemm" ? node.Attribute.FirstOrDefault(a => a.Name == "alpha")?.F ?? 1 : 1;
        var values = weights.ToFloats();
        var places = node.OpType == "ConvTranspose" ? null : WeightOrder.Of(weights.Dimensions, axis, layer, _source.Network.Shapes[layer.Input]);
        var same = places is not null && _source.Network.Layers.OfType<Convolution>().FirstOrDefault(l => l.Name == layer.Name) is { } original &&
            Enumerable.Range(0, values.Length).All(i => alpha * values[i] == original.Weights[places[i]]);
        var stride = (int)Dims.Count(weights.Dimensions.AsSpan()[(axis + 1)..]);
        var sign = Math.Sign(alpha);
        var integers = new sbyte[values.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            // What the network has melted into its weights stays a node of its own here.
            integers[i] = same ? (sbyte)(sign * layer.Weights[places![i]]) : (sbyte)Math.Clamp(Math.Round(Math.Abs(alpha) * values[i] / layer.KernelScales[i / stride % kernels]), -128, 127);
        }

        var scales = layer.KernelScales.Select(s => (float)(s / Math.Abs(alpha))).ToArray();
        var name = $"{node.Output[0]}/weights";
        _graph.Store($"{name}_quantized", TensorValues.Bytes(integers, weights.Dimensions));
        _graph.Add("DequantizeLinear", [$"{name}_quantized", _graph.Store($"{name}_scale", TensorValues.Floats(scales)), _graph.Store($"{name}_zero_point", TensorValues.Bytes(new sbyte[kernels], [kernels]))], name)
            .Attribute.Add(new AttributeProto { Name = "axis", I = axis, Type = 2 });
        node.Input[1] = name;
        if (same || node.OpType == "ConvTranspose")
        {
            WriteBias(node, layer, scales);
        }
    }

    /// <summary>The layer with the node's weights; of a ConvTranspose one of those that share its outputs, with equal scales.</summary>
    private QuantizedConvolution? Layer(NodeProto node)
    {
        var name = node.Name.Length > 0 ? node.Name : node.Output[0];
        return _layers.GetValueOrDefault(Printable.Name(name)) ?? (node.OpType == "ConvTranspose" ? _layers.GetValueOrDefault(Printable.Name($"{node.Output[0]}:0.0")) : null);
    }

    private void WriteBias(NodeProto node, QuantizedConvolution layer, float[] scales)
    {
        var input = _quantized.Tensor(layer.Input);
        var perKernel = layer.Weights.Length / layer.Kernels;
        var bias = layer.Bias.Select((b, k) => b + (input.ZeroPoint * layer.Weights.AsSpan().Slice(k * perKernel, perKernel).ToArray().Sum(w => w))).ToArray();
        if (node.OpType == "MatMul" || (node.Input.Count < 3 && bias.All(b => b == 0)) || node.Attribute.Any(a => a is { Name: "beta", F: not 1 }))
        {
            return;
        }

        var name = $"{node.Output[0]}/bias";
        _graph.Store($"{name}_quantized", TensorValues.Words(bias));
        _graph.Add("DequantizeLinear", [$"{name}_quantized", _graph.Store($"{name}_scale", TensorValues.Floats(Array.ConvertAll(scales, s => s * (float)input.Scale)))], name)
            .Attribute.Add(new AttributeProto { Name = "axis", I = 0, Type = 2 });
        while (node.Input.Count < 3)
        {
            node.Input.Add(string.Empty);
        }

        node.Input[2] = name;
    }
}

/// <summary>A quantized model.</summary>
/// <param name="Bytes">Of the ONNX file.</param>
/// <param name="Integers">Names of the integers of each feature map, by the map.</param>
public sealed record QdqModel(byte[] Bytes, ImmutableDictionary<string, string> Integers);
