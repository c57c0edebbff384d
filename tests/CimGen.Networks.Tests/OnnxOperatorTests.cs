using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>Imported operators, run in float, against the plain definitions.</summary>
public class OnnxOperatorTests
{
    private readonly Random _random = new(7);

    [Fact]
    public void ConvolutionsOfAnyKernelStridePaddingAndDilation()
    {
        for (var i = 0; i < 100; i++)
        {
            var (channels, height, width, kernels) = (_random.Next(1, 4), _random.Next(5, 9), _random.Next(5, 9), _random.Next(1, 4));
            var (ky, kx) = (_random.Next(1, 4), _random.Next(1, 4));
            int[] strides = [_random.Next(1, 3), _random.Next(1, 4)], pads = [_random.Next(3), _random.Next(3), _random.Next(3), _random.Next(3)], dilations = [_random.Next(1, 3), _random.Next(1, 3)];
            var (w, b) = (Floats(kernels * channels * ky * kx), Floats(kernels));
            var input = NaiveMap.Random(_random, channels, height, width);
            AssertEqual(
                input.Convolve(Doubles(w), Doubles(b), ky, kx, strides, pads, dilations),
                new OnnxModel(1, channels, height, width).Weights("w", [kernels, channels, ky, kx], w).Weights("b", [kernels], b)
                    .Node("Conv", "x w b y", Ints("strides", Long(strides)), Ints("pads", Long(pads)), Ints("dilations", Long(dilations))),
                input);
        }
    }

    /// <summary>As the ONNX specification has it: outputs = ceil(inputs / stride), the odd pad at the end or at the beginning.</summary>
    [Theory]
    [InlineData("SAME_UPPER", 1, 2)]
    [InlineData("SAME_LOWER", 2, 1)]
    [InlineData("VALID", 0, 0)]
    [InlineData("NOTSET", 0, 0)]
    public void AutomaticPadding(string mode, int before, int after)
    {
        var w = Floats(16);
        var input = NaiveMap.Random(_random, 1, 5, 5);
        AssertEqual(
            input.Convolve(Doubles(w), [0], 4, 4, [1, 1], [before, before, after, after], [1, 1]),
            new OnnxModel(1, 1, 5, 5).Weights("w", [1, 1, 4, 4], w).Node("Conv", "x w y", Text("auto_pad", mode)),
            input);
    }

    [Theory]
    [InlineData("MaxPool")]
    [InlineData("AveragePool")]
    public void PoolingWithStrideAndPadding(string type)
    {
        for (var i = 0; i < 50; i++)
        {
            var (ky, kx) = (_random.Next(1, 4), _random.Next(1, 4));
            int[] strides = [_random.Next(1, 4), _random.Next(1, 3)], pads = [_random.Next(ky), _random.Next(kx), _random.Next(ky), _random.Next(kx)];
            var input = NaiveMap.Random(_random, 2, _random.Next(4, 9), _random.Next(4, 9));
            AssertEqual(
                input.Pool(type == "AveragePool", ky, kx, strides, pads),
                new OnnxModel(1, 2, input.Height, input.Width)
                    .Node(type, "x y", Ints("kernel_shape", ky, kx), Ints("strides", Long(strides)), Ints("pads", Long(pads)), Int("count_include_pad", 1)),
                input);
        }
    }

    public static TheoryData<string> MeansOfMaps() => [.. Means.Keys];

