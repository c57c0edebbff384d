using CimGen.Fuzz.Models;
using CimGen.Networks.Onnx.Format;
using Google.Protobuf;
using static CimGen.Networks.Tests.OnnxModel;
using OnnxModel = CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Fuzz.Tests;

/// <summary>Operators whose output shape is found in several ways: ONNX Runtime finds the same.</summary>
public sealed class OutputShapeTests
{
    private const int Models = 60;

    private readonly Random _random = new(11);

    [Theory]
    [InlineData("NOTSET", true)]
    [InlineData("VALID", true)]
    [InlineData("VALID", false)]
    [InlineData("SAME_UPPER", true)]
    [InlineData("SAME_UPPER", false)]
    [InlineData("SAME_LOWER", true)]
    [InlineData("SAME_LOWER", false)]
    public void ConvTransposeWithAutoPadAndOutputShape(string mode, bool hasShape)
    {
        for (var i = 0; i < Models; i++)
        {
            long[] shape = [1, 2, _random.Next(1, 6), _random.Next(1, 6)], strides = [_random.Next(1, 4), _random.Next(1, 4)], dilations = [_random.Next(1, 3), _random.Next(1, 3)];
            long[] kernel = [.. strides.Select(s => s + _random.Next(3))];
            long[] extra = [_random.NextInt64(strides[0]), _random.NextInt64(strides[1])];
            List<AttributeProto> attributes = [Ints("strides", strides), Ints("dilations", dilations), Ints("output_padding", extra), Text("auto_pad", mode)];
            if (hasShape)
            {
                attributes.Add(Ints("output_shape", [.. Enumerable.Range(0, 2).Select(a => _random.NextInt64(1, (shape[a + 2] * strides[a]) + ((kernel[a] - 1) * dilations[a]) + 1))]));
            }

            AssertEqual(Weights(new OnnxModel(shape), 2, 3, kernel[0], kernel[1]).Node("ConvTranspose", "x w y", [.. attributes]), shape);
        }
    }

    [Theory]
    [InlineData(13)]
    [InlineData(18)]
    public void ReduceMax(int opset)
    {
        foreach (var (axes, keeps) in from axes in new long[][] { [2, 3], [-1, -2], [3, 2], [-2, 3] } from keeps in new[] { 0, 1 } select (axes, keeps))
        {
            var model = new OnnxModel(1, 3, 4, 5).Opset(opset);
            AssertEqual(
                opset < 18 ? model.Node("ReduceMax", "x y", Ints("axes", axes), Int("keepdims", keeps)) : model.Shape("a", axes).Node("ReduceMax", "x a y", Int("keepdims", keeps)),
                [1, 3, 4, 5]);
        }
    }

    /// <summary>In integers, and as the quantized model that is read again.</summary>
    [Fact]
    public void InIntegersTheyAgreeToo()
    {
        var model = Weights(new OnnxModel(1, 2, 4, 5), 2, 3, 3, 3)
            .Node("ConvTranspose", "x w c", Ints("strides", 2, 2), Text("auto_pad", "SAME_LOWER")).Node("Relu", "c r").Node("ReduceMax", "r y", Ints("axes", 2, 3), Int("keepdims", 0));
        Write(model, path => Agreement.Assert(path));
    }

    private void AssertEqual(OnnxModel model, long[] shape) => Write(model, path =>
    {
        var comparison = Comparison.Of(path, model.Proto, shape, _random);
        Assert.True(comparison.Reading == Reading.Equal, $"{comparison.Reading}: {string.Join('\n', comparison.Messages)}\n{ModelText.Of(model.Proto)}");
    });

    private OnnxModel Weights(OnnxModel model, params long[] dims) =>
        model.Weights("w", dims, [.. Enumerable.Range(0, (int)Tensors.Count(dims)).Select(_ => (_random.NextSingle() * 2) - 1)]);

    /// <summary>ONNX Runtime wants to know the type of the output.</summary>
    private static void Write(OnnxModel model, Action<string> use)
    {
        using var folder = new TemporaryFolder();
        model.Proto.Graph.Output[0].Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } };
        use(folder.Write("model.onnx", model.Proto.ToByteArray()));
    }
}
