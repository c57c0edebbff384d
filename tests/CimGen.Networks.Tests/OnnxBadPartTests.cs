using CimGen.Networks.Quantization;
using static CimGen.Networks.Tests.BadInput;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>Operators that join, cut and enlarge maps, and functions of values, given what they cannot take.</summary>
public class OnnxBadPartTests
{
    public static TheoryData<string> AllContradictions() => [.. Contradictions.Keys];

    /// <summary>What ONNX does not allow.</summary>
    [Theory]
    [MemberData(nameof(AllContradictions))]
    public void ContradictionsAreReported(string what) => AssertReported(Contradictions[what]().Read(), "CIM0306");

    public static TheoryData<string> AllRefusals() => [.. Refusals.Keys];

    /// <summary>What ONNX allows and CimGen does not map.</summary>
    [Theory]
    [MemberData(nameof(AllRefusals))]
    public void FormsThatAreNotMappedAreReported(string what) => AssertReported(Refusals[what]().Read(), "CIM0305");

    /// <summary>Scales and sizes that are lost behind another node are reported there.</summary>
    [Theory]
    [InlineData("x - t y")]
    [InlineData("x - - t y")]
    public void LostScalesAreReportedOnce(string names)
    {
        var model = new OnnxModel(1, 1, 2, 2).Weights("s", [4], 1, 1, 2, 2).Node("Sin", "s t").Node("Resize", names);
        Assert.Contains("operator Sin", Assert.Single(AssertReported(model.Read(), "CIM0305")).Message, StringComparison.Ordinal);
    }

    /// <summary>Forms are reported even where the input is lost.</summary>
    [Fact]
    public void AModeIsReportedBehindALostValue()
    {
        var diagnostics = AssertReported(new OnnxModel(1, 1, 2, 2).Weights("s", [4], 1, 1, 2, 2).Node("Sin", "x a").Node("Resize", "a - s y", Text("mode", "linear")).Read(), "CIM0305", "CIM0305");
        Assert.Contains("mode 'linear'; only mode = nearest", diagnostics[1].Message, StringComparison.Ordinal);
    }

    /// <summary>They are read, as other images may have other values; the images of the design tell that these have none.</summary>
    [Theory]
    [InlineData("Log", 0)]
    [InlineData("Log", -1)]
    [InlineData("Sqrt", -1)]
    [InlineData("Reciprocal", 0)]
    [InlineData("Exp", 1000)]
    public void FunctionsWithoutAValueAreReportedForTheImages(string type, float value)
    {
        var network = ImportedModel.Read(new OnnxModel(1, 2, 1, 1).Node(type, "x y"));
        Assert.Matches("layer '[^']+': an activation is not a finite number[^;]*; ", Assert.Single(AssertReported(Quantizer.Run(network, [[1, value]]), "CIM0402")).Message);
    }

    /// <summary>Between the values of the images, a function may have none: the table holds something that fits.</summary>
    [Theory]
    [InlineData("Log")]
    [InlineData("Sqrt")]
    [InlineData("Reciprocal")]
    public void FunctionsWithoutAValueBetweenImagesHaveATable(string type)
    {
        var network = ImportedModel.Read(new OnnxModel(1, 2, 1, 1).Node(type, "x y"));
        Assert.True(Quantizer.Run(network, [[1, 2], [3, 0.5f]]).Ok);
    }

    private static OnnxModel Map => new(1, 4, 3, 3);

