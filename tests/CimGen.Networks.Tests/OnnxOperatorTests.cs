using static CimGen.Networks.Tests.ImportedModel;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>Imported operators, run in float, against the plain definitions.</summary>
public class OnnxOperatorTests
{
    private readonly Random _random = new(7);

    [Fact]
    public void ConvolutionsOfAnyKernelStridePaddingDilationAndGroups()
    {
        for (var i = 0; i < 100; i++)
        {
            var groups = _random.Next(1, 4);
            var (channels, height, width, kernels) = (groups * _random.Next(1, 4), _random.Next(5, 9), _random.Next(5, 9), groups * _random.Next(1, 4));
            var (ky, kx) = (_random.Next(1, 4), _random.Next(1, 4));
            int[] strides = [_random.Next(1, 3), _random.Next(1, 4)], pads = [_random.Next(3), _random.Next(3), _random.Next(3), _random.Next(3)], dilations = [_random.Next(1, 3), _random.Next(1, 3)];
            var (w, b) = (Floats(kernels * channels / groups * ky * kx), Floats(kernels));
            var input = NaiveMap.Random(_random, channels, height, width);
            AssertEqual(
                input.Convolve(Doubles(w), Doubles(b), ky, kx, strides, pads, dilations, groups),
                new OnnxModel(1, channels, height, width).Weights("w", [kernels, channels / groups, ky, kx], w).Weights("b", [kernels], b)
                    .Node("Conv", "x w b y", Ints("strides", Long(strides)), Ints("pads", Long(pads)), Ints("dilations", Long(dilations)), Int("group", groups)),
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
                    .Node(type, "x y", [Ints("kernel_shape", ky, kx), Ints("strides", Long(strides)), Ints("pads", Long(pads)), .. type == "AveragePool" ? [Int("count_include_pad", 1)] : Array.Empty<Onnx.Format.AttributeProto>()]),
                input);
        }
    }

    /// <summary>A constant on either side, for all channels or each.</summary>
    [Theory]
    [InlineData("Add", "x c y")]
    [InlineData("Sub", "x c y")]
    [InlineData("Sub", "c x y")]
    [InlineData("Mul", "c x y")]
    [InlineData("Div", "x c y")]
    public void ArithmeticWithConstants(string type, string names)
    {
        foreach (var dims in new long[][] { [], [3, 1, 1], [1, 3, 1, 1] })
        {
            var c = Array.ConvertAll(Floats(dims.Length == 0 ? 1 : 3), f => f + 2);
            var input = NaiveMap.Random(_random, 3, 4, 2);
            var swapped = names[0] == 'c';
            AssertEqual(
                input.Each((channel, x) => Result(swapped ? c[channel % c.Length] : x, swapped ? x : c[channel % c.Length])),
                new OnnxModel(1, 3, 4, 2).Weights("c", dims, c).Node(type, names),
                input);
        }

        double Result(double a, double b) => type switch { "Add" => a + b, "Sub" => a - b, "Mul" => a * b, _ => a / b };
    }

    /// <summary>Convolution, Pad, pooling and means of lines, [1, C, W].</summary>
    [Fact]
    public void LinesAreMapsOfOneRow()
    {
        for (var i = 0; i < 50; i++)
        {
            var (groups, width, kernel) = (_random.Next(1, 3), _random.Next(6, 12), _random.Next(1, 4));
            var (channels, kernels) = (groups * _random.Next(1, 3), groups * _random.Next(1, 3));
            var (stride, before, behind, dilation) = (_random.Next(1, 3), _random.Next(3), _random.Next(3), _random.Next(1, 3));
            var (w, b) = (Floats(kernels * channels / groups * kernel), Floats(kernels));
            var input = NaiveMap.Random(_random, channels, 1, width);
            var convolved = input.Convolve(Doubles(w), Doubles(b), 1, kernel, [1, stride], [0, before + 1, 0, behind], [1, dilation], groups);
            var pooled = convolved.Pool(average: true, 1, 2, [1, 1], [0, 0, 0, 0]);
            AssertEqual(
                pooled.Pool(average: true, 1, pooled.Width, [1, 1], [0, 0, 0, 0]),
                new OnnxModel(1, channels, width).Shape("p", 0, 0, 1, 0, 0, 0).Weights("w", [kernels, channels / groups, kernel], w).Weights("b", [kernels], b)
                    .Node("Pad", "x p q")
                    .Node("Conv", "q w b c", Ints("strides", stride), Ints("pads", before, behind), Ints("dilations", dilation), Int("group", groups), Ints("kernel_shape", kernel))
                    .Node("AveragePool", "c a", Ints("kernel_shape", 2))
                    .Node(i % 2 == 0 ? "GlobalAveragePool" : "ReduceMean", "a y", i % 2 == 0 ? [] : [Ints("axes", -1)]),
                input);
        }
    }

