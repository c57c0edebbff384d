using CimGen.Networks.Onnx.Format;
using Google.Protobuf;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

public class OnnxBadInputTests
{
    private static readonly string Digits = Repository.File("examples/digits/digits.onnx");

    [Fact]
    public void AMissingFileIsNamed()
    {
        var diagnostic = Assert.Single(AssertReported(NetworkReader.Read("no/such.onnx"), "CIM0301"));
        Assert.Equal("no/such.onnx: error CIM0301: the network file does not exist; check the path", diagnostic.ToString());
    }

    [Fact]
    public void OtherEndingsAreRefused() => AssertReported(NetworkReader.Read("network.txt"), "CIM0301");

    [Fact]
    public void AnEmptyFileIsNoModel()
    {
        using var folder = new TemporaryFolder();
        AssertReported(NetworkReader.Read(folder.Write("m.onnx", Array.Empty<byte>())), "CIM0302");
    }

    [Fact]
    public void AModelWithoutAGraphIsNoModel()
    {
        using var folder = new TemporaryFolder();
        AssertReported(NetworkReader.Read(folder.Write("m.onnx", new ModelProto { IrVersion = 8 }.ToByteArray())), "CIM0302");
    }

    [Fact]
    public void ATruncatedModelIsReportedWhereverItIsCut()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Digits);
        for (var length = 1; length < whole.Length; length += 1 + (length / 9))
        {
            Assert.NotEmpty(NetworkReader.Read(folder.Write("m.onnx", whole[..length])).Diagnostics);
        }
    }

    /// <summary>Bytes changed at random: a network or diagnostics, never an exception.</summary>
    [Fact]
    public void NoDamageToAModelEndsInAnException()
    {
        using var folder = new TemporaryFolder();
        var whole = SmallModel().Proto.ToByteArray();
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            var damaged = whole.ToArray();
            for (var j = random.Next(1, 4); j > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var result = NetworkReader.Read(folder.Write("m.onnx", damaged));
            Assert.True(result.Ok || result.Diagnostics.Any(d => d.IsError));
        }
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("link.bin")]
    [InlineData("linked/outside.bin")]
    [InlineData("")]
    public void ExternalDataMustStayInTheModelsFolder(string location)
    {
        using var outside = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        outside.Write("outside.bin", new byte[64]);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "link.bin"), Path.Combine(outside.Path, "outside.bin"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "linked"), outside.Path);

        var diagnostic = Assert.Single(AssertReported(ReadExternal(folder, location, 16), "CIM0303"));

        Assert.Contains("'w'", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExternalDataInTheFolderIsRead()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "data"));
        folder.Write("data/w.bin", new byte[64]);
        Assert.True(ReadExternal(folder, "data/w.bin", 16).Ok);
    }

    [Fact]
    public void ExternalDataThatIsMissingOrTooShortIsReported()
    {
        using var folder = new TemporaryFolder();
        folder.Write("w.bin", new byte[63]);
        AssertReported(ReadExternal(folder, "none.bin", 16), "CIM0301");
        AssertReported(ReadExternal(folder, "w.bin", 16), "CIM0304");
        AssertReported(ReadExternal(folder, "w.bin", 1L << 40), "CIM0304");
    }

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(1L << 20, 1L << 20)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(-4L)]
    [InlineData(3L)]
    public void ADeclaredSizeMustFitTheData(params long[] dims)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertReported(new OnnxModel(1, 4).Weights("w", dims, new float[4]).Node("MatMul", "x w y").Read(), "CIM0304");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 22);
    }

    [Fact]
    public void AllUnknownOperatorsAreReportedInOneRun()
    {
        var diagnostics = AssertReported(
            new OnnxModel(1, 4).Node("Softmax", "x a").Node("LSTM", "x b").Node("Relu", "a y").Read(), "CIM0305", "CIM0305");

        Assert.Contains("node 'softmax0': operator Softmax is not supported; supported are Conv", diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("node 'lstm1': operator LSTM", diagnostics[1].Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> ShapeMismatches() => [.. Mismatches.Keys];

    [Theory]
    [MemberData(nameof(ShapeMismatches))]
    public void ShapesThatDoNotFitAreReported(string what) => AssertReported(Mismatches[what]().Read(), "CIM0306");

    public static TheoryData<string> UnsupportedForms() => [.. Unsupported.Keys];

    [Theory]
    [MemberData(nameof(UnsupportedForms))]
    public void FormsOfOperatorsThatAreNotSupportedAreReported(string what) => AssertReported(Unsupported[what]().Read(), "CIM0305");

    public static TheoryData<string> BrokenGraphs() => [.. Graphs.Keys];

    [Theory]
    [MemberData(nameof(BrokenGraphs))]
    public void BrokenGraphsAreReported(string what) => AssertReported(Graphs[what]().Read(), "CIM0307");

    private static readonly Dictionary<string, Func<OnnxModel>> Mismatches = new()
    {
        ["input of rank 3"] = () => new OnnxModel(1, 4, 4).Node("Relu", "x y"),
        ["batch of 2"] = () => new OnnxModel(2, 4).Node("Relu", "x y"),
        ["negative input size"] = () => new OnnxModel(1, -4, 4, 4).Node("Relu", "x y"),
        ["huge input"] = () => new OnnxModel(1, 60000, 60000, 2).Node("Relu", "x y"),
        ["weights for other channels"] = () => new OnnxModel(1, 2, 4, 4).Zeros("w", 1, 3, 1, 1).Node("Conv", "x w y"),
        ["weights of rank 3"] = () => new OnnxModel(1, 2, 4, 4).Zeros("w", 1, 2, 1).Node("Conv", "x w y"),
        ["no kernels"] = () => new OnnxModel(1, 2, 4, 4).Zeros("w", 0, 2, 1, 1).Node("Conv", "x w y"),
        ["kernel larger than input"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 5, 5).Node("Conv", "x w y"),
        ["kernel larger than input, with stride"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 5, 5).Node("Conv", "x w y", OnnxModel.Ints("strides", 3, 3)),
        ["bias of other length"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 2, 1, 1, 1).Zeros("b", 3).Node("Conv", "x w b y"),
        ["negative stride"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 1, 1).Node("Conv", "x w y", OnnxModel.Ints("strides", -1, 1)),
        ["negative pads"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 1, 1).Node("Conv", "x w y", OnnxModel.Ints("pads", 0, 0, -1, 0)),
        ["one-dimensional pads"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 1, 1).Node("Conv", "x w y", OnnxModel.Ints("pads", 0, 0)),
        ["kernel of 2^32+1"] = () => new OnnxModel(1, 1, 4, 4).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", (1L << 32) + 1, 1)),
        ["pooling of rank 1"] = () => new OnnxModel(1, 1, 4, 4).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", 2)),
        ["features of a Gemm"] = () => new OnnxModel(1, 4).Zeros("w", 5, 2).Node("Gemm", "x w y"),
        ["right side of rank 3"] = () => new OnnxModel(1, 4).Zeros("w", 1, 4, 2).Node("MatMul", "x w y"),
        ["sum of different shapes"] = () => new OnnxModel(1, 2, 4, 4).Node("MaxPool", "x a", OnnxModel.Ints("kernel_shape", 2, 2)).Node("Add", "x a y"),
        ["parameters of a normalization"] = () => new OnnxModel(1, 2, 4, 4).Zeros("p", 3).Node("BatchNormalization", "x p p p p y"),
        ["clip to nothing"] = () => new OnnxModel(1, 4).Zeros("p", 0).Node("Clip", "x p y"),
        ["clip to an empty range"] = () => new OnnxModel(1, 4).Node("Clip", "x y", OnnxModel.Number("min", 2), OnnxModel.Number("max", 1)),
    };

    private static readonly Dictionary<string, Func<OnnxModel>> Unsupported = new()
    {
        ["groups"] = () => new OnnxModel(1, 2, 4, 4).Zeros("w", 2, 1, 1, 1).Node("Conv", "x w y", OnnxModel.Int("group", 2)),
        ["ceil_mode"] = () => new OnnxModel(1, 1, 5, 5).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", 2, 2), OnnxModel.Int("ceil_mode", 1)),
        ["mean without padding"] = () => new OnnxModel(1, 1, 4, 4).Node("AveragePool", "x y", OnnxModel.Ints("kernel_shape", 3, 3), OnnxModel.Ints("pads", 1, 1, 1, 1)),
        ["mean over channels"] = () => new OnnxModel(1, 2, 4, 4).Node("ReduceMean", "x y", OnnxModel.Ints("axes", 1)),
        ["transposed input"] = () => new OnnxModel(1, 4).Zeros("w", 4, 2).Node("Gemm", "x w y", OnnxModel.Int("transA", 1)),
        ["weights that are computed"] = () => new OnnxModel(1, 4).Node("Relu", "x w").Node("MatMul", "x w y"),
        ["constant per pixel"] = () => new OnnxModel(1, 1, 2, 2).Zeros("c", 1, 1, 2, 2).Node("Add", "x c y"),
        ["reshape to a map"] = () => new OnnxModel(1, 4, 2, 2).Shape("s", 1, 2, 4, 2).Node("Reshape", "x s y"),
        ["flatten with axis 2"] = () => new OnnxModel(1, 4, 2, 2).Node("Flatten", "x y", OnnxModel.Int("axis", 2)),
        ["constant without a tensor"] = () => new OnnxModel(1, 4).Node("Constant", "c", OnnxModel.Int("value_int", 1)).Node("Add", "x c y"),
    };

    private static readonly Dictionary<string, Func<OnnxModel>> Graphs = new()
    {
        ["cycle"] = () => new OnnxModel(1, 4).Node("Add", "x b a").Node("Relu", "a b").Node("Relu", "b y"),
        ["value that nobody writes"] = () => new OnnxModel(1, 4).Node("Add", "x nobody y"),
        ["value that is written twice"] = () => new OnnxModel(1, 4).Node("Relu", "x y").Node("Relu", "x y"),
        ["node without output"] = () => new OnnxModel(1, 4).Node("Relu", "x y").Node("Relu", "x -"),
        ["output that does not come from the input"] = () => new OnnxModel(1, 4).Node("Relu", "x z"),
        ["two inputs"] = () =>
        {
            var model = new OnnxModel(1, 4).Node("Add", "x z y");
            model.Proto.Graph.Input.Add(new ValueInfoProto { Name = "z" });
            return model;
        },
    };

    private static OnnxModel SmallModel() => new OnnxModel(1, 2, 5, 5)
        .Weights("w", [3, 2, 3, 3], [.. Enumerable.Range(0, 54).Select(i => (float)Math.Sin(i))])
        .Weights("b", [3], 1, 2, 3)
        .Node("Conv", "x w b c", OnnxModel.Ints("pads", 1, 1, 1, 1))
        .Node("Relu", "c r")
        .Node("MaxPool", "r p", OnnxModel.Ints("kernel_shape", 2, 2), OnnxModel.Ints("strides", 2, 2))
        .Node("Flatten", "p f")
        .Weights("g", [2, 12], new float[24])
        .Node("Gemm", "f g y", OnnxModel.Int("transB", 1));

    private static Core.Diagnostics.Result<Graph.Network> ReadExternal(TemporaryFolder folder, string location, long count)
    {
        var model = new OnnxModel(1, 4).Node("MatMul", "x w y");
        var tensor = new TensorProto { Name = "w", DataType = 1, DataLocation = 1 };
        tensor.Dims.Add([4, count / 4]);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        model.Proto.Graph.Initializer.Add(tensor);
        return NetworkReader.Read(folder.Write("m.onnx", model.Proto.ToByteArray()));
    }
}
