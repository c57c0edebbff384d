using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx.Format;
using Google.Protobuf;

namespace CimGen.Networks.Tests;

/// <summary>Builds ONNX models for tests; the input is "x", the output "y".</summary>
internal sealed class OnnxModel
{
    private const int Float = 1;
    private const int Int8 = 3;
    private const int Int64 = 7;

    public OnnxModel(params long[] input)
    {
        Proto.IrVersion = 8;
        Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = 13 });
        Proto.Graph = new GraphProto();
        Proto.Graph.Input.Add(new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float, Shape = new TensorShapeProto() } } });
        Proto.Graph.Input[0].Type.TensorType.Shape.Dim.Add(input.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        Proto.Graph.Output.Add(new ValueInfoProto { Name = "y" });
    }

    public ModelProto Proto { get; } = new();

    /// <summary>The model in another version of the operators.</summary>
    public OnnxModel Opset(long version)
    {
        Proto.OpsetImport[0].Version = version;
        return this;
    }

    public static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = 7 };
        attribute.Ints.Add(values);
        return attribute;
    }

    public static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = 2 };

    public static AttributeProto Number(string name, float value) => new() { Name = name, F = value, Type = 1 };

    public static AttributeProto Text(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = 3 };

    public static TensorProto Tensor(string name, long[] dims, IEnumerable<float> values)
    {
        var tensor = new TensorProto { Name = name, DataType = Float };
        tensor.Dims.Add(dims);
        tensor.FloatData.Add(values);
        return tensor;
    }

    public OnnxModel Weights(string name, long[] dims, params float[] values)
    {
        Proto.Graph.Initializer.Add(Tensor(name, dims, values));
        return this;
    }

    public OnnxModel Zeros(string name, params long[] dims) => Weights(name, dims, new float[dims.Aggregate(1L, (a, d) => a * d)]);

    public OnnxModel Shape(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.Add(values);
        Proto.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Signed integers: one is a scalar, several are a list.</summary>
    public OnnxModel Bytes(string name, params sbyte[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = Int8 };
        tensor.Dims.Add(values.Length == 1 ? [] : new long[] { values.Length });
        tensor.Int32Data.Add(values.Select(v => (int)v));
        Proto.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <param name="values">Inputs, then the output, separated by spaces; "-" for an input that is left out.</param>
    public OnnxModel Node(string type, string values, params AttributeProto[] attributes)
    {
        var names = values.Split(' ').Select(n => n == "-" ? string.Empty : n).ToArray();
        var node = new NodeProto { OpType = type, Name = $"{type.ToLowerInvariant()}{Proto.Graph.Node.Count}" };
        node.Input.Add(names[..^1]);
        node.Output.Add(names[^1]);
        node.Attribute.Add(attributes);
        Proto.Graph.Node.Add(node);
        return this;
    }

    /// <summary>The last node's inputs from an index on become outputs in front of its output.</summary>
    public OnnxModel Spread(int inputs)
    {
        var node = Proto.Graph.Node[^1];
        foreach (var name in node.Input.Skip(inputs).Reverse().ToList())
        {
            node.Input.RemoveAt(node.Input.Count - 1);
            node.Output.Insert(0, name);
        }

        return this;
    }

    public Result<Network> Read()
    {
        using var folder = new TemporaryFolder();
        return NetworkReader.Read(folder.Write("model.onnx", Proto.ToByteArray()));
    }
}
