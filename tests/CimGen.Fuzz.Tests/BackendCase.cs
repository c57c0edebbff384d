using System.Runtime.InteropServices;
using CimGen.Fuzz.Models;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Onnx.Operators;

namespace CimGen.Fuzz.Tests;

/// <summary>One of ONNX's cases for backends: a model with inputs and the outputs that are right.</summary>
internal sealed class BackendCase(string folder)
{
    private readonly string _data = Path.Combine(folder, "test_data_set_0");

    public string Name { get; } = $"{Path.GetFileName(Path.GetDirectoryName(folder))}/{Path.GetFileName(folder)}";

    public ModelProto Model { get; } = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));

    /// <summary>Whether CimGen reads all of its operators, on maps or on constants.</summary>
    public bool HasSupportedOperators => Model.Graph.Node.All(n => n.Domain is "" or "ai.onnx" && OperatorTable.Find(n.OpType) is not null);

    /// <summary>Whether an operator is there for constants alone.</summary>
    public bool IsFolded => CanBeFolded && Model.Graph.Node.Any(n => OperatorTable.Find(n.OpType)!.OnMaps is null);

    /// <summary>Whether all operators are there for constants.</summary>
    public bool CanBeFolded => Model.Graph.Node.All(n => OperatorTable.Find(n.OpType)!.OnConstants is not null);

    /// <summary>Input values by number; null for one that is no tensor.</summary>
    public TensorProto? Input(int index) => Tensor($"input_{index}.pb");

    public TensorProto? Output(int index) => Tensor($"output_{index}.pb");

    /// <summary>Values of numbers and truths; null for other types.</summary>
    public static float[]? Values(TensorProto tensor)
    {
        var raw = tensor.RawData.Span;
        return tensor.DataType switch
        {
            Tensors.Float => raw.IsEmpty ? [.. tensor.FloatData] : MemoryMarshal.Cast<byte, float>(raw).ToArray(),
            Tensors.Double => Array.ConvertAll(raw.IsEmpty ? [.. tensor.DoubleData] : MemoryMarshal.Cast<byte, double>(raw).ToArray(), v => (float)v),
            Tensors.Int64 => Array.ConvertAll(raw.IsEmpty ? [.. tensor.Int64Data] : MemoryMarshal.Cast<byte, long>(raw).ToArray(), v => (float)v),
            Tensors.Int32 => Array.ConvertAll(raw.IsEmpty ? [.. tensor.Int32Data] : MemoryMarshal.Cast<byte, int>(raw).ToArray(), v => (float)v),
            Tensors.Bool or Tensors.Uint8 => raw.IsEmpty ? [.. tensor.Int32Data.Select(v => (float)v)] : Array.ConvertAll(raw.ToArray(), v => (float)v),
            _ => null,
        };
    }

    private TensorProto? Tensor(string file)
    {
        var path = Path.Combine(_data, file);
        return File.Exists(path) ? TensorProto.Parser.ParseFrom(File.ReadAllBytes(path)) : null;
    }
}