    private static readonly Dictionary<string, Func<OnnxModel>> Contradictions = new()
    {
        ["Concat without an axis"] = () => Map.Node("Concat", "x x y"),
        ["Concat along axis 4"] = () => Map.Node("Concat", "x x y", Int("axis", 4)),
        ["Concat along axis -5"] = () => Map.Node("Concat", "x x y", Int("axis", -5)),
        ["Concat of other rows"] = () => Map.Node("GlobalAveragePool", "x a").Node("Concat", "x a y", Int("axis", 1)),
        ["Concat of other ranks"] = () => Map.Node("Flatten", "x a").Node("Concat", "x a y", Int("axis", 1)),
        ["Split along axis 7"] = () => Map.Node("Split", "x a y", Int("axis", 7)).Spread(1),
        ["Split that does not add up"] = () => Map.Shape("s", 1, 2).Node("Split", "x s a y", Int("axis", 1)).Spread(2),
        ["Split of more"] = () => Map.Shape("s", 4, 4).Node("Split", "x s a y", Int("axis", 1)).Spread(2),
        ["Split of huge parts"] = () => Map.Shape("s", long.MaxValue, long.MaxValue, 6).Node("Split", "x s a b y", Int("axis", 1)).Spread(2),
        ["Split of nothing"] = () => Map.Shape("s", 0, 4).Node("Split", "x s a y", Int("axis", 1)).Spread(2),
        ["Split of less than nothing"] = () => Map.Shape("s", -1, 5).Node("Split", "x s a y", Int("axis", 1)).Spread(2),
        ["Split for other outputs"] = () => Map.Shape("s", 1, 3).Node("Split", "x s a b y", Int("axis", 1)).Spread(2),
        ["Split in parts that are not equal"] = () => Map.Node("Split", "x a b y", Int("axis", 1)).Spread(1),
        ["Split by attributes that do not add up"] = () => Map.Opset(11).Node("Split", "x a y", Int("axis", 1), Ints("split", 1, 1)).Spread(1),
        ["Split by no number"] = () => Map.Opset(18).Node("Split", "x a y", Int("axis", 1)).Spread(1),
        ["Split by two numbers"] = () => Map.Opset(18).Shape("s", 2, 2).Node("Split", "x s a y", Int("axis", 1), Int("num_outputs", 2)).Spread(2),
        ["Split by another number"] = () => Map.Opset(18).Node("Split", "x a y", Int("axis", 1), Int("num_outputs", 3)).Spread(1),
        ["Split in more parts than there are"] = () => new OnnxModel(1, 1, 3, 3).Opset(18).Node("Split", "x a y", Int("axis", 1), Int("num_outputs", 2)).Spread(1),
        ["Slice of nothing"] = () => Map.Shape("f", 2).Shape("t", 2).Shape("a", 1).Node("Slice", "x f t a y"),
        ["Slice behind the end"] = () => Map.Shape("f", 9).Shape("t", long.MaxValue).Shape("a", 1).Node("Slice", "x f t a y"),
        ["Slice from behind to before"] = () => Map.Shape("f", -1).Shape("t", -3).Shape("a", 1).Node("Slice", "x f t a y"),
        ["Slice along axis 9"] = () => Map.Shape("f", 0).Shape("t", 1).Shape("a", 9).Node("Slice", "x f t a y"),
        ["Slice along an axis twice"] = () => Map.Shape("f", 0, 0).Shape("t", 2, 1).Shape("a", 1, -3).Node("Slice", "x f t a y"),
        ["Slice of other lengths"] = () => Map.Shape("f", 0, 1).Shape("t", 1).Shape("a", 1).Node("Slice", "x f t a y"),
        ["Slice without ends"] = () => Map.Shape("f", 0).Node("Slice", "x f y"),
        ["Slice without starts as attribute"] = () => Map.Opset(9).Node("Slice", "x y", Ints("ends", 1)),
        ["Transpose of other axes"] = () => Map.Node("Transpose", "x y", Ints("perm", 0, 1, 2)),
        ["Transpose of an axis twice"] = () => Map.Node("Transpose", "x y", Ints("perm", 0, 1, 1, 3)),
        ["Resize without scales"] = () => Map.Node("Resize", "x y"),
        ["Resize by no scales"] = () => Map.Weights("s", [0]).Node("Resize", "x - s y"),
        ["Resize by scales and sizes"] = () => Map.Weights("s", [4], 1, 1, 2, 2).Shape("t", 1, 4, 6, 6).Node("Resize", "x - s t y"),
        ["Resize by 2 scales"] = () => Map.Weights("s", [2], 2, 2).Node("Resize", "x - s y"),
        ["Resize by 0"] = () => Map.Weights("s", [4], 1, 1, 0, 2).Node("Resize", "x - s y"),
        ["Resize by NaN"] = () => Map.Weights("s", [4], 1, 1, float.NaN, 2).Node("Resize", "x - s y"),
        ["Resize by infinity"] = () => Map.Weights("s", [4], 1, 1, float.PositiveInfinity, 2).Node("Resize", "x - s y"),
        ["Resize to size 0"] = () => Map.Shape("s", 1, 4, 0, 6).Node("Resize", "x - - s y"),
        ["Resize to size -6"] = () => Map.Shape("s", 1, 4, -6, 6).Node("Resize", "x - - s y"),
        ["Resize of an axis twice"] = () => Map.Opset(18).Weights("s", [2], 2, 2).Node("Resize", "x - s y", Ints("axes", 2, -2)),
        ["Upsample without scales"] = () => Map.Opset(7).Node("Upsample", "x y"),
        ["ConvTranspose with weights for other channels"] = () => Map.Zeros("w", 3, 2, 2, 2).Node("ConvTranspose", "x w y"),
        ["ConvTranspose with weights of rank 3"] = () => Map.Zeros("w", 4, 2, 2).Node("ConvTranspose", "x w y"),
        ["ConvTranspose with no weights"] = () => Map.Zeros("w", 4, 0, 2, 2).Node("ConvTranspose", "x w y"),
        ["ConvTranspose with groups that do not divide"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Int("group", 3)),
        ["ConvTranspose with 0 groups"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Int("group", 0)),
        ["ConvTranspose with a bias of another length"] = () => Map.Zeros("w", 4, 2, 2, 2).Zeros("b", 4).Node("ConvTranspose", "x w b y"),
        ["ConvTranspose with another kernel_shape"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("kernel_shape", 3, 3)),
        ["ConvTranspose with one stride"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("strides", 2)),
        ["ConvTranspose with auto_pad and pads"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Text("auto_pad", "VALID"), Ints("pads", 1, 1, 1, 1)),
        ["ConvTranspose with SAME and pads"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Text("auto_pad", "SAME_UPPER"), Ints("pads", 1, 1, 1, 1)),
        ["ConvTranspose with auto_pad that nobody defines"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Text("auto_pad", "SAME")),
        ["ConvTranspose to no outputs"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("output_shape", 0, 4)),
        ["ConvTranspose to a shape with channels"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("output_shape", 1, 2, 4, 4)),
        ["ConvTranspose to a shape that no input reaches"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("output_shape", 4, 5)),
        ["ConvTranspose to a shape without end"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("output_shape", 4, long.MaxValue)),
        ["ConvTranspose that pads all away"] = () => Map.Zeros("w", 4, 2, 1, 1).Node("ConvTranspose", "x w y", Ints("pads", 2, 2, 2, 2)),
        ["ConvTranspose of features"] = () => new OnnxModel(1, 4).Zeros("w", 4, 2, 1, 1).Node("ConvTranspose", "x w y"),
        ["mean with a kernel in the padding"] = () => new OnnxModel(1, 1, 1, 1).Opset(19).Node("AveragePool", "x y", Ints("kernel_shape", 2, 2), Ints("pads", 1, 1, 1, 1), Ints("dilations", 2, 2)),
        ["product of maps that do not fit"] = () => Map.Node("MaxPool", "x a", Ints("kernel_shape", 2, 2)).Node("Mul", "x a y"),
        ["PRelu with slopes for other channels"] = () => Map.Weights("s", [3, 1, 1], 1, 2, 3).Node("PRelu", "x s y"),
        ["PRelu with equal slopes for other channels"] = () => Map.Weights("s", [2, 1, 1], 1, 1).Node("PRelu", "x s y"),
        ["PRelu with slopes that widen"] = () => Map.Weights("s", [1, 1, 1, 1, 1], 1).Node("PRelu", "x s y"),
        ["PRelu with no slopes"] = () => Map.Zeros("s", 0).Node("PRelu", "x s y"),
        ["Pow that widens"] = () => new OnnxModel(1, 1, 2, 2).Weights("e", [3, 1, 1], 1, 2, 3).Node("Pow", "x e y"),
        ["Pow by nothing"] = () => Map.Zeros("e", 0).Node("Pow", "x e y"),
        ["Celu by 0"] = () => Map.Node("Celu", "x y", Number("alpha", 0)),
        ["Gelu of a form that nobody defines"] = () => Map.Opset(20).Node("Gelu", "x y", Text("approximate", "sigmoid")),
        ["function with an attribute of another type"] = () => Map.Node("LeakyRelu", "x y", Int("alpha", 1)),
        ["function of two values"] = () => Map.Node("Sigmoid", "x x y"),
        ["function of nothing"] = () => Map.Node("Sigmoid", "- y"),
    };

