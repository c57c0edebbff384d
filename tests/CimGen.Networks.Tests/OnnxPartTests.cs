using static CimGen.Networks.Tests.ImportedModel;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>What joins maps, takes them apart and enlarges them, run in float, against the plain definitions.</summary>
public class OnnxPartTests
{
    private readonly Random _random = new(13);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(-3)]
    public void MapsAreJoinedAlongEveryAxis(int axis)
    {
        var (first, second) = (NaiveMap.Random(_random, 2, 3, 4), (axis + 4) % 4);
        var relu = first.Each((_, v) => Math.Max(v, 0));
        NaiveMap[] both = [relu, first];
        AssertEqual(
            second switch
            {
                1 => NaiveMap.Make(4, 3, 4, (c, y, x) => both[c / 2][c % 2, y, x]),
                2 => NaiveMap.Make(2, 6, 4, (c, y, x) => both[y / 3][c, y % 3, x]),
                _ => NaiveMap.Make(2, 3, 8, (c, y, x) => both[x / 4][c, y, x % 4]),
            },
            new OnnxModel(1, 2, 3, 4).Node("Relu", "x r").Node("Concat", "r x y", Int("axis", axis)),
            first);
    }

    [Fact]
    public void FeaturesAndLinesAreJoined()
    {
        var (features, line) = (NaiveMap.Random(_random, 3, 1, 1), NaiveMap.Random(_random, 2, 1, 3));
        AssertEqual(NaiveMap.Make(6, 1, 1, (c, _, _) => features[c % 3, 0, 0]), new OnnxModel(1, 3).Node("Concat", "x x y", Int("axis", 1)), features);
        AssertEqual(NaiveMap.Make(2, 1, 6, (c, _, x) => line[c, 0, x % 3]), new OnnxModel(1, 2, 3).Node("Concat", "x x y", Int("axis", 2)), line);
    }

    /// <summary>Part sizes as attribute, as input, by their number, or equal.</summary>
    [Theory]
    [InlineData(11, "attribute")]
    [InlineData(13, "input")]
    [InlineData(13, "equal")]
    [InlineData(18, "input")]
    [InlineData(18, "number")]
    public void MapsAreSplit(int opset, string way)
    {
        long[] sizes = way switch { "equal" => [2, 2, 2], "number" => [3, 3, 1], _ => [1, 4, 2] };
        var channels = (int)sizes.Sum();
        var input = NaiveMap.Random(_random, channels, 2, 3);
        var model = new OnnxModel(1, channels, 2, 3).Opset(opset).Shape("s", sizes);
        model = way switch
        {
            "attribute" => model.Node("Split", "x a b y", Int("axis", 1), Ints("split", sizes)),
            "input" => model.Node("Split", "x s a b y", Int("axis", 1)),
            "number" => model.Node("Split", "x a b y", Int("axis", -3), Int("num_outputs", 3)),
            _ => model.Node("Split", "x a b y", Int("axis", 1)),
        };
        var outputs = way == "input" ? 2 : 1;
        AssertEqual(NaiveMap.Make((int)sizes[^1], 2, 3, (c, y, x) => input[channels - (int)sizes[^1] + c, y, x]), model.Spread(outputs), input);
    }

    /// <summary>A part that nobody wants needs no name.</summary>
    [Fact]
    public void PartsWithoutANameAreLeftOut()
    {
        var input = NaiveMap.Random(_random, 4, 2, 3);
        var model = new OnnxModel(1, 4, 2, 3).Node("Split", "x a y", Int("axis", 1)).Spread(1);
        model.Proto.Graph.Node[0].Output[0] = "";
        AssertEqual(NaiveMap.Make(2, 2, 3, (c, y, x) => input[c + 2, y, x]), model, input);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    public void MapsAreSliced(int opset)
    {
        for (var i = 0; i < 50; i++)
        {
            var input = NaiveMap.Random(_random, _random.Next(1, 5), _random.Next(1, 8), _random.Next(1, 8));
            int[] sizes = [input.Channels, input.Height, input.Width];
            var from = Array.ConvertAll(sizes, s => _random.Next(s));
            var to = sizes.Select((s, a) => _random.Next(from[a] + 1, s + 1)).ToArray();
            int[] steps = [1, opset < 10 ? 1 : _random.Next(1, 4), opset < 10 ? 1 : _random.Next(1, 4)];
            var counts = to.Select((t, a) => (t - from[a] + steps[a] - 1) / steps[a]).ToArray();
            var (starts, ends) = (from.Select((f, a) => (long)(i % 2 == 0 ? f : f - sizes[a])).ToArray(), to.Select((t, a) => t == sizes[a] ? long.MaxValue : t).ToArray());
            var model = new OnnxModel(1, input.Channels, input.Height, input.Width).Opset(opset)
                .Shape("f", starts).Shape("t", ends).Shape("a", 1, 2, -1).Shape("s", Array.ConvertAll(steps, s => (long)s));
            AssertEqual(
                NaiveMap.Make(counts[0], counts[1], counts[2], (c, y, x) => input[from[0] + c, from[1] + (y * steps[1]), from[2] + (x * steps[2])]),
                opset < 10 ? model.Node("Slice", "x y", Ints("starts", starts), Ints("ends", ends), Ints("axes", 1, 2, 3)) : model.Node("Slice", "x f t a s y"),
                input);
        }
    }

    /// <summary>A step that leaves one value may be as large as numbers are.</summary>
    [Fact]
    public void AStepBeyondTheMapLeavesOneValue()
    {
        var input = NaiveMap.Random(_random, 2, 5, 3);
        AssertEqual(
            NaiveMap.Make(2, 1, 3, (c, _, x) => input[c, 1, x]),
            new OnnxModel(1, 2, 5, 3).Shape("f", 1).Shape("t", 5).Shape("a", 2).Shape("s", long.MaxValue).Node("Slice", "x f t a s y"),
            input);
    }

    [Fact]
    public void ChannelsAreShuffled()
    {
        var input = NaiveMap.Random(_random, 6, 2, 3);
        AssertEqual(
            NaiveMap.Make(6, 2, 3, (c, y, x) => input[(c % 2 * 3) + (c / 2), y, x]),
            new OnnxModel(1, 6, 2, 3).Shape("g", 1, 2, 3, 2, 3).Shape("m", 1, 6, 2, 3)
                .Node("Reshape", "x g a").Node("Transpose", "a b", Ints("perm", 0, 2, 1, 3, 4)).Node("Reshape", "b m y"),
            input);
    }

    [Fact]
    public void AxesOfOneValueAreMoved()
    {
        var input = NaiveMap.Random(_random, 3, 1, 1);
        var w = Floats(6);
        AssertEqual(
            NaiveMap.Make(2, 1, 1, (k, _, _) => Enumerable.Range(0, 3).Sum(c => input[c, 0, 0] * w[(c * 2) + k])),
            new OnnxModel(1, 3, 1, 1).Weights("w", [3, 2], w).Node("Transpose", "x t", Ints("perm", 0, 2, 3, 1)).Node("MatMul", "t w y"),
            input);
    }

    public static TheoryData<string> AllEnlargements() => [.. Enlargements.Keys];

    [Theory]
    [MemberData(nameof(AllEnlargements))]
    public void ValuesAreRepeated(string what)
    {
        var input = NaiveMap.Random(_random, 2, 3, 4);
        AssertEqual(NaiveMap.Make(2, 6, 12, (c, y, x) => input[c, y / 2, x / 3]), Enlargements[what](new OnnxModel(1, 2, 3, 4)), input);
    }

    [Fact]
    public void LinesAreRepeated()
    {
        var input = NaiveMap.Random(_random, 2, 1, 4);
        AssertEqual(
            NaiveMap.Make(2, 1, 8, (c, _, x) => input[c, 0, x / 2]),
            new OnnxModel(1, 2, 4).Weights("s", [3], 1, 1, 2).Node("Resize", "x - s y", Text("nearest_mode", "round_prefer_ceil")),
            input);
    }

    /// <summary>Sizes may be whole multiples where scales are none: then values are repeated unevenly, and it is the scales that count.</summary>
    [Fact]
    public void ScalesThatAreNotWholeAreRefused()
    {
        var model = new OnnxModel(1, 1, 1, 5).Weights("s", [4], 1, 1, 1, 2.1f).Node("Resize", "x - s y", Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor"));
        Assert.Contains("does not repeat each value", Assert.Single(model.Read().Diagnostics).Message, StringComparison.Ordinal);
    }

    /// <summary>Every input adds its kernel to the outputs from input * stride - pad on.</summary>
    [Fact]
    public void TransposedConvolutionsOfAnyKernelStridePaddingDilationAndGroups()
    {
        for (var i = 0; i < 200; i++)
        {
            var groups = _random.Next(1, 3);
            var (channels, per) = (groups * _random.Next(1, 3), _random.Next(1, 3));
            int[] size = [_random.Next(1, 5), _random.Next(1, 5)], kernel = [_random.Next(1, 5), _random.Next(1, 5)], strides = [_random.Next(1, 4), _random.Next(1, 4)];
            int[] dilations = [_random.Next(1, 3), _random.Next(1, 4)], pads = [_random.Next(3), _random.Next(3), _random.Next(3), _random.Next(3)], extra = [_random.Next(strides[0]), _random.Next(strides[1])];
            var outputs = Enumerable.Range(0, 2).Select(a => ((size[a] - 1) * strides[a]) + extra[a] + ((kernel[a] - 1) * dilations[a]) + 1 - pads[a] - pads[a + 2]).ToArray();
            if (outputs.Min() < 1)
            {
                continue;
            }

            var (w, b) = (Floats(channels * per * kernel[0] * kernel[1]), Floats(per * groups));
            var input = NaiveMap.Random(_random, channels, size[0], size[1]);
            AssertEqual(
                Transposed(input, w, b, groups, per, kernel, strides, dilations, pads, outputs),
                new OnnxModel(1, channels, size[0], size[1]).Weights("w", [channels, per, kernel[0], kernel[1]], w).Weights("b", [per * groups], b).Node(
                    "ConvTranspose", "x w b y", Ints("strides", Long(strides)), Ints("dilations", Long(dilations)), Ints("pads", Long(pads)), Ints("output_padding", Long(extra)), Int("group", groups)),
                input);
        }
    }

    /// <summary>What is too much is cut off in halves, the odd output at the end for SAME_UPPER and at the beginning otherwise; what is missing is behind the rest.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData("VALID", true)]
    [InlineData("VALID", false)]
    [InlineData("SAME_UPPER", true)]
    [InlineData("SAME_UPPER", false)]
    [InlineData("SAME_LOWER", true)]
    [InlineData("SAME_LOWER", false)]
    public void TransposedConvolutionsToAShape(string? mode, bool hasShape)
    {
        for (var i = 0; i < 60; i++)
        {
            int[] size = [_random.Next(1, 5), _random.Next(1, 5)], strides = [_random.Next(1, 4), _random.Next(1, 4)], dilations = [_random.Next(1, 3), _random.Next(1, 3)];
            int[] kernel = [.. strides.Select(s => s + _random.Next(3))], extra = [_random.Next(strides[0]), _random.Next(strides[1])];
            var reached = Enumerable.Range(0, 2).Select(a => ((size[a] - 1) * strides[a]) + extra[a] + ((kernel[a] - 1) * dilations[a]) + 1).ToArray();
            int[] outputs = hasShape ? [.. reached.Select((r, a) => _random.Next(1, r + strides[a] - extra[a]))] : mode == "VALID" ? reached : [size[0] * strides[0], size[1] * strides[1]];
            int[] before = [.. reached.Zip(outputs, (r, o) => r <= o ? 0 : (r - o + (mode == "SAME_UPPER" ? 0 : 1)) / 2)];
            List<Onnx.Format.AttributeProto> attributes = [Ints("strides", Long(strides)), Ints("dilations", Long(dilations)), Ints("output_padding", Long(extra))];
            attributes.AddRange(mode is null ? [] : [Text("auto_pad", mode)]);
            attributes.AddRange(hasShape ? [Ints("output_shape", Long(outputs))] : []);
            var (w, b) = (Floats(2 * 3 * kernel[0] * kernel[1]), Floats(3));
            var input = NaiveMap.Random(_random, 2, size[0], size[1]);
            AssertEqual(
                Transposed(input, w, b, 1, 3, kernel, strides, dilations, before, outputs),
                new OnnxModel(1, 2, size[0], size[1]).Weights("w", [2, 3, kernel[0], kernel[1]], w).Weights("b", [3], b).Node("ConvTranspose", "x w b y", [.. attributes]),
                input);
        }
    }

    /// <summary>A single output has no neighbours, whatever the stride is.</summary>
    [Fact]
    public void ATransposedConvolutionOfOneOutput()
    {
        var input = NaiveMap.Random(_random, 1, 1, 1);
        AssertEqual(input.Each((_, x) => 0.5 * x), new OnnxModel(1, 1, 1, 1).Weights("w", [1, 1, 1, 1], 0.5f).Node("ConvTranspose", "x w y", Ints("strides", 2, 2)), input);
    }

    /// <summary>The mean of what of a window lies in the map, also of windows that ceil_mode adds.</summary>
    [Fact]
    public void MeansThatLeavePaddingOut()
    {
        for (var i = 0; i < 100; i++)
        {
            int[] size = [_random.Next(3, 9), _random.Next(3, 9)], kernel = [_random.Next(1, 4), _random.Next(1, 4)], strides = [_random.Next(1, 4), _random.Next(1, 3)];
            int[] pads = [_random.Next(kernel[0]), _random.Next(kernel[1]), _random.Next(kernel[0]), _random.Next(kernel[1])];
            var ceil = _random.Next(2);
            var outputs = Enumerable.Range(0, 2).Select(a => Positions(size[a], pads[a], pads[a + 2], kernel[a], strides[a], ceil)).ToArray();
            var input = NaiveMap.Random(_random, 2, size[0], size[1]);
            AssertEqual(
                NaiveMap.Make(2, outputs[0], outputs[1], (c, y, x) => (
                    from row in Enumerable.Range((y * strides[0]) - pads[0], kernel[0])
                    from column in Enumerable.Range((x * strides[1]) - pads[1], kernel[1])
                    where row >= 0 && row < size[0] && column >= 0 && column < size[1]
                    select input[c, row, column]).Average()),
                new OnnxModel(1, 2, size[0], size[1]).Node("AveragePool", "x y", Ints("kernel_shape", Long(kernel)), Ints("strides", Long(strides)), Ints("pads", Long(pads)), Int("ceil_mode", ceil)),
                input);
        }

        static int Positions(int size, int before, int behind, int kernel, int stride, int ceil)
        {
            var count = ((size + before + behind - kernel + (ceil * (stride - 1))) / stride) + 1;
            return (count - 1) * stride >= size + before ? count - 1 : count;
        }
    }

    [Fact]
    public void TheMaximumOfAMap()
    {
        var input = NaiveMap.Random(_random, 3, 4, 5);
        AssertEqual(input.Pool(average: false, 4, 5, [1, 1], [0, 0, 0, 0]), new OnnxModel(1, 3, 4, 5).Node("GlobalMaxPool", "x y"), input);
    }

    /// <summary>Names as the importer might give to maps inside of nodes, and nodes that share one name.</summary>
    [Fact]
    public void NamesOfTheModelStayApart()
    {
        var input = NaiveMap.Random(_random, 1, 2, 2);
        var model = new OnnxModel(1, 1, 2, 2).Weights("s", [4], 1, 1, 2, 2).Weights("two", [], 2)
            .Node("Mul", "x two r:0").Node("Mul", "r:0 two r:1").Node("Resize", "x - s r", Text("nearest_mode", "round_prefer_ceil")).Node("Resize", "r:0 - s r:2", Text("nearest_mode", "round_prefer_ceil"))
            .Node("Resize", "r:1 - s r:3", Text("nearest_mode", "round_prefer_ceil"))
            .Node("Concat", "r r:2 r:2 c", Int("axis", 1)).Node("Concat", "c r:3 c y", Int("axis", 1));
        foreach (var node in model.Proto.Graph.Node)
        {
            node.Name = "node";
        }

        int[] factors = [1, 2, 2, 4, 1, 2, 2];
        AssertEqual(NaiveMap.Make(7, 4, 4, (c, y, x) => factors[c] * input[0, y / 2, x / 2]), model, input);
    }

    private static NaiveMap Transposed(
        NaiveMap input, float[] w, float[] b, int groups, int per, int[] kernel, int[] strides, int[] dilations, int[] pads, int[] outputs)
    {
        var kernels = per * groups;
        var values = NaiveMap.Make(kernels, outputs[0], outputs[1], (k, _, _) => b[k]).Values;
        for (var i = 0; i < w.Length; i++)
        {
            var (kx, ky, k, channel) = (i % kernel[1], i / kernel[1] % kernel[0], i / kernel[1] / kernel[0] % per, i / kernel[1] / kernel[0] / per);
            k += channel / (input.Channels / groups) * per;
            for (var at = 0; at < input.Height * input.Width; at++)
            {
                var (y, x) = ((at / input.Width * strides[0]) + (ky * dilations[0]) - pads[0], (at % input.Width * strides[1]) + (kx * dilations[1]) - pads[1]);
                if (y >= 0 && y < outputs[0] && x >= 0 && x < outputs[1])
                {
                    values[(((k * outputs[0]) + y) * outputs[1]) + x] += w[i] * input[channel, at / input.Width, at % input.Width];
                }
            }
        }

        return new NaiveMap(kernels, outputs[0], outputs[1], values);
    }

    private float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => (_random.NextSingle() * 2) - 1)];

    private static long[] Long(int[] values) => Array.ConvertAll(values, v => (long)v);

    private static readonly Dictionary<string, Func<OnnxModel, OnnxModel>> Enlargements = new()
    {
        ["Upsample 7"] = m => m.Opset(7).Node("Upsample", "x y", new Onnx.Format.AttributeProto { Name = "scales", Type = 6, Floats = { 1, 1, 2, 3 } }),
        ["Upsample 9"] = m => m.Opset(9).Weights("s", [4], 1, 1, 2, 3).Node("Upsample", "x s y", Text("mode", "nearest")),
        ["Resize 10"] = m => m.Opset(10).Weights("s", [4], 1, 1, 2, 3).Node("Resize", "x s y"),
        ["Resize 11 by scales"] = m => m.Opset(11).Weights("r", [0]).Weights("s", [4], 1, 1, 2, 3).Node("Resize", "x r s y"),
        ["Resize 11 to sizes"] = m => m.Opset(11).Weights("r", [0]).Shape("s", 1, 2, 6, 12).Node("Resize", "x r r s y"),
        ["Resize 11 as TensorFlow has it"] = m => m.Opset(11).Weights("r", [0]).Weights("s", [4], 1, 1, 2, 3).Node("Resize", "x r s y", Text("coordinate_transformation_mode", "tf_half_pixel_for_nn"), Text("nearest_mode", "floor")),
        ["Resize 13"] = m => m.Weights("s", [4], 1, 1, 2, 3).Node("Resize", "x - s y", Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor")),
        ["Resize 13 to sizes"] = m => m.Shape("s", 1, 2, 6, 12).Node("Resize", "x - - s y", Text("coordinate_transformation_mode", "pytorch_half_pixel")),
        ["Resize 18 of some axes"] = m => m.Opset(18).Weights("s", [2], 3, 2).Node("Resize", "x - s y", Ints("axes", 3, -2)),
        ["Resize 19"] = m => m.Opset(19).Weights("s", [4], 1, 1, 2, 3).Node("Resize", "x - s y", Text("coordinate_transformation_mode", "half_pixel_symmetric"), Text("nearest_mode", "round_prefer_ceil")),
        ["Resize twice"] = m => m.Weights("s", [4], 1, 1, 2, 1).Weights("t", [4], 1, 1, 1, 3).Node("Resize", "x - s a").Node("Resize", "a - t y"),
        ["sizes from the shape"] = m => m.Shape("two", 2).Shape("four", 4).Shape("k", 1, 1, 2, 3).Node("Shape", "x h").Node("Mul", "h k s").Node("Resize", "x - - s y"),
    };
}
