using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;
using CimGen.Networks.Quantized;

namespace CimGen.Networks.Onnx.Export;

/// <summary>Convolutions and matrices of a model that is written: their weights and biases as integers with a DequantizeLinear each.</summary>
internal sealed class ProductWriter
{
    private readonly OnnxModel _source;
    private readonly QuantizedNetwork _quantized;
    private readonly ModelGraph _graph;
    private readonly IReadOnlyDictionary<string, string> _dequantized;
    private readonly AxesWriter _axes;
    private readonly Dictionary<string, QuantizedConvolution> _layers;
    private readonly Dictionary<string, string> _values;

    // Layers whose node does not say all of what they do, by the value that they make.
    private readonly Dictionary<string, QuantizedConvolution> _anew = new(StringComparer.Ordinal);

    /// <param name="nodes">That are written.</param>
    /// <param name="graph">Takes what is written.</param>
    /// <param name="dequantized">The values that stand for quantized ones; it may grow.</param>
    public ProductWriter(OnnxModel source, QuantizedNetwork quantized, IReadOnlyList<NodeProto> nodes, ModelGraph graph, IReadOnlyDictionary<string, string> dequantized)
    {
        (_source, _quantized, _graph, _dequantized, _axes) = (source, quantized, graph, dequantized, new AxesWriter(graph));
        _layers = quantized.Layers.OfType<QuantizedConvolution>().GroupBy(l => l.Name, StringComparer.Ordinal).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single(), StringComparer.Ordinal);
        _values = source.Maps.Where(m => m.Key == m.Value).Select(m => m.Key).GroupBy(Printable.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        foreach (var cast in nodes.Where(n => n.OpType == "Cast").Reverse())
        {
            // A layer reads no bytes, but the first of their real numbers.
            if (source.Maps.TryGetValue(cast.Output[0], out var map) && source.Network.ByteInputs.Contains(Printable.Name(map)))
            {
                _values[Printable.Name(map)] = cast.Output[0];
            }
        }

        FindAnew(nodes);
    }

    /// <summary>Writes a layer as one Conv, or Gemm, with its activation, when the node that makes its output does not say all of it.</summary>
    /// <param name="maker">The last of the nodes that it stands for.</param>
    /// <returns>The node that now makes the output; null when the node may stay.</returns>
    public NodeProto? WriteAnew(NodeProto maker)
    {
        var value = maker.Output[0];
        if (!_anew.TryGetValue(value, out var layer))
        {
            return null;
        }

        var range = _source.Network.Layers.First(l => l.Name == layer.Name) switch { Convolution c => c.Range, Affine a => a.Range, _ => ActivationRange.Unbounded };
        var (shape, window) = (_source.Network.Shapes[layer.Input], layer.Window);
        var isMatrix = (window.KernelY, window.KernelX) == (shape.Height, shape.Width) && !window.HasPadding && layer.Groups == 1;
        var perKernel = layer.Weights.Length / layer.Kernels;
        long[] dims = isMatrix ? [layer.Kernels, perKernel] : [layer.Kernels, shape.Channels / layer.Groups, window.KernelY, window.KernelX];
        var wanted = isMatrix ? new FeatureView(layer.Input, [1, shape.Count]) : FeatureView.OfMap(layer.Input, shape);
        var places = WeightOrder.Of([.. dims], 0, layer, shape, wanted.Order)!;
        var node = new NodeProto { OpType = isMatrix ? "Gemm" : "Conv", Name = NameOf(maker) };
        node.Input.Add(InputOf(layer, wanted, shape, $"{value}/input"));
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
        return _graph.Add(range.IsUnbounded ? "Identity" : "Clip", range.IsUnbounded ? [result] : [result, Bound("low", range.Low), Bound("high", range.High)], value);

        string Bound(string name, float bound) => float.IsInfinity(bound) ? string.Empty : _graph.Store($"{value}/{name}", TensorValues.Scalar(bound));
    }

    /// <summary>Weights and bias of a node as integers, where it has any.</summary>
    /// <param name="node">With the inputs of the model.</param>
    public void WriteWeights(NodeProto node)
    {
        if (node.OpType is not ("Conv" or "ConvTranspose" or "Gemm" or "MatMul") || _source.Values[node.Input[1]] is not ConstantTensor weights)
        {
            return;
        }

        var isTransposed = node.OpType == "ConvTranspose";
        var axis = isTransposed ? 1 : AxisOf(node);
        var kernels = (int)weights.Dimensions[axis];
        if (weights.Dimensions.Length < 2 || Layer(node) is not { } layer || (layer.Kernels != kernels && !isTransposed))
        {
            return;
        }

        // Its layer has taken over more, and is not written anew: floats it is.
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
            var places = WeightOrder.Of(weights.Dimensions, axis, layer, _source.Network.Shapes[layer.Input], ViewOf(node.Input[0]).Order)!;
            integers = [.. places.Select(i => layer.Weights[i])];
        }

        StoreWeights(node, integers, [.. weights.Dimensions], scales, axis);
        WriteBias(node, layer, [.. layer.KernelScales.Select(s => (float)s)], always: false);
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
            if (_layers.TryGetValue(real.Name, out var layer) && ValueOf(real.Output) is { } value && OriginOf(real.Inputs[0]) is not null)
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
        var values = weights.Floats();
        for (var i = 0; i < values.Length; i++)
        {
            if (alpha * values[i] != real.Weights[places[i]])
            {
                return false;
            }
        }

        var bias = BiasOf(node, real.Kernels);
        return bias is not null && bias.Length == real.Kernels && real.Bias.Zip(bias, (a, b) => a == Number(node, "beta") * b).All(same => same);
    }

    /// <summary>What a layer reads, in a view of its map.</summary>
    private string InputOf(QuantizedConvolution layer, FeatureView wanted, FeatureShape shape, string name)
    {
        var (value, part) = OriginOf(layer.Input)!.Value;
        var (from, given) = (_dequantized.GetValueOrDefault(value, value), ViewOf(value));
        if (part is null)
        {
            return _axes.As(wanted, from, given, shape, name);
        }

        var whole = _source.Network.Shapes[part.Whole];
        var image = _axes.As(FeatureView.OfMap(value, whole), from, given, whole, $"{name}/whole");
        var slice = _graph.Add(
            "Slice",
            [
                image,
                Indices("first", part.FirstChannel, part.Top, part.Left),
                Indices("end", part.FirstChannel + shape.Channels, part.Top + ((shape.Height - 1) * part.StepY) + 1, part.Left + ((shape.Width - 1) * part.StepX) + 1),
                Indices("axes", 1, 2, 3),
                Indices("steps", 1, part.StepY, part.StepX),
            ],
            $"{name}/part");
        return _axes.As(wanted, slice.Output[0], FeatureView.OfMap(layer.Input, shape), shape, name);

        string Indices(string what, params long[] values) => _graph.Store($"{name}/{what}", TensorValues.Integers(values));
    }

    /// <summary>The value of the model that is a feature map, or that the map is a part of; null when there is none.</summary>
    private (string Value, MapPart? Part)? OriginOf(string map)
    {
        if (ValueOf(map) is { } value)
        {
            return (value, null);
        }

        // A part that gets a border is copied.
        var network = _source.Network;
        var original = network.Layers.OfType<Sum>().FirstOrDefault(l => l.Output == map && l is { Inputs.Length: 1, Range.IsUnbounded: true })?.Inputs[0] ?? map;
        return network.Parts.TryGetValue(original, out var part) && ValueOf(part.Whole) is { } whole ? (whole, part) : null;
    }

    private FeatureView ViewOf(string value) => _source.ViewOf(value);

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
