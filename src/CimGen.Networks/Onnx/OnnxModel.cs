using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Export;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Values;
using Google.Protobuf;

namespace CimGen.Networks.Onnx;

/// <summary>A network and the ONNX model that it was read from.</summary>
public sealed class OnnxModel
{
    internal OnnxModel(Network network, ModelProto proto, ImmutableArray<NodeProto> nodes, ImmutableDictionary<string, string> maps, ValueTable values)
    {
        (Network, Proto, Nodes, Maps, Values) = (network, proto, nodes, maps, values);
    }

    public Network Network { get; }

    internal ModelProto Proto { get; }

    /// <summary>Those that the output depends on, in order, functions taken apart.</summary>
    internal ImmutableArray<NodeProto> Nodes { get; }

    /// <summary>The feature map that holds a value of the model, by the value's name.</summary>
    internal ImmutableDictionary<string, string> Maps { get; }

    internal ValueTable Values { get; }

    /// <summary>How a value of the model has its feature map.</summary>
    internal FeatureView ViewOf(string value) => Values[value] switch { QuantizedView quantized => quantized.View, var other => (FeatureView)other! };

    /// <summary>The model as an ONNX file, with its tensors in it, in float32.</summary>
    public byte[] ToBytes() => SelfContained().ToByteArray();

    /// <summary>A quantized model whose integers are outputs, too.</summary>
    public QdqModel WithIntegers()
    {
        var model = SelfContained();
        var integers = Values.Integers().OrderBy(i => i.Key, StringComparer.Ordinal).DistinctBy(i => i.Value.View.Map).ToList();
        var known = model.Graph.Output.Concat(model.Graph.Input).Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, view) in integers.Where(i => !known.Contains(i.Key)))
        {
            model.Graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)view.Type } } });
        }

        var inputs = model.Graph.Input.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        return new QdqModel(model.ToByteArray(), integers.Where(i => !inputs.Contains(i.Key)).ToImmutableDictionary(i => Printable.Name(Maps[i.Key]), i => new ModelValue(i.Key, i.Value.View.Order)));
    }

    private ModelProto SelfContained()
    {
        var model = new ModelProto(Proto);
        foreach (var tensor in model.Graph.Initializer.Where(t => t.ExternalData.Count > 0))
        {
            if (Values[tensor.Name] is ConstantTensor loaded)
            {
                tensor.ExternalData.Clear();
                tensor.DataLocation = 0;
                tensor.RawData = ByteString.CopyFrom(loaded.Bytes.Span);
            }
        }

        return SinglePrecision.Of(model);
    }
}
