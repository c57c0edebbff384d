using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Operators;
using CimGen.Networks.Onnx.Values;
using CimGen.Networks.Quantized;
using Google.Protobuf;

namespace CimGen.Networks.Onnx.Export;

/// <summary>
/// Writes a model with its quantization: QuantizeLinear and DequantizeLinear around every feature map that the hardware rounds to 8 bits, and
/// weights as integers with a DequantizeLinear each (the QDQ form of ONNX Runtime). Batch normalizations are melted into the convolutions
/// before them, or become convolutions with a kernel for each channel; all other nodes stay as they are.
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
    private readonly AxesWriter _axes;
    private readonly HashSet<string> _outputs;
    private readonly Dictionary<string, string> _values;

    // Layers whose node does not say all of what they do, by the value that they make.
    private readonly Dictionary<string, QuantizedConvolution> _anew = new(StringComparer.Ordinal);

    private QdqWriter(OnnxModel source, QuantizedNetwork quantized)
    {
        (_source, _quantized) = (source, quantized);
        _tensors = quantized.Tensors.Concat(quantized.Unstored).ToDictionary(t => t.Name, StringComparer.Ordinal);
        _layers = quantized.Layers.OfType<QuantizedConvolution>().GroupBy(l => l.Name, StringComparer.Ordinal).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single(), StringComparer.Ordinal);
        var old = source.Proto.Graph;
        _model = new ModelProto { IrVersion = Math.Max(7, source.Proto.IrVersion), ProducerName = "CimGen", Graph = new GraphProto { Name = old.Name } };
        _graph = new ModelGraph(_model.Graph, source.Values);
        _axes = new AxesWriter(_graph);
        _values = source.Maps.Where(m => m.Key == m.Value).Select(m => m.Key).GroupBy(Printable.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
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
            Quantize(input.Name);
        }

        var nodes = BatchNormalizations.Melt(_source).ToList();
        FindAnew(nodes);
        foreach (var node in nodes)
        {
            if (node.OpType == "Div" && Elements.InverseOf(node.Output[0]) is var inverse && _source.Values[inverse] is FeatureView)
            {
                _graph.Add("Reciprocal", [_dequantized.GetValueOrDefault(node.Input[1], node.Input[1])], inverse);
                Quantize(inverse);
            }

            if (_anew.TryGetValue(node.Output[0], out var layer))
            {
                WriteAnew(layer, node);
            }
            else
            {
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

    /// <summary>
    /// The layers that have taken over more than their node, as an addition behind it, and those without a product of their own, as a batch
    /// normalization that stands alone: they are written as the one product that they are.
    /// </summary>
    private void FindAnew(IReadOnlyList<NodeProto> nodes)
    {
        var byName = nodes.Where(n => n.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul").GroupBy(NameOf).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single(), StringComparer.Ordinal);
        foreach (var real in _source.Network.Layers.Where(l => l is Affine || (l is Convolution c && byName.TryGetValue(c.Name, out var node) && !Says(node, c))))
        {
            if (_layers.TryGetValue(real.Name, out var layer) && ValueOf(real.Output) is { } value && ValueOf(real.Inputs[0]) is not null)
            {
                _anew[value] = layer;
            }
        }

        bool Says(NodeProto node, Convolution real) => node.OpType == "ConvTranspose"
            ? IsTransposed(real, node)
            : _layers.TryGetValue(real.Name, out var layer) && Is(real, node) && (node.OpType != "MatMul" || BiasOf(layer).All(b => b == 0));
    }

    /// <summary>Whether a ConvTranspose that is one convolution has the layer's weights, in whatever order, and its bias: nothing has melted into it.</summary>
    private bool IsTransposed(Convolution real, NodeProto node)
    {
        var bias = BiasOf(node, real.Kernels);
        return bias is not null && real.Bias.SequenceEqual(bias) && _source.Values[node.Input[1]] is ConstantTensor weights && weights.ToFloats().Order().SequenceEqual(real.Weights.Order());
    }

    /// <summary>Whether a node has the weights and the bias of a layer.</summary>
    private bool Is(Convolution real, NodeProto node)
    {
        if (_source.Values[node.Input[1]] is not ConstantTensor weights || weights.Dimensions.Length < 2 || WeightOrder.Of(weights.Dimensions, AxisOf(node), _layers[real.Name], _source.Network.Shapes[real.Input], ViewOf(node.Input[0]).Order) is not { } places)
        {
            return false;
        }

        var alpha = Number(node, "alpha");
        var values = weights.ToFloats();
        var bias = BiasOf(node, real.Kernels);
        return Enumerable.Range(0, values.Length).All(i => alpha * values[i] == real.Weights[places[i]]) &&
            bias is not null && bias.Length == real.Kernels && real.Bias.Zip(bias, (a, b) => a == Number(node, "beta") * b).All(same => same);
    }

    /// <summary>A layer as one Conv, or Gemm, with its activation.</summary>
    /// <param name="maker">The last of the nodes that it stands for.</param>
    private void WriteAnew(QuantizedConvolution layer, NodeProto maker)
    {
        var value = maker.Output[0];
        var range = _source.Network.Layers.First(l => l.Name == layer.Name) switch { Convolution c => c.Range, Affine a => a.Range, _ => ActivationRange.Unbounded };
        var (input, shape, window) = (ValueOf(layer.Input)!, _source.Network.Shapes[layer.Input], layer.Window);
        var isMatrix = (window.KernelY, window.KernelX) == (shape.Height, shape.Width) && !window.HasPadding && layer.Groups == 1;
        var perKernel = layer.Weights.Length / layer.Kernels;
        long[] dims = isMatrix ? [layer.Kernels, perKernel] : [layer.Kernels, shape.Channels / layer.Groups, window.KernelY, window.KernelX];
        var wanted = isMatrix ? new FeatureView(input, [1, shape.Count]) : FeatureView.OfMap(input, shape);
        var places = WeightOrder.Of([.. dims], 0, layer, shape, wanted.Order)!;
        var node = new NodeProto { OpType = isMatrix ? "Gemm" : "Conv", Name = NameOf(maker) };
        node.Input.Add(_axes.As(wanted, _dequantized.GetValueOrDefault(input, input), ViewOf(input), shape, $"{value}/input"));
        node.Input.Add(string.Empty);
        node.Output.Add($"{value}/product");
        if (isMatrix)
        {
            node.Attribute.Add(new AttributeProto { Name = "transB", I = 1, Type = 2 });
        }
        else
        {
            AddWindow(node, layer);
        }

        var scales = layer.KernelScales.Select(k => (float)k).ToArray();
        StoreWeights(node, [.. places.Select(i => layer.Weights[i])], dims, scales, 0);
        WriteBias(node, layer, scales, always: true);
        _graph.Add(node);
        var output = new FeatureShape(layer.Kernels, window.OutputHeight(shape.Height), window.OutputWidth(shape.Width));
        var result = _axes.As(ViewOf(value), node.Output[0], isMatrix ? new FeatureView(value, [1, layer.Kernels]) : FeatureView.OfMap(value, output), output, $"{value}/shaped");
        var last = _graph.Add(range.IsUnbounded ? "Identity" : "Clip", range.IsUnbounded ? [result] : [result, Bound("low", range.Low), Bound("high", range.High)], value);
        Quantize(value, last);

        string Bound(string name, float bound) => float.IsInfinity(bound) ? string.Empty : _graph.Store($"{value}/{name}", TensorValues.Scalar(bound));
    }

    private FeatureView ViewOf(string value) => _source.Values[value] switch { QuantizedView q => q.View, var other => (FeatureView)other! };

    /// <summary>The value of the model that is a feature map; null for a map that only the network has.</summary>
    private string? ValueOf(string map) => _values.GetValueOrDefault(map);

    private static void AddWindow(NodeProto node, QuantizedConvolution layer)
    {
        var w = layer.Window;
        Add("kernel_shape", w.KernelY, w.KernelX);
        Add("strides", w.StrideY, w.StrideX);
        Add("dilations", w.DilationY, w.DilationX);
        Add("pads", w.PadTop, w.PadLeft, w.PadBottom, w.PadRight);
        node.Attribute.Add(new AttributeProto { Name = "group", I = layer.Groups, Type = 2 });

        void Add(string name, params long[] values)
        {
            var attribute = new AttributeProto { Name = name, Type = 7 };
            attribute.Ints.Add(values);
            node.Attribute.Add(attribute);
        }
    }

    private static string NameOf(NodeProto node) => Printable.Name(node.Name.Length > 0 ? node.Name : node.Output[0]);

    private static int AxisOf(NodeProto node) => node.OpType == "Conv" || node.Attribute.Any(a => a is { Name: "transB", I: not 0 }) ? 0 : 1;

    private static float Number(NodeProto node, string attribute) => node.OpType == "Gemm" ? node.Attribute.FirstOrDefault(a => a.Name == attribute)?.F ?? 1 : 1;

    private void Write(NodeProto node)
    {
        var features = node.OpType is "Conv" or "Gemm" or "MatMul" ? ViewOf(node.Input[0]).Order : null;
        for (var i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = _dequantized.GetValueOrDefault(node.Input[i], node.Input[i]);
        }

        if (node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul" && _source.Values[node.Input[1]] is ConstantTensor weights)
        {
            WriteWeights(node, weights, features);
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
            Integers = Integers.Add(tensor.Name, new ModelValue(integer, ViewOf(value).Order));
        }
    }

    /// <summary>Weights and bias as integers.</summary>
    /// <param name="features">The order of what the node reads.</param>
    private void WriteWeights(NodeProto node, ConstantTensor weights, ElementOrder? features)
    {
        var isTransposed = node.OpType == "ConvTranspose";
        var axis = isTransposed ? 1 : AxisOf(node);
        var kernels = (int)weights.Dimensions[axis];
        if (weights.Dimensions.Length < 2 || Layer(node) is not { } layer || (layer.Kernels != kernels && !isTransposed))
        {
            return;
        }

        // Its layer has taken over more, and reads a part of a map, so that it is not written anew: floats it is.
        if (isTransposed && layer.Name == NameOf(node) && !IsTransposed(_source.Network.Layers.OfType<Convolution>().First(l => l.Name == layer.Name), node))
        {
            return;
        }

        // Kernels of several groups have one scale.
        var scales = layer.KernelScales.Take(kernels).Select(s => (float)s).ToArray();
        sbyte[] integers;
        if (isTransposed)
        {
            var (values, stride) = (weights.ToFloats(), (int)Dims.Count(weights.Dimensions.AsSpan()[(axis + 1)..]));
            integers = [.. values.Select((v, i) => (sbyte)Math.Clamp(Math.Round(v / layer.KernelScales[i / stride % kernels]), -127, 127))];
        }
        else
        {
            var places = WeightOrder.Of(weights.Dimensions, axis, layer, _source.Network.Shapes[layer.Input], features)!;
            integers = [.. places.Select(i => layer.Weights[i])];
        }

        StoreWeights(node, integers, [.. weights.Dimensions], scales, axis);
        WriteBias(node, layer, [.. layer.KernelScales.Select(s => (float)s)], always: false);
    }

    private void StoreWeights(NodeProto node, sbyte[] integers, long[] dims, float[] scales, int axis)
    {
        var name = $"{node.Output[0]}/weights";
        _graph.Store($"{name}_quantized", TensorValues.Bytes(integers, dims));
        var zeros = TensorValues.Bytes(new sbyte[scales.Length], [scales.Length]);
        _graph.Add("DequantizeLinear", [$"{name}_quantized", _graph.Store($"{name}_scale", TensorValues.Floats(scales)), _graph.Store($"{name}_zero_point", zeros)], name)
            .Attribute.Add(new AttributeProto { Name = "axis", I = axis, Type = 2 });
        node.Input[1] = name;
    }

    /// <summary>The layer with the node's weights; of a ConvTranspose one of those that share its outputs, with equal scales.</summary>
    private QuantizedConvolution? Layer(NodeProto node)
    {
        return _layers.GetValueOrDefault(NameOf(node)) ?? (node.OpType == "ConvTranspose" ? _layers.GetValueOrDefault(Printable.Name($"{node.Output[0]}:0.0")) : null);
    }

    /// <summary>The bias that a node reads; null when it is no constant.</summary>
    private float[]? BiasOf(NodeProto node, int kernels) =>
        node.Input.Count > 2 && node.Input[2].Length > 0 ? (_source.Values[node.Input[2]] as ConstantTensor)?.ToFloats() : new float[kernels];

    /// <summary>Without the correction for the input's zero point.</summary>
    private int[] BiasOf(QuantizedConvolution layer)
    {
        var (zero, perKernel) = (_quantized.Tensor(layer.Input).ZeroPoint, layer.Weights.Length / layer.Kernels);
        return [.. layer.Bias.Select((b, k) => b + (zero * layer.Weights.AsSpan().Slice(k * perKernel, perKernel).ToArray().Sum(w => w)))];
    }

    /// <param name="always">Also when it is 0.</param>
    private void WriteBias(NodeProto node, QuantizedConvolution layer, float[] scales, bool always)
    {
        // The layer's weights and bias have both factors in them.
        foreach (var factor in node.Attribute.Where(a => a.Name is "alpha" or "beta").ToArray())
        {
            node.Attribute.Remove(factor);
        }

        var input = _quantized.Tensor(layer.Input);
        var bias = BiasOf(layer);
        if (node.OpType == "MatMul" || (!always && node.Input.Count < 3 && bias.All(b => b == 0)))
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
