using CimGen.Networks.Onnx.Format;
using CimGen.Networks.Quantized;
using Google.Protobuf;
using static CimGen.Networks.Tests.OnnxModel;
using OnnxModel = CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Fuzz.Tests;

/// <summary>Whole models in the forms of known exporters: ONNX Runtime gives the same in float and in integers, and for the model that CimGen writes.</summary>
public sealed class ExportedFormTests
{
    private static readonly long[] ToFront = [0, 3, 1, 2], ToBack = [0, 2, 3, 1];

    private readonly Random _random = new(3);

    public static TheoryData<string> AllOfKeras() => [.. Keras.Keys];

    [Theory]
    [MemberData(nameof(AllOfKeras))]
    public void ModelsOfPixelsAgree(string what) => Write(Keras[what](this), path => Agreement.Assert(path));

    public static TheoryData<string> AllShared() => [.. Shared.Keys];

    /// <summary>Each layer has scales of its own; as scales of weights come from the weights alone, they are equal where weights are.</summary>
    [Theory]
    [MemberData(nameof(AllShared))]
    public void SharedWeightsAgree(string what) => Write(Shared[what](this), path =>
    {
        var layers = Agreement.Assert(path).Layers.OfType<QuantizedConvolution>().ToList();
        Assert.Equal(2, layers.Count);
        Assert.True(layers[0].Weights.SequenceEqual(layers[1].Weights));
        Assert.True(layers[0].KernelScales.SequenceEqual(layers[1].KernelScales));
    });

    /// <summary>What a layer takes over from its surroundings is its own: here a normalization behind one of two equal convolutions.</summary>
    [Fact]
    public void ANormalizationBehindSharedWeightsIsOfOneLayer() => Write(
        Weights(Weights(new OnnxModel(1, 3, 6, 6), "w", 3, 3, 3, 3).Weights("s", [3], 0.5f, 1, 2), "b", 3).Weights("v", [3], 1, 2, 3)
            .Node("Conv", "x w c", Ints("pads", 1, 1, 1, 1)).Node("BatchNormalization", "c s b b v n").Node("Relu", "n r").Node("Conv", "r w y"),
        path =>
        {
            var layers = Agreement.Assert(path).Layers.OfType<QuantizedConvolution>().ToList();
            Assert.Equal(2, layers.Count);
            Assert.False(layers[0].KernelScales.SequenceEqual(layers[1].KernelScales));
        });