    [Fact]
    public void TheDifferenceOfTwoMaps()
    {
        var input = NaiveMap.Random(_random, 2, 3, 3);
        AssertEqual(input.Each((_, x) => Math.Max(x, 0) - (2 * x)), new OnnxModel(1, 2, 3, 3).Weights("c", [], 2).Node("Relu", "x r").Node("Mul", "x c t").Node("Sub", "r t y"), input);
    }

    [Fact]
    public void TheNegativeOfAMap()
    {
        var input = NaiveMap.Random(_random, 2, 3, 3);
        AssertEqual(input.Each((_, x) => -x), new OnnxModel(1, 2, 3, 3).Node("Neg", "x y"), input);
    }

    public static TheoryData<string> MeansOfMaps() => [.. Means.Keys];

    [Theory]
    [MemberData(nameof(MeansOfMaps))]
    public void TheMeanOverAMapInAllItsSpellings(string spelling)
    {
        var input = NaiveMap.Random(_random, 3, 4, 5);
        AssertEqual(input.Pool(average: true, 4, 5, [1, 1], [0, 0, 0, 0]), Means[spelling](new OnnxModel(1, 3, 4, 5)), input);
    }

    public static TheoryData<string> MaximaOfMaps() => [.. Maxima.Keys];

    [Theory]
    [MemberData(nameof(MaximaOfMaps))]
    public void TheMaximumOverAMapInAllItsSpellings(string spelling)
    {
        var input = NaiveMap.Random(_random, 3, 4, 5);
        AssertEqual(input.Pool(average: false, 4, 5, [1, 1], [0, 0, 0, 0]), Maxima[spelling](new OnnxModel(1, 3, 4, 5)), input);
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

    /// <summary>A Pad becomes part of the window behind it.</summary>
    [Theory]
    [InlineData("Conv")]
    [InlineData("AveragePool")]
    public void APadMeltsIntoTheWindowBehindIt(string type)
    {
        var w = Floats(9);
        var input = NaiveMap.Random(_random, 1, 5, 6);
        var model = new OnnxModel(1, 1, 5, 6).Shape("p", 0, 0, 1, 2, 0, 0, 0, 1).Weights("w", [1, 1, 3, 3], w).Node("Pad", "x p a");
        AssertEqual(
            type == "Conv" ? input.Convolve(Doubles(w), [0], 3, 3, [1, 1], [2, 3, 1, 2], [1, 1]) : input.Pool(average: true, 3, 3, [1, 1], [1, 2, 0, 1]),
            type == "Conv" ? model.Node("Conv", "a w y", Ints("pads", 1, 1, 1, 1)) : model.Node("AveragePool", "a y", Ints("kernel_shape", 3, 3)),
            input);
    }

    /// <summary>A last window that leaves the map takes what is there; one that begins behind the map does not count.</summary>
    [Theory]
    [InlineData(5, 2, 2, 0, 3)]
    [InlineData(4, 2, 2, 0, 2)]
    [InlineData(5, 1, 2, 0, 3)]
    [InlineData(6, 2, 3, 0, 2)]
    [InlineData(7, 3, 3, 0, 3)]
    [InlineData(4, 2, 3, 1, 2)]
    public void MaximaWithCeilMode(int size, int kernel, int stride, int pad, int outputs)
    {
        var input = NaiveMap.Random(_random, 2, size, size);
        AssertEqual(
            NaiveMap.Make(2, outputs, outputs, (c, y, x) =>
                (from row in Enumerable.Range((y * stride) - pad, kernel)
                 from column in Enumerable.Range((x * stride) - pad, kernel)
                 where row >= 0 && row < size && column >= 0 && column < size
                 select input[c, row, column]).Max()),
            new OnnxModel(1, 2, size, size).Node("MaxPool", "x y", Ints("kernel_shape", kernel, kernel), Ints("strides", stride, stride), Ints("pads", pad, pad, pad, pad), Int("ceil_mode", 1)),
            input);
    }

    /// <summary>A normalization of single features, as BatchNorm1d behind a flattened map, melts into the layer that reads it.</summary>
    [Fact]
    public void ANormalizationOfFeaturesMeltsIntoTheLayerBehindIt()
    {
        var input = NaiveMap.Random(_random, 2, 2, 3);
        var (w, b, g, s, m) = (Floats(12 * 4), Floats(4), Floats(12), Floats(12), Floats(12));
        var v = Array.ConvertAll(Floats(12), f => Math.Abs(f) + 0.5f);
        AssertEqual(
            NaiveMap.Make(4, 1, 1, (k, _, _) => b[k] + Enumerable.Range(0, 12).Sum(f => (((input.Values[f] - m[f]) / Math.Sqrt(v[f] + 1e-5) * g[f]) + s[f]) * w[(f * 4) + k])),
            new OnnxModel(1, 2, 2, 3).Weights("w", [12, 4], w).Weights("b", [4], b).Weights("g", [12], g).Weights("s", [12], s).Weights("m", [12], m).Weights("v", [12], v)
                .Node("Flatten", "x f").Node("BatchNormalization", "f g s m v n").Node("Identity", "n i").Node("Gemm", "i w b y"),
            input);
    }

    public static TheoryData<string> ComputedWeights() => [.. Folded.Keys];

    /// <summary>Weights that the model computes from constants.</summary>
    [Theory]
    [MemberData(nameof(ComputedWeights))]
    public void ConstantsAreFolded(string what)
    {
        var w = Floats(6);
        var input = NaiveMap.Random(_random, 3, 1, 1);
        AssertEqual(
            NaiveMap.Make(2, 1, 1, (k, _, _) => Enumerable.Range(0, 3).Sum(f => input.Values[f] * (double)w[(f * 2) + k])),
            Folded[what](new OnnxModel(1, 3), w).Node("MatMul", "x r y"),
            input);
    }

    /// <summary>The chain by which PyTorch flattens: sizes are constants when the batch is 1, also where the model leaves it open.</summary>
    [Fact]
    public void ShapesAreConstants()
    {
        var input = NaiveMap.Random(_random, 2, 2, 2);
        var w = Floats(16);
        var model = new OnnxModel(1, 2, 2, 2).Shape("zero").Shape("axis", 0).Shape("open", -1).Weights("w", [8, 2], w)
            .Node("Shape", "x s").Node("Gather", "s zero n", Int("axis", 0)).Node("Unsqueeze", "n axis u").Node("Concat", "u open t", Int("axis", 0))
            .Node("Reshape", "x t f").Node("MatMul", "f w y");
        model.Proto.Graph.Initializer[0].Dims.Clear();
        model.Proto.Graph.Initializer[0].Int64Data.Add(0);
        model.Proto.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new Onnx.Format.TensorShapeProto.Types.Dimension { DimParam = "batch" };
        AssertEqual(NaiveMap.Make(2, 1, 1, (k, _, _) => Enumerable.Range(0, 8).Sum(f => input.Values[f] * (double)w[(f * 2) + k])), model, input);
    }

    /// <summary>A function of the model hides an operator of the same name; its attributes have defaults, and reach its nodes by reference.</summary>
    [Theory]
    [InlineData(null, -1.0)]
    [InlineData(-0.25f, -0.25)]
    public void FunctionsAreTakenApart(float? given, double low)
    {
        var function = new Onnx.Format.FunctionProto { Name = "Relu", Domain = "mine" };
        function.Input.Add(["a", "unused"]);
        function.Output.Add("b");
        function.OpsetImport.Add(new Onnx.Format.OperatorSetIdProto { Version = 10 });
        function.AttributeProto.Add(Number("low", -1));
        function.Attribute.Add("high");
        var clip = new Onnx.Format.NodeProto { OpType = "Clip" };
        clip.Input.Add("a");
        clip.Output.Add("t");
        clip.Attribute.Add([new Onnx.Format.AttributeProto { Name = "min", RefAttrName = "low", Type = 1 }, new Onnx.Format.AttributeProto { Name = "max", RefAttrName = "high", Type = 1 }]);
        var identity = new Onnx.Format.NodeProto { OpType = "Identity" };
        identity.Input.Add("t");
        identity.Output.Add("b");
        function.Node.Add([clip, identity]);

        // Twice, so that the values inside need names of their own.
        var input = NaiveMap.Random(_random, 2, 3, 3);
        Onnx.Format.AttributeProto[] attributes = given is { } value ? [Number("low", value)] : [];
        var model = new OnnxModel(1, 2, 3, 3).Node("Relu", "x a", attributes).Node("Relu", "a y", attributes);
        model.Proto.Functions.Add(function);
        foreach (var node in model.Proto.Graph.Node)
        {
            node.Domain = "mine";
        }

        AssertEqual(input.Each((_, v) => Math.Max(low, v)), model, input);
    }

    /// <summary>Writers that leave out what is 0 still mean it.</summary>
    [Fact]
    public void AnAttributeWithoutItsZeroIsZero()
    {
        var keep = Int("keepdims", 0);
        keep.ClearI();
        var input = NaiveMap.Random(_random, 3, 4, 5);
        var w = Floats(6);
        AssertEqual(
            NaiveMap.Make(2, 1, 1, (k, _, _) => Enumerable.Range(0, 3).Sum(c => input.Pool(average: true, 4, 5, [1, 1], [0, 0, 0, 0]).Values[c] * w[(c * 2) + k])),
            new OnnxModel(1, 3, 4, 5).Weights("w", [3, 2], w).Node("ReduceMean", "x m", Ints("axes", 2, 3), keep).Node("Gemm", "m w y"),
            input);
    }

    private static readonly Dictionary<string, Func<OnnxModel, float[], OnnxModel>> Folded = new()
    {
        ["Reshape"] = (m, w) => m.Weights("w", [6], w).Shape("s", 3, -1).Node("Reshape", "w s r"),
        ["Transpose"] = (m, w) => m.Weights("w", [2, 3], [w[0], w[2], w[4], w[1], w[3], w[5]]).Node("Transpose", "w r"),
        ["Transpose with perm"] = (m, w) => m.Weights("w", [2, 1, 3], [w[0], w[2], w[4], w[1], w[3], w[5]]).Shape("a", 1).Node("Transpose", "w t", Ints("perm", 2, 1, 0)).Node("Squeeze", "t a r"),
        ["Mul and Div"] = (m, w) => m.Weights("w", [3, 2], w).Weights("f", [1, 2], 4, 0.5f).Node("Mul", "w f t").Node("Div", "t f r"),
        ["Sub and Neg"] = (m, w) => m.Weights("w", [3, 2], w).Weights("f", [3, 1], 1, 2, 3).Node("Sub", "f w t").Node("Sub", "t f u").Node("Neg", "u r"),
        ["Cast"] = (m, w) => m.Weights("w", [3, 2], w).Node("Cast", "w t", Int("to", 11)).Node("Cast", "t r", Int("to", 1)),
        ["Concat and Slice"] = (m, w) => m.Weights("w", [3, 2], w).Weights("f", [3, 1], 7, 8, 9).Shape("one", 1).Shape("far", long.MaxValue).Node("Concat", "f w t", Int("axis", -1)).Node("Slice", "t one far one r"),
        ["Slice backwards"] = (m, w) => m.Weights("w", [3, 2], [w[4], w[5], w[2], w[3], w[0], w[1]]).Shape("last", -1).Shape("far", long.MinValue).Shape("zero", 0).Node("Slice", "w last far zero last r"),
        ["Gather"] = (m, w) => m.Weights("w", [3, 2], [w[1], w[0], w[3], w[2], w[5], w[4]]).Shape("i", 1, -2).Node("Gather", "w i r", Int("axis", 1)),
        ["Where, Equal, Expand"] = (m, w) => m.Weights("w", [3, 2], w).Weights("f", [1], 9).Shape("s", 3, 2).Node("Expand", "f s e").Node("Equal", "w e q").Node("Where", "q e w r"),
        ["Constant, Identity, Unsqueeze"] = (m, w) => m.Node("Constant", "c", new Onnx.Format.AttributeProto { Name = "value_floats", Type = 6, Floats = { w } }).Shape("s", 3, 2).Shape("a", 0)
            .Node("Identity", "c i").Node("Reshape", "i s t").Node("Unsqueeze", "t a u").Node("Squeeze", "u a r"),
    };

    private static readonly Dictionary<string, Func<OnnxModel, OnnxModel>> Means = new()
    {
        ["GlobalAveragePool"] = m => m.Node("GlobalAveragePool", "x y"),
        ["ReduceMean, axes as attribute"] = m => m.Node("ReduceMean", "x y", Ints("axes", 2, 3)),
        ["ReduceMean, axes from behind"] = m => m.Node("ReduceMean", "x y", Ints("axes", -1, -2), Int("keepdims", 0)),
        ["ReduceMean, axes as input"] = m => m.Opset(18).Shape("a", 2, 3).Node("ReduceMean", "x a y"),
    };

    private static readonly Dictionary<string, Func<OnnxModel, OnnxModel>> Maxima = new()
    {
        ["GlobalMaxPool"] = m => m.Node("GlobalMaxPool", "x y"),
        ["ReduceMax, axes as attribute"] = m => m.Node("ReduceMax", "x y", Ints("axes", 2, 3)),
        ["ReduceMax, axes from behind"] = m => m.Node("ReduceMax", "x y", Ints("axes", -1, -2), Int("keepdims", 0)),
        ["ReduceMax, axes as input"] = m => m.Opset(18).Shape("a", 2, 3).Node("ReduceMax", "x a y"),
        ["ReduceMax of pixels"] = m => m.Opset(18).Shape("a", 1, 2).Node("Transpose", "x t", Ints("perm", 0, 2, 3, 1)).Node("ReduceMax", "t a y", Int("keepdims", 0)),
    };

    private static readonly Dictionary<string, (Func<OnnxModel, OnnxModel> Model, Func<int, double, double> Expected)> Elements = new()
    {
        ["Relu"] = (m => m.Node("Relu", "x y"), (_, v) => Math.Max(0, v)),
        ["Clip with attributes"] = (m => m.Opset(10).Node("Clip", "x y", Number("min", -0.25f), Number("max", 0.5f)), (_, v) => Math.Clamp(v, -0.25, 0.5)),
        ["Clip with a least above the most"] = (m => m.Opset(10).Node("Clip", "x y", Number("min", 0.5f), Number("max", -0.25f)), (_, v) => -0.25),
        ["Clip with inputs"] = (m => m.Weights("high", [], 0.5f).Node("Clip", "x - high y"), (_, v) => Math.Min(v, 0.5)),
        ["Add of one value per channel"] = (m => m.Node("Add", "x two y"), (c, v) => v + (c == 0 ? 0.25 : -0.5)),
        ["Add of a single value"] = (m => m.Weights("one", [1], 0.125f).Node("Add", "one x y"), (_, v) => v + 0.125),
        ["BatchNormalization alone"] = (m => m.Node("BatchNormalization", "x p p p p y", Number("epsilon", 0)), (c, v) => c == 0 ? ((v - 0.5) / Math.Sqrt(0.5) * 0.5) + 0.5 : ((v - 2) / Math.Sqrt(2) * 2) + 2),
        ["Identity and Dropout"] = (m => m.Node("Identity", "x a").Node("Dropout", "a b").Node("Relu", "b y"), (_, v) => Math.Max(0, v)),
        ["Constant"] = (m => m.Node("Constant", "c", new Onnx.Format.AttributeProto { Name = "value", T = Tensor("", [1], [0.5f]) }).Node("Add", "x c y"), (_, v) => v + 0.5),
        ["Reshape to the same shape"] = (m => m.Shape("s", 1, 2, 3, 4).Node("Reshape", "x s a").Node("Relu", "a y"), (_, v) => Math.Max(0, v)),
    };

    private float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => (_random.NextSingle() * 2) - 1)];

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    private static long[] Long(int[] values) => Array.ConvertAll(values, v => (long)v);
}
