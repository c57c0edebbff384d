using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using static CimGen.Networks.Tests.ImportedModel;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>Transpositions as exporters of TensorFlow and Keras write them: they only rename axes.</summary>
public class OnnxTransposeTests
{
    private static readonly long[] ToFront = [0, 3, 1, 2], ToBack = [0, 2, 3, 1];

    private readonly Random _random = new(17);

    /// <summary>An image of pixels, mean and factor for each channel, a Pad, a convolution.</summary>
    [Fact]
    public void AnInputOfPixelsIsAMap()
    {
        var input = NaiveMap.Random(_random, 3, 4, 5);
        float[] mean = [0.1f, 0.2f, 0.3f];
        var w = Floats(2 * 3 * 3 * 3);
        var network = AssertEqual(
            input.Each((c, v) => v - mean[c]).Convolve([.. w.Select(v => (double)v)], [0, 0], 3, 3, [1, 1], [1, 1, 1, 1], [1, 1]),
            new OnnxModel(1, 4, 5, 3).Weights("m", [3], mean).Weights("w", [2, 3, 3, 3], w).Shape("p", 0, 1, 1, 0, 0, 1, 1, 0)
                .Node("Sub", "x m s").Node("Pad", "s p q").Node("Transpose", "q t", Ints("perm", ToFront)).Node("Conv", "t w y"),
            input);
        Assert.Equal(ElementOrder.Of([(4 * 5, 1), (3, 4 * 5)]), network.InputOrders[0]);
        Assert.True(network.Outputs[0].Order!.IsChannelFirst);
        Assert.Equal(InputLayout.Hwc, InputFormat.Pixels.For(network, 0).Layout);
        Assert.Equal(InputLayout.Chw, (InputFormat.Pixels with { Layout = InputLayout.Chw }).For(network, 0).Layout);
        Assert.Equal(InputLayout.Chw, InputFormat.Pixels.For(Read(new OnnxModel(1, 3, 4, 5).Node("Relu", "x y")), 0).Layout);
        Assert.Equal(input.ToHwc(), network.InputOrders[0].ToMap(input.ToHwc(), network.InputShapes.Maps[0]));
    }

    /// <summary>One channel is moved by a Reshape.</summary>
    [Fact]
    public void PixelsOfOneChannelAreReshaped()
    {
        var input = NaiveMap.Random(_random, 1, 4, 5);
        AssertEqual(
            input.Pool(average: false, 2, 2, [1, 1], [0, 0, 0, 0]),
            new OnnxModel(1, 4, 5, 1).Shape("s", -1, 1, 4, 5).Node("Reshape", "x s t").Node("MaxPool", "t y", Ints("kernel_shape", 2, 2)),
            input);
    }

    /// <summary>What is read with its channels in front stays so, wherever else it is transposed.</summary>
    [Fact]
    public void AnInputThatALayerReadsIsNoImageOfPixels()
    {
        var network = Read(new OnnxModel(1, 3, 4, 5).Zeros("w", 2, 3, 1, 1).Node("Conv", "x w a").Node("Transpose", "x t", Ints("perm", ToFront)).Node("Transpose", "t u", Ints("perm", ToBack)).Node("Conv", "u w b").Node("Add", "a b y"));
        Assert.Equal(new FeatureShape(3, 4, 5), network.Shapes["x"]);
    }

    [Fact]
    public void LinesOfPixelsAreMaps()
    {
        var input = NaiveMap.Random(_random, 2, 1, 6);
        AssertEqual(
            NaiveMap.Make(2, 1, 5, (c, _, x) => Math.Max(input[c, 0, x], input[c, 0, x + 1])),
            new OnnxModel(1, 6, 2).Node("Transpose", "x t", Ints("perm", 0, 2, 1)).Node("MaxPool", "t y", Ints("kernel_shape", 2)),
            input);
    }

