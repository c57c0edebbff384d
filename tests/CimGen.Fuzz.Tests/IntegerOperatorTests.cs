using CimGen.Fuzz.Models;
using CimGen.Networks;
using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using CimGen.Oracle;
using Google.Protobuf;

namespace CimGen.Fuzz.Tests;

/// <summary>Models of integer operators, of ONNX and of ONNX Runtime: CimGen computes what ONNX Runtime does.</summary>
public sealed class IntegerOperatorTests
{
    private const string OnnxRuntime = "com.microsoft";

    private readonly ModelProto _model = new() { IrVersion = 7, Graph = new GraphProto { Name = "g" } };
    private readonly Random _random = new(7);

    public IntegerOperatorTests()
    {
        _model.OpsetImport.Add(new OperatorSetIdProto { Version = 13 });
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = OnnxRuntime, Version = 1 });
    }

    /// <summary>Unsigned and signed maps, zero points of all kinds, a scale for each kernel, a map that the model holds in two ways.</summary>
    [Theory]
    [InlineData(Tensors.Uint8, Tensors.Uint8)]
    [InlineData(Tensors.Uint8, Tensors.Int8)]
    [InlineData(Tensors.Int8, Tensors.Int8)]
    public void ANetworkOfThemIsReadAsItIs(int map, int weight)
    {
        Input(map, 1, 3, 9, 9);
        var zero = map == Tensors.Uint8 ? 128 : 0;
        Node("QLinearConv", "", "x xs xz w ws wz cs cz b", "c", Attributes.Integers("pads", 1, 1, 1, 1));
        Scale("x", 0.02f, zero - 9, map);
        Weights("w", weight, [6, 3, 3, 3], 6);
        Scale("c", 0.05f, zero - 100, map);
        _model.Graph.Initializer.Add(Tensors.Make("b", Tensors.Int32, [6], [.. Enumerable.Range(0, 6).Select(_ => (float)_random.Next(-2000, 2000))], raw: false));
        Node("MaxPool", "", "c", "p", Attributes.Integers("kernel_shape", 2, 2), Attributes.Integers("strides", 2, 2));
        Node("QLinearConv", "", "p cs cz v vs vz ds dz", "d", Attributes.Integer("group", 3));
        Weights("v", weight, [6, 2, 1, 1], 1);
        Scale("d", 0.1f, zero + 3, map);
        Node("QLinearAdd", OnnxRuntime, "p cs cz d ds dz as az", "a");
        Scale("a", 0.09f, zero - 20, map);
        Node("QLinearSigmoid", OnnxRuntime, "a as az ss sz", "s");
        Scale("s", 1 / 256f, map == Tensors.Uint8 ? 0 : -128, map);
        Node("QLinearMul", OnnxRuntime, "a as az s ss sz ms mz", "m");
        Scale("m", 0.05f, zero - 60, map);
        Node("QLinearGlobalAveragePool", OnnxRuntime, "m ms mz gs gz", "g", Attributes.Integer("channels_last", 0));
        Scale("g", 0.02f, zero - 30, map);
        Node("Flatten", "", "g", "f");
        Node("QGemm", OnnxRuntime, "f gs gz u us uz q ys yz", "y", Attributes.Integer("transB", 1));
        Weights("u", weight, [5, 6], 1);
        _model.Graph.Initializer.Add(Tensors.Make("q", Tensors.Int32, [5], [.. Enumerable.Range(0, 5).Select(_ => (float)_random.Next(-500, 500))], raw: false));
        Scale("y", 0.03f, zero, map);
        _model.Graph.Output.Add(Tensors.Info("y", map, 1, 5));

        var comparison = Compare(3 * 9 * 9, 0.02);
        Assert.Null(comparison.Float);
        foreach (var layer in comparison.Layers)
        {
            Assert.True(layer.Values > 0);
            Assert.InRange(layer.Largest, 0, layer.Map is "a/real" or "m/real" or "g/real" ? 1 : 0);
        }

        Assert.Equal(["c/real", "p", "d/real", "a/real", "s/real", "m/real", "g/real", "y/real"], comparison.Layers.Select(l => l.Map));
    }

    /// <summary>Weights around another zero point than the middle do not fit 8 bits without it: they are rounded anew, and nearly the same.</summary>
    [Fact]
    public void WeightsBeyondEightBitsAreRoundedAnew()
    {
        Input(Tensors.Uint8, 1, 4);
        Node("QLinearMatMul", "", "x xs xz w ws wz ys yz", "y");
        Scale("x", 0.02f, 100, Tensors.Uint8);
        Scale("y", 0.2f, 120, Tensors.Uint8);
        Scale("w", 0.01f, 20, Tensors.Uint8);
        _model.Graph.Initializer.Add(Tensors.Make("w", Tensors.Uint8, [4, 3], [255, 0, 20, 13, 128, 240, 9, 77, 20, 1, 200, 130], raw: true));
        _model.Graph.Output.Add(Tensors.Info("y", Tensors.Uint8, 1, 3));
        Assert.InRange(Assert.Single(Compare(4, 0.02).Layers).Largest, 0, 1);
    }

    [Theory]
    [InlineData("QLinearConv", "ws", new[] { 0.1f, -0.1f, 0.1f }, "a scale is not positive")]
    [InlineData("QLinearConv", "ws", new[] { 0.1f, 0.1f }, "scales of shape")]
    [InlineData("QLinearConv", "xs", new[] { 0f }, "the scale is 0")]
    [InlineData("QLinearConv", "xs", new[] { 0.1f, 0.2f }, "a feature map with several scales")]
    public void ScalesThatMakeNoSenseAreReported(string type, string name, float[] scales, string says)
    {
        Input(Tensors.Uint8, 1, 2, 4, 4);
        Node(type, "", "x xs xz w ws wz ys yz", "y");
        Scale("x", 0.1f, 0, Tensors.Uint8);
        Scale("y", 0.1f, 0, Tensors.Uint8);
        Weights("w", Tensors.Int8, [3, 2, 1, 1], 3);
        var graph = _model.Graph;
        graph.Initializer.Remove(graph.Initializer.First(i => i.Name == name));
        graph.Initializer.Add(Tensors.Make(name, Tensors.Float, scales.Length == 1 ? [] : [scales.Length], scales, raw: true));
        graph.Output.Add(Tensors.Info("y", Tensors.Uint8, 1, 3, 4, 4));
        using var folder = new TemporaryFolder();
        Assert.Contains(NetworkReader.Read(Write(folder)).Diagnostics, d => d.Message.Contains(says, StringComparison.Ordinal));
    }

    private OracleComparison Compare(int values, double step)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder);
        var read = NetworkReader.Read(path);
        Assert.True(read.Ok, string.Join('\n', read.Diagnostics));
        Assert.True(Quantizer.IsGiven(read.Value!));
        var images = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, values).Select(_ => (float)(step * _random.Next(-110, 110))).ToArray()).ToArray();
        var quantized = Quantizer.Run(read.Value!, images).Value!.With(RequantizationKind.Float32);
        var comparison = OracleComparison.Run(path, quantized, images);
        Assert.True(comparison.Ok, string.Join('\n', comparison.Diagnostics));
        return comparison.Value!;
    }

    private string Write(TemporaryFolder folder)
    {
        var path = Path.Combine(folder.Path, "model.onnx");
        File.WriteAllBytes(path, _model.ToByteArray());
        return path;
    }

    private void Input(int type, params object[] dims) => _model.Graph.Input.Add(Tensors.Info("x", type, dims));

    private void Node(string type, string domain, string inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type, Domain = domain, Name = output };
        node.Input.Add(inputs.Split(' '));
        node.Output.Add(output);
        node.Attribute.Add(attributes);
        _model.Graph.Node.Add(node);
    }

    private void Scale(string name, float scale, int zero, int type)
    {
        _model.Graph.Initializer.Add(Tensors.Make($"{name}s", Tensors.Float, [], [scale], raw: true));
        _model.Graph.Initializer.Add(Tensors.Make($"{name}z", type, [], [zero], raw: true));
    }

    /// <param name="scales">One for all, or one for each kernel.</param>
    private void Weights(string name, int type, long[] dims, int scales)
    {
        var middle = type == Tensors.Uint8 ? 128 : 0;
        long[] shape = scales == 1 ? [] : [scales];
        _model.Graph.Initializer.Add(Tensors.Make(name, type, dims, [.. Enumerable.Range(0, (int)dims.Aggregate((a, b) => a * b)).Select(_ => (float)(middle + _random.Next(-128, 128)))], raw: true));
        _model.Graph.Initializer.Add(Tensors.Make($"{name}s", Tensors.Float, shape, [.. Enumerable.Range(0, scales).Select(_ => (float)(0.002 + (0.01 * _random.NextDouble())))], raw: true));
        _model.Graph.Initializer.Add(Tensors.Make($"{name}z", type, shape, [.. Enumerable.Repeat((float)middle, scales)], raw: true));
    }
}