    [Theory]
    [MemberData(nameof(MeansOfMaps))]
    public void TheMeanOverAMapInAllItsSpellings(string spelling)
    {
        var input = NaiveMap.Random(_random, 3, 4, 5);
        AssertEqual(input.Pool(average: true, 4, 5, [1, 1], [0, 0, 0, 0]), Means[spelling](new OnnxModel(1, 3, 4, 5)), input);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GemmOnAFlattenedMapCountsChannelsOutermost(bool transposed)
    {
        var input = NaiveMap.Random(_random, 3, 2, 4);
        var (w, b) = (Floats(5 * 24), Floats(5));
        var matrix = Doubles(w);
        AssertEqual(
            NaiveMap.Make(5, 1, 1, (k, _, _) => (0.5 * Enumerable.Range(0, 24).Sum(f => input.Values[f] * matrix[transposed ? (k * 24) + f : (f * 5) + k])) + (2.0 * b[k])),
            new OnnxModel(1, 3, 2, 4).Weights("w", transposed ? [5, 24] : [24, 5], w).Weights("b", [5], b)
                .Node("Flatten", "x f").Node("Gemm", "f w b y", Int("transB", transposed ? 1 : 0), Number("alpha", 0.5f), Number("beta", 2)),
            input);
    }

    [Fact]
    public void MatMulAndAddOnAReshapedMap()
    {
        var input = NaiveMap.Random(_random, 2, 3, 3);
        var (w, b) = (Floats(18 * 4), Floats(4));
        AssertEqual(
            NaiveMap.Make(4, 1, 1, (k, _, _) => b[k] + Enumerable.Range(0, 18).Sum(f => input.Values[f] * (double)w[(f * 4) + k])),
            new OnnxModel(1, 2, 3, 3).Shape("s", 1, -1).Weights("w", [18, 4], w).Weights("b", [4], b)
                .Node("Reshape", "x s f").Node("MatMul", "f w m").Node("Add", "b m y"),
            input);
    }

    public static TheoryData<string> ElementOperators() => [.. Elements.Keys];

    [Theory]
    [MemberData(nameof(ElementOperators))]
    public void OperatorsOnElements(string what)
    {
        var (model, expected) = Elements[what];
        var input = NaiveMap.Random(_random, 2, 3, 4);
        AssertEqual(input.Each(expected), model(new OnnxModel(1, 2, 3, 4).Weights("two", [1, 2, 1, 1], 0.25f, -0.5f).Weights("p", [2], 0.5f, 2)), input);
    }

    /// <summary>A branch and its sum, whose activation must not leak into the branch.</summary>
    [Fact]
    public void ResidualSumsKeepBothSides()
    {
        var input = NaiveMap.Random(_random, 2, 3, 4);
        AssertEqual(
            input.Each((_, v) => Math.Max(0, Math.Max(0, v) + v)),
            new OnnxModel(1, 2, 3, 4).Node("Relu", "x r").Node("Add", "r x s").Node("Relu", "s y"),
            input);
    }

    /// <summary>What has a second reader, under whatever name and however late, is not fused with the first one.</summary>
    [Theory]
    [InlineData("Identity c a; Relu a r; Add c r y", "+")]
    [InlineData("Relu c r; Identity c a; Add a r y", "+")]
    [InlineData("Identity c a; Identity a b; Relu b r; Add r a y", "+")]
    [InlineData("Identity c a; Relu a r; Add c c d; Add d r y", "++")]
    [InlineData("Identity c a; Add a one r; Add c r y", "1")]
    [InlineData("Relu c r; Identity c y", "")]
    public void SharedMapsStayAsTheyAre(string nodes, string expected)
    {
        var input = NaiveMap.Random(_random, 1, 3, 3);
        var model = new OnnxModel(1, 1, 3, 3).Weights("w", [1, 1, 1, 1], 2).Weights("one", [1], 1).Node("Conv", "x w c");
        foreach (var node in nodes.Split("; "))
        {
            var name = node.IndexOf(' ', StringComparison.Ordinal);
            model = model.Node(node[..name], node[(name + 1)..]);
        }

        AssertEqual(
            input.Each((_, v) => expected switch
            {
                "+" => (2 * v) + Math.Max(0, 2 * v),
                "++" => (4 * v) + Math.Max(0, 2 * v),
                "1" => (4 * v) + 1,
                _ => 2 * v,
            }),
            model,
            input);
    }

    [Fact]
    public void ABatchNormalizationFoldsIntoItsConvolution()
    {
        var w = Floats(2);
        var model = new OnnxModel(1, 1, 3, 3).Weights("w", [2, 1, 1, 1], w).Weights("g", [2], 1.5f, -2).Weights("b", [2], 0.1f, 0.2f).Weights("m", [2], 0.3f, -0.1f).Weights("v", [2], 0.9f, 4)
            .Node("Conv", "x w c").Node("BatchNormalization", "c g b m v n", Number("epsilon", 0.1f)).Node("Relu", "n y");
        var network = model.Read();
        Assert.Single(network.Value!.Layers);

        var input = NaiveMap.Random(_random, 1, 3, 3);
        AssertEqual(
            NaiveMap.Make(2, 3, 3, (k, y, x) => Math.Max(0, k == 0
                ? (1.5 * ((w[0] * input[0, y, x]) - 0.3) / Math.Sqrt(1.0)) + 0.1
                : (-2 * ((w[1] * input[0, y, x]) + 0.1) / Math.Sqrt(4.1)) + 0.2)),
            model,
            input);
    }

    private static readonly Dictionary<string, Func<OnnxModel, OnnxModel>> Means = new()
    {
        ["GlobalAveragePool"] = m => m.Node("GlobalAveragePool", "x y"),
        ["ReduceMean, axes as attribute"] = m => m.Node("ReduceMean", "x y", Ints("axes", 2, 3)),
        ["ReduceMean, axes from behind"] = m => m.Node("ReduceMean", "x y", Ints("axes", -1, -2), Int("keepdims", 0)),
        ["ReduceMean, axes as input"] = m => m.Shape("a", 2, 3).Node("ReduceMean", "x a y"),
    };

    private static readonly Dictionary<string, (Func<OnnxModel, OnnxModel> Model, Func<int, double, double> Expected)> Elements = new()
    {
        ["Relu"] = (m => m.Node("Relu", "x y"), (_, v) => Math.Max(0, v)),
        ["Clip with attributes"] = (m => m.Node("Clip", "x y", Number("min", -0.25f), Number("max", 0.5f)), (_, v) => Math.Clamp(v, -0.25, 0.5)),
        ["Clip with inputs"] = (m => m.Weights("high", [], 0.5f).Node("Clip", "x - high y"), (_, v) => Math.Min(v, 0.5)),
        ["Add of one value per channel"] = (m => m.Node("Add", "x two y"), (c, v) => v + (c == 0 ? 0.25 : -0.5)),
        ["Add of a single value"] = (m => m.Weights("one", [1], 0.125f).Node("Add", "one x y"), (_, v) => v + 0.125),
        ["BatchNormalization alone"] = (m => m.Node("BatchNormalization", "x p p p p y", Number("epsilon", 0)), (c, v) => c == 0 ? ((v - 0.5) / Math.Sqrt(0.5) * 0.5) + 0.5 : ((v - 2) / Math.Sqrt(2) * 2) + 2),
        ["Identity and Dropout"] = (m => m.Node("Identity", "x a").Node("Dropout", "a b").Node("Relu", "b y"), (_, v) => Math.Max(0, v)),
        ["Constant"] = (m => m.Node("Constant", "c", new Onnx.Format.AttributeProto { Name = "value", T = Tensor("", [1], [0.5f]) }).Node("Add", "x c y"), (_, v) => v + 0.5),
        ["Reshape to the same shape"] = (m => m.Shape("s", 1, 2, 3, 4).Node("Reshape", "x s a").Node("Relu", "a y"), (_, v) => Math.Max(0, v)),
    };

    private static void AssertEqual(NaiveMap expected, OnnxModel model, NaiveMap input)
    {
        var result = model.Read();
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        var network = result.Value;
        Assert.Equal(new FeatureShape(expected.Channels, expected.Height, expected.Width), network.Shapes[network.Output]);
        var actual = FloatExecutor.Run(network, input.ToHwc())[network.Output];
        var wanted = expected.ToHwc();
        Assert.Equal(wanted.Length, actual.Length);
        Assert.All(wanted.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    private float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => (_random.NextSingle() * 2) - 1)];

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    private static long[] Long(int[] values) => Array.ConvertAll(values, v => (long)v);
}