    private static readonly Dictionary<string, Func<OnnxModel>> Refusals = new()
    {
        ["Concat of images"] = () => Map.Node("Concat", "x x y", Int("axis", 0)),
        ["Concat with a constant"] = () => Map.Zeros("c", 1, 1, 3, 3).Node("Concat", "x c y", Int("axis", 1)),
        ["Concat of rank 1"] = () => new OnnxModel(1, 4).Shape("s", 4).Node("Reshape", "x s a").Node("Concat", "a a y", Int("axis", 0)),
        ["Concat of flattened maps"] = () => Map.Node("Flatten", "x a").Node("Concat", "a a y", Int("axis", 1)),
        ["Concat beyond 2^26 values"] = () => new OnnxModel(1, 1024, 256, 256).Node("Concat", "x x y", Int("axis", 1)),
        ["Split of flattened maps"] = () => Map.Node("Flatten", "x a").Node("Split", "a b y", Int("axis", 1)).Spread(1),
        ["Split that the input decides"] = () => new OnnxModel(1, 2).Node("Split", "x x a y", Int("axis", 1)).Spread(2),
        ["Split of a constant"] = () => Map.Zeros("c", 2, 2).Node("Split", "c y", Int("axis", 1)),
        ["Slice backwards"] = () => Map.Shape("f", 3).Shape("t", 0).Shape("a", 1).Shape("s", -1).Node("Slice", "x f t a s y"),
        ["Slice by step 0"] = () => Map.Shape("f", 0).Shape("t", 3).Shape("a", 1).Shape("s", 0).Node("Slice", "x f t a s y"),
        ["Slice of every other channel"] = () => Map.Shape("f", 0).Shape("t", 4).Shape("a", 1).Shape("s", 2).Node("Slice", "x f t a s y"),
        ["Slice that the input decides"] = () => Map.Shape("f", 0).Node("Slice", "x f x y"),
        ["window on transposed rows and columns"] = () => Map.Node("Transpose", "x t", Ints("perm", 0, 1, 3, 2)).Node("MaxPool", "t y", Ints("kernel_shape", 2, 2)),
        ["window on pixels"] = () => Map.Node("Transpose", "x t", Ints("perm", 0, 2, 3, 1)).Node("MaxPool", "t y", Ints("kernel_shape", 2, 2)),
        ["sum of maps that are transposed in different ways"] = () => new OnnxModel(1, 3, 3, 3).Node("Transpose", "x t", Ints("perm", 0, 2, 3, 1)).Node("Add", "x t y"),
        ["product of maps that are transposed in different ways"] = () => new OnnxModel(1, 3, 3, 3).Node("Transpose", "x t", Ints("perm", 0, 2, 3, 1)).Node("Mul", "x t y"),
        ["Concat of maps that are transposed in different ways"] = () => new OnnxModel(1, 3, 3, 3).Node("Transpose", "x t", Ints("perm", 0, 2, 3, 1)).Node("Concat", "x t y", Int("axis", 1)),
        ["Transpose across the axes of a map"] = () => Map.Shape("s", 1, 3, 3, 4).Shape("r", 1, 6, 6).Node("Transpose", "x t", Ints("perm", 0, 2, 3, 1)).Node("Reshape", "t r u").Node("Transpose", "u y", Ints("perm", 0, 2, 1)),
        ["shuffle of many channels"] = () => new OnnxModel(1, 65536, 1, 1).Shape("g", 1, 256, 256, 1, 1).Node("Reshape", "x g a").Node("Transpose", "a y", Ints("perm", 0, 2, 1, 3, 4)),
        ["Resize that interpolates"] = () => Map.Weights("s", [4], 1, 1, 2, 2).Node("Resize", "x - s y", Text("mode", "linear")),
        ["Resize by 1.5"] = () => Map.Weights("s", [4], 1, 1, 1.5f, 2).Node("Resize", "x - s y"),
        ["Resize to less"] = () => Map.Shape("s", 1, 4, 1, 1).Node("Resize", "x - - s y"),
        ["Resize by 17"] = () => Map.Weights("s", [4], 1, 1, 17, 1).Node("Resize", "x - s y"),
        ["Resize by 10^30"] = () => Map.Weights("s", [4], 1, 1, 1e30f, 1).Node("Resize", "x - s y"),
        ["Resize of channels"] = () => Map.Weights("s", [4], 1, 2, 1, 1).Node("Resize", "x - s y"),
        ["Resize that keeps the aspect ratio"] = () => Map.Opset(18).Shape("s", 1, 4, 6, 6).Node("Resize", "x - - s y", Text("keep_aspect_ratio_policy", "not_larger")),
        ["Resize with corners aligned"] = () => Map.Weights("s", [4], 1, 1, 3, 1).Node("Resize", "x - s y", Text("coordinate_transformation_mode", "align_corners")),
        ["Resize with coordinates that nobody defines"] = () => Map.Weights("s", [4], 1, 1, 2, 2).Node("Resize", "x - s y", Text("coordinate_transformation_mode", "some")),
        ["Resize with rounding that nobody defines"] = () => Map.Weights("s", [4], 1, 1, 2, 2).Node("Resize", "x - s y", Text("nearest_mode", "some")),
        ["Resize beyond 2^26 values"] = () => new OnnxModel(1, 1, 2048, 2048).Weights("s", [4], 1, 1, 8, 8).Node("Resize", "x - s y"),
        ["Resize by scales that the input decides"] = () => Map.Node("Resize", "x - x y"),
        ["ConvTranspose with weights of the input"] = () => Map.Node("ConvTranspose", "x x y"),
        ["ConvTranspose to a shape that cuts an odd number off, before opset 11"] = () => Map.Opset(10).Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("output_shape", 4, 3)),
        ["ConvTranspose with SAME and a kernel smaller than the stride"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Text("auto_pad", "SAME_UPPER"), Ints("strides", 3, 1)),
        ["ConvTranspose with stride 17"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("strides", 17, 1)),
        ["ConvTranspose with stride 0"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("strides", 0, 1)),
        ["ConvTranspose with negative padding"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("output_padding", -1, 0)),
        ["ConvTranspose with huge pads"] = () => Map.Zeros("w", 4, 2, 2, 2).Node("ConvTranspose", "x w y", Ints("pads", long.MaxValue, 0, 0, 0)),
        ["ConvTranspose with kernels that dilations make huge"] = () => new OnnxModel(1, 1, 2, 2).Zeros("w", 1, 1, 1024, 1024).Node("ConvTranspose", "x w y", Ints("dilations", 16, 16)),
        ["ConvTranspose beyond 2^26 values"] = () => new OnnxModel(1, 1, 2048, 2048).Zeros("w", 1, 1, 8, 8).Node("ConvTranspose", "x w y", Ints("strides", 8, 8)),
        ["ConvTranspose of a padded map"] = () => Map.Shape("p", 0, 0, 1, 1, 0, 0, 1, 1).Zeros("w", 4, 2, 2, 2).Node("Pad", "x p a").Node("ConvTranspose", "a w y"),
        ["product of a map and a row"] = () => Map.Node("MaxPool", "x a", Ints("kernel_shape", 3, 1)).Node("Mul", "x a y"),
        ["PRelu with slopes of columns"] = () => Map.Weights("s", [3], 1, 2, 3).Node("PRelu", "x s y"),
        ["PRelu with slopes of the input"] = () => Map.Node("PRelu", "x x y"),
        ["Pow by exponents that differ"] = () => Map.Weights("e", [3], 1, 2, 3).Node("Pow", "x e y"),
        ["Pow by the input"] = () => Map.Weights("b", [], 2).Node("Pow", "b x y"),
        ["function of a constant"] = () => Map.Zeros("c", 1, 4, 3, 3).Node("Sigmoid", "c y"),
        ["mean with pieces without end"] = () => new OnnxModel(1, 1, 64, 64).Node("AveragePool", "x y", Ints("kernel_shape", 33, 33), Ints("pads", 16, 16, 16, 16)),
    };
}