    /// <summary>The rows of the matrix are pixel by pixel.</summary>
    [Theory]
    [InlineData("Flatten")]
    [InlineData("Reshape")]
    public void AMatrixBehindFlattenedPixelsIsRenumbered(string way)
    {
        var input = NaiveMap.Random(_random, 3, 2, 4);
        var w = Floats(24 * 2);
        var model = new OnnxModel(1, 3, 2, 4).Weights("w", [24, 2], w).Weights("c", [24], [.. Enumerable.Range(0, 24).Select(i => i / 10f)]).Shape("s", 1, -1).Node("Relu", "x r").Node("Transpose", "r t", Ints("perm", ToBack));
        var relu = input.Each((_, v) => Math.Max(0, v));
        AssertEqual(
            NaiveMap.Make(2, 1, 1, (k, _, _) => Enumerable.Range(0, 24).Sum(f => (relu[f % 3, f / 12, f / 3 % 4] + (f / 10f)) * w[(f * 2) + k])),
            (way == "Flatten" ? model.Node("Flatten", "t f") : model.Node("Reshape", "t s f")).Node("Add", "f c g").Node("MatMul", "g w y"),
            input);
    }

    [Fact]
    public void AMatrixOnThePixelsIsAConvolution()
    {
        var input = NaiveMap.Random(_random, 3, 2, 4);
        var w = Floats(3 * 5);
        var network = AssertEqual(
            NaiveMap.Make(5, 2, 4, (k, y, x) => Enumerable.Range(0, 3).Sum(c => input[c, y, x] * w[(c * 5) + k])),
            new OnnxModel(1, 3, 2, 4).Weights("w", [3, 5], w).Node("Transpose", "x t", Ints("perm", ToBack)).Node("MatMul", "t w m").Node("Transpose", "m y", Ints("perm", ToFront)),
            input);
        Assert.Equal(new Window(1, 1), Assert.IsType<Convolution>(Assert.Single(network.Layers)).Window);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheMeanOfPixelsIsThatOfAMap(bool keeps)
    {
        var input = NaiveMap.Random(_random, 3, 2, 4);
        AssertEqual(
            NaiveMap.Make(3, 1, 1, (c, _, _) => Enumerable.Range(0, 8).Average(i => input[c, i / 4, i % 4])),
            new OnnxModel(1, 3, 2, 4).Node("Transpose", "x t", Ints("perm", ToBack)).Node("ReduceMean", "t y", Ints("axes", 1, 2), Int("keepdims", keeps ? 1 : 0)),
            input);
    }

    /// <summary>Activations, constants, a gate, joined and cut along the last axis.</summary>
    [Fact]
    public void WhatLiesBetweenTranspositionsWorksOnPixels()
    {
        var input = NaiveMap.Random(_random, 2, 3, 4);
        float[] factor = [2, -3];
        var relu = input.Each((_, v) => Math.Max(0, v));
        var scaled = input.Each((c, v) => v * factor[c]);
        var mean = NaiveMap.Make(2, 1, 1, (c, _, _) => Enumerable.Range(0, 12).Average(i => scaled[c, i / 4, i % 4]));
        NaiveMap[] parts = [relu, scaled.Each((c, v) => v / (1 + Math.Exp(-mean[c, 0, 0])))];
        AssertEqual(
            NaiveMap.Make(3, 3, 4, (c, y, x) => parts[(c + 1) / 2][(c + 1) % 2, y, x]),
            new OnnxModel(1, 2, 3, 4).Weights("c", [2], factor).Shape("f", 1).Shape("e", 4).Shape("a", 3)
                .Node("Transpose", "x t", Ints("perm", ToBack)).Node("Relu", "t r").Node("Mul", "c t s").Node("ReduceMean", "s m", Ints("axes", 1, 2)).Node("Sigmoid", "m g").Node("Mul", "g s h")
                .Node("Concat", "r h j", Int("axis", 3)).Node("Slice", "j f e a k").Node("Transpose", "k y", Ints("perm", ToFront)),
            input);
    }

    /// <summary>Any order is one of the output, also of pieces of axes that are reshaped before.</summary>
    [Fact]
    public void TheOutputHasTheModelsOrder()
    {
        var input = NaiveMap.Random(_random, 6, 2, 3);
        var pixels = Read(new OnnxModel(1, 6, 2, 3).Node("Relu", "x r").Node("Transpose", "r y", Ints("perm", ToBack)));
        Assert.Equal([.. from y in Two from x in Three from c in Enumerable.Range(0, 6) select (float)Math.Max(0, input[c, y, x])], Outputs(pixels, input));

        // As detectors write it: [1, A * B, H, W] to [1, A, H, W, B].
        var boxes = Read(new OnnxModel(1, 6, 2, 3).Shape("s", 1, 2, 3, 2, 3).Shape("l", 1, -1, 3).Node("Relu", "x r").Node("Reshape", "r s a").Node("Transpose", "a t", Ints("perm", 0, 1, 3, 4, 2)).Node("Reshape", "t l y"));
        Assert.Equal([.. from a in Two from y in Two from x in Three from b in Three select (float)Math.Max(0, input[(a * 3) + b, y, x])], Outputs(boxes, input));
    }

    /// <summary>A constant on either side of a map, and one over a map.</summary>
    [Theory]
    [InlineData("Sub", "c x y")]
    [InlineData("Sub", "x c y")]
    [InlineData("Div", "c x y")]
    [InlineData("Div", "x c y")]
    [InlineData("Div", "s x y")]
    public void ConstantsStandOnEitherSide(string type, string names)
    {
        var input = NaiveMap.Random(_random, 2, 2, 3).Each((_, v) => v + 2);
        float[] c = [0.5f, -3];
        AssertEqual(
            input.Each((k, v) => (type, names[0]) switch { ("Sub", 'c') => c[k] - v, ("Sub", _) => v - c[k], (_, 'c') => c[k] / v, (_, 's') => 2 / v, _ => v / c[k] }),
            new OnnxModel(1, 2, 2, 3).Weights("c", [2, 1, 1], c).Weights("s", [], 2).Node(type, names),
            input);
    }

    /// <summary>Softsign as exporters write it.</summary>
    [Fact]
    public void AQuotientOfFunctionsOfOneMapIsOne()
    {
        var input = NaiveMap.Random(_random, 2, 2, 3);
        var network = AssertEqual(
            input.Each((_, v) => v / (1 + Math.Abs(v))), new OnnxModel(1, 2, 2, 3).Weights("c", [], 1).Node("Abs", "x a").Node("Add", "a c d").Node("Div", "x d y"), input);
        Assert.Single(network.Layers);
    }

    /// <summary>Weights, constants and the input of float16, and what casts them.</summary>
    [Fact]
    public void HalfFloatsAreRead()
    {
        var input = NaiveMap.Random(_random, 2, 2, 2);
        var w = Floats(6);
        var model = new OnnxModel(1, 2, 2, 2).Node("Cast", "x h", Int("to", 10)).Node("Conv", "h w c").Node("Cast", "c y", Int("to", 1));
        var tensor = new Onnx.Format.TensorProto { Name = "w", DataType = 10, Dims = { 3, 2, 1, 1 }, RawData = Google.Protobuf.ByteString.CopyFrom([.. w.SelectMany(v => BitConverter.GetBytes((Half)v))]) };
        model.Proto.Graph.Initializer.Add(tensor);
        AssertEqual(input.Convolve([.. w.Select(v => (double)(Half)v)], [0, 0, 0], 1, 1, [1, 1], [0, 0, 0, 0], [1, 1]), model, input);
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = 10;
        Assert.True(model.Read().Ok);
    }

    private static IEnumerable<int> Two => Enumerable.Range(0, 2);

    private static IEnumerable<int> Three => Enumerable.Range(0, 3);

    private static float[] Outputs(Network network, NaiveMap input) => network.InModelOrder(FloatExecutor.Run(network, input.ToHwc())[network.Outputs[0].Map]);

    private float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => (_random.NextSingle() * 2) - 1)];
}