    /// <summary>One constant is a table; one for each channel a table and a product, in the written model, too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ConstantsOverMapsAgree(int constants) => Write(
        new OnnxModel(1, 3, 4, 5).Weights("c", [constants, 1, 1], [.. new float[] { 2, -1, 0.5f }.Take(constants)]).Weights("a", [], 2.5f).Node("Add", "x a s").Node("Div", "c s d").Node("Relu", "d y"),
        path => Agreement.Assert(path));

    /// <summary>A table, a product and a sum, in the written model, too.</summary>
    [Theory]
    [InlineData("3 4 5")]
    [InlineData("4")]
    public void SlopesOfChannelsAgree(string shape)
    {
        long[] dims = [.. shape.Split(' ').Select(long.Parse)];
        Write(
            new OnnxModel([1, .. dims]).Weights("s", dims.Length == 1 ? dims : [dims[0], 1, 1], [.. new[] { 0.1f, 1, -0.4f, -0.8f }.Take((int)dims[0])]).Node("PRelu", "x s p").Node("Mul", "p p m").Node("Neg", "m n").Node("Softsign", "n y"),
            path => Agreement.Assert(path));
    }

    /// <summary>What pads leave of the input is cut out in the written model, too, as the constant has changed the weights.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(0, 2)]
    public void AConvTransposeOfAPartOfItsInputAgrees(int rows, int columns) => Write(
        Weights(Weights(new OnnxModel(1, 4, 7, 6), "w", 4, 2, 3, 1), "b", 2).Weights("c", [], 0.7f)
            .Node("ConvTranspose", "x w b t", Ints("pads", rows, columns, 1, 0)).Node("Sub", "c t s").Node("Relu", "s y"),
        path => Assert.Contains(Agreement.Assert(path).Layers, l => l is QuantizedConvolution));

    /// <summary>Images of uint8, prepared in the model.</summary>
    [Theory]
    [InlineData("Keras")]
    [InlineData("PyTorch")]
    public void ModelsOfBytesAgree(string exporter)
    {
        var model = Weights(new OnnxModel(1, 6, 5, 3), "w", 4, 3, 3, 3).Weights("s", [], 127.5f).Weights("m", [3], 0.9f, 1, 1.1f).Weights("n", [3, 1, 1], 0.9f, 1, 1.1f);
        _ = exporter == "Keras"
            ? model.Node("Cast", "x a", Int("to", 1)).Node("Div", "a s b").Node("Sub", "b m c").Node("Transpose", "c t", Ints("perm", ToFront)).Node("Conv", "t w y")
            : model.Node("Transpose", "x t", Ints("perm", ToFront)).Node("Cast", "t a", Int("to", 1)).Node("Div", "a s b").Node("Sub", "b n c").Node("Conv", "c w y", Ints("pads", 1, 1, 1, 1));
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = 2;
        Write(model, path => Agreement.Assert(path));
    }

    [Fact]
    public void ModelsOfHalfFloatsAgree()
    {
        var model = Weights(Weights(Weights(new OnnxModel(1, 2, 6, 6), "w", 4, 2, 3, 3), "b", 4), "v", 16, 3)
            .Node("Conv", "x w b c", Ints("strides", 2, 2), Ints("pads", 1, 1, 1, 1)).Node("Relu", "c r").Node("MaxPool", "r p", Ints("kernel_shape", 2, 2)).Node("Flatten", "p f").Node("MatMul", "f v h").Node("Cast", "h y", Int("to", 1));
        foreach (var tensor in model.Proto.Graph.Initializer)
        {
            var values = tensor.FloatData.SelectMany(v => BitConverter.GetBytes((Half)v)).ToArray();
            tensor.FloatData.Clear();
            (tensor.DataType, tensor.RawData) = (10, ByteString.CopyFrom(values));
        }

        model.Proto.Graph.Input[0].Type.TensorType.ElemType = 10;
        Write(model, path => Agreement.Assert(path));
    }

    private static readonly Dictionary<string, Func<ExportedFormTests, OnnxModel>> Keras = new()
    {
        ["classifier that is flattened"] = t => t.Weights(t.Weights(t.Weights(new OnnxModel(1, 8, 6, 3), "w", 4, 3, 3, 3), "b", 4), "d", 24, 5).Shape("s", -1, 24)
            .Node("Transpose", "x t", Ints("perm", ToFront)).Node("Conv", "t w b c", Text("auto_pad", "SAME_UPPER"), Ints("strides", 2, 2)).Node("Relu", "c r")
            .Node("MaxPool", "r p", Ints("kernel_shape", 2, 1), Ints("strides", 2, 1)).Node("Transpose", "p u", Ints("perm", ToBack)).Node("Reshape", "u s f").Node("MatMul", "f d y"),
        ["classifier with a bias, a mean and a Softmax"] = t => t.Weights(t.Weights(t.Weights(new OnnxModel(1, 7, 6, 3), "w", 4, 3, 3, 3), "d", 4, 5), "e", 5)
            .Node("Transpose", "x t", Ints("perm", ToFront)).Node("Conv", "t w c").Node("Relu", "c r").Node("Transpose", "r u", Ints("perm", ToBack))
            .Node("ReduceMean", "u m", Ints("axes", 1, 2), Int("keepdims", 0)).Node("MatMul", "m d l").Node("Add", "l e a").Node("Softmax", "a y"),
        ["rescaled pixels"] = t => t.Weights(new OnnxModel(1, 6, 6, 3), "w", 4, 3, 3, 3).Weights("s", [3], 2, 3, 4).Weights("m", [], 0.5f)
            .Node("Mul", "x s a").Node("Sub", "a m b").Node("Transpose", "b t", Ints("perm", ToFront)).Node("Conv", "t w y"),
        ["one channel"] = t => t.Weights(new OnnxModel(1, 6, 5, 1), "w", 4, 1, 3, 3).Shape("s", 1, 1, 6, 5).Node("Reshape", "x s t").Node("Conv", "t w c").Node("Transpose", "c y", Ints("perm", ToBack)),
        ["functions between transpositions"] = t => t.Weights(t.Weights(new OnnxModel(1, 3, 5, 5), "w", 4, 3, 3, 3), "v", 2, 4, 1, 1).Shape("p", 0, 1, 1, 0, 0, 0, 1, 0)
            .Node("Conv", "x w c").Node("Transpose", "c t", Ints("perm", ToBack)).Node("Sigmoid", "t s").Node("Mul", "t s m").Node("Pad", "m p q").Node("Transpose", "q u", Ints("perm", ToFront)).Node("Conv", "u v y"),
        ["normalization of pixels"] = t => t.Weights(t.Weights(new OnnxModel(1, 3, 5, 4), "s", 3), "b", 3)
            .Node("Relu", "x r").Node("Transpose", "r t", Ints("perm", ToBack)).Node("Mul", "t s m").Node("Add", "m b a").Node("Transpose", "a u", Ints("perm", ToFront)).Node("MaxPool", "u y", Ints("kernel_shape", 2, 2)),
        ["joined pixels"] = t => t.Weights(t.Weights(new OnnxModel(1, 5, 5, 3), "w", 4, 3, 1, 1), "v", 2, 3, 1, 1)
            .Node("Transpose", "x t", Ints("perm", ToFront)).Node("Conv", "t w a").Node("Conv", "t v b").Node("Transpose", "a c", Ints("perm", ToBack)).Node("Transpose", "b d", Ints("perm", ToBack)).Node("Concat", "c d e", Int("axis", 3)).Node("Relu", "e y"),
        ["gate on pixels"] = t => t.Weights(t.Weights(new OnnxModel(1, 5, 5, 3), "w", 4, 3, 3, 3), "v", 4, 4)
            .Node("Transpose", "x t", Ints("perm", ToFront)).Node("Conv", "t w c").Node("Transpose", "c p", Ints("perm", ToBack)).Node("ReduceMean", "p m", Ints("axes", 1, 2), Int("keepdims", 1))
            .Node("MatMul", "m v n").Node("Sigmoid", "n g").Node("Mul", "p g y"),
        ["matrix on pixels with a bias"] = t => t.Weights(t.Weights(t.Weights(new OnnxModel(1, 3, 4, 5), "w", 3, 6), "b", 6), "v", 6, 3)
            .Node("Transpose", "x t", Ints("perm", ToBack)).Node("MatMul", "t w m").Node("Add", "m b n").Node("Relu", "n r").Node("MatMul", "r v o").Node("Transpose", "o y", Ints("perm", ToFront)),
        ["lines of pixels"] = t => t.Weights(new OnnxModel(1, 9, 2), "w", 3, 2, 3).Node("Transpose", "x t", Ints("perm", 0, 2, 1)).Node("Conv", "t w c").Node("Transpose", "c y", Ints("perm", 0, 2, 1)),
        ["enlarged pixels"] = t => t.Weights(new OnnxModel(1, 3, 4, 3), "w", 2, 3, 1, 1).Weights("s", [4], 1, 2, 2, 1)
            .Node("Transpose", "x t", Ints("perm", ToFront)).Node("Conv", "t w c").Node("Transpose", "c p", Ints("perm", ToBack)).Node("Resize", "p - s y", Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor")),
        ["quantized pixels"] = t => Integers(Integers(new OnnxModel(1, 6, 5, 3), "q", 2, 3, 3, 3), "z").Weights("i", [], 0.01f).Weights("s", [], 0.02f).Weights("o", [], 0.03f)
            .Node("QuantizeLinear", "x i z xq").Node("Transpose", "xq xt", Ints("perm", ToFront)).Node("DequantizeLinear", "xt i z xd").Node("DequantizeLinear", "q s w").Node("Conv", "xd w c").Node("Relu", "c r")
            .Node("QuantizeLinear", "r o z rq").Node("Transpose", "rq rt", Ints("perm", ToBack)).Node("DequantizeLinear", "rt o z y"),
        ["boxes of a detector"] = t => t.Weights(new OnnxModel(1, 3, 5, 4), "w", 6, 3, 1, 1).Shape("s", 1, 2, 3, 5, 4).Shape("l", 1, -1, 3)
            .Node("Conv", "x w c").Node("Sigmoid", "c g").Node("Reshape", "g s a").Node("Transpose", "a t", Ints("perm", 0, 1, 3, 4, 2)).Node("Reshape", "t l y"),
    };

    private static readonly Dictionary<string, Func<ExportedFormTests, OnnxModel>> Shared = new()
    {
        ["Conv twice"] = t => t.Weights(new OnnxModel(1, 3, 6, 6), "w", 3, 3, 3, 3).Node("Conv", "x w c", Ints("pads", 1, 1, 1, 1)).Node("Relu", "c r").Node("Conv", "r w y"),
        ["Conv side by side"] = t => t.Weights(new OnnxModel(1, 3, 6, 6), "w", 4, 3, 3, 3).Node("Conv", "x w a").Node("Relu", "x r").Node("Conv", "r w b").Node("Add", "a b y"),
        ["by way of an Identity"] = t => t.Weights(t.Weights(new OnnxModel(1, 3, 6, 6), "w", 3, 3, 3, 3), "b", 3)
            .Node("Identity", "w v").Node("Identity", "b d").Node("Conv", "x w b c", Ints("pads", 1, 1, 1, 1)).Node("Relu", "c r").Node("Conv", "r v d y"),
        ["Gemm twice"] = t => t.Weights(t.Weights(new OnnxModel(1, 5), "w", 5, 5), "b", 5).Node("Gemm", "x w b c").Node("Relu", "c r").Node("Gemm", "r w b y"),
        ["by way of a DequantizeLinear"] = t => Integers(Integers(new OnnxModel(1, 3, 6, 6), "q", 3, 3, 3, 3), "z").Weights("i", [], 0.01f).Weights("s", [], 0.02f).Weights("o", [], 0.03f)
            .Node("DequantizeLinear", "q s w").Node("QuantizeLinear", "x i z xq").Node("DequantizeLinear", "xq i z xd").Node("Conv", "xd w c", Ints("pads", 1, 1, 1, 1)).Node("Relu", "c r")
            .Node("QuantizeLinear", "r o z rq").Node("DequantizeLinear", "rq o z rd").Node("Conv", "rd w e").Node("QuantizeLinear", "e o z eq").Node("DequantizeLinear", "eq o z y"),
        ["of two DequantizeLinear"] = t => Integers(Integers(new OnnxModel(1, 3, 6, 6), "q", 3, 3, 3, 3), "z").Weights("i", [], 0.01f).Weights("s", [], 0.02f).Weights("o", [], 0.03f)
            .Node("DequantizeLinear", "q s w").Node("DequantizeLinear", "q s v").Node("QuantizeLinear", "x i z xq").Node("DequantizeLinear", "xq i z xd").Node("Conv", "xd w c", Ints("pads", 1, 1, 1, 1))
            .Node("QuantizeLinear", "c o z rq").Node("DequantizeLinear", "rq o z rd").Node("Conv", "rd v e").Node("QuantizeLinear", "e o z eq").Node("DequantizeLinear", "eq o z y"),
    };

    private static OnnxModel Integers(OnnxModel model, string name, params long[] dims)
    {
        var tensor = new TensorProto { Name = name, DataType = 3 };
        tensor.Dims.Add(dims);
        tensor.Int32Data.Add(Enumerable.Range(0, (int)dims.Aggregate(1L, (a, d) => a * d)).Select(i => dims.Length == 0 ? 0 : (i * 37 % 255) - 127));
        model.Proto.Graph.Initializer.Add(tensor);
        return model;
    }

    private OnnxModel Weights(OnnxModel model, string name, params long[] dims) =>
        model.Weights(name, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, d) => a * d)).Select(_ => (_random.NextSingle() * 2) - 1)]);

    /// <summary>ONNX Runtime wants to know the type of the output.</summary>
    private static void Write(OnnxModel model, Action<string> use)
    {
        using var folder = new TemporaryFolder();
        model.Proto.Graph.Output[0].Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } };
        use(folder.Write("model.onnx", model.Proto.ToByteArray()));
    }
}
