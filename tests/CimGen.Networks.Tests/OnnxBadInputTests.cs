using System.Text.RegularExpressions;
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
        folder.Write("w.bin", new byte[64]);
        AssertReported(ReadExternal(folder, "w.bin", 16, ("length", "60")), "CIM0304");
        AssertReported(ReadExternal(folder, "w.bin", 16, ("offset", "4")), "CIM0304");
        AssertReported(ReadExternal(folder, "w.bin", 16, ("offset", "-4")), "CIM0304");
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
            new OnnxModel(1, 4).Node("TopK", "x a").Node("Relu", "a b").Node("Sin", "b y").Read(), "CIM0305", "CIM0305");

        Assert.Contains("node 'topk0': operator TopK is not supported; end the network before it", diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("node 'sin2': operator Sin is not supported; express it with supported operators", diagnostics[1].Message, StringComparison.Ordinal);
    }

    /// <summary>Forms, too, behind values that are lost, and whatever else is wrong with the model.</summary>
    [Fact]
    public void UnsupportedFormsBehindLostValuesAreReported()
    {
        var model = new OnnxModel(1, 2, 9, 9).Zeros("m", 3, 4)
            .Node("Sin", "x a")
            .Node("AveragePool", "a c", OnnxModel.Ints("kernel_shape", 3, 3, 3))
            .Node("ReduceMean", "c d")
            .Node("Gemm", "d m e", OnnxModel.Int("transA", 1))
            .Node("TopK", "e y");
        model.Proto.Graph.Output.Add(new ValueInfoProto { Name = "c" });
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = 7;

        var diagnostics = model.Read().Diagnostics;

        Assert.Equal(["sin0", "averagepool1", "reducemean2", "gemm3", "topk4"], diagnostics.Select(d => Regex.Match(d.Message, "node '([^']+)'").Groups[1].Value).Where(n => n.Length > 0));
        Assert.Contains(diagnostics, d => d.Message.Contains("tensor 'x': element type int64", StringComparison.Ordinal));
    }

    /// <summary>The shape of a lost value is a constant that is not known: what is computed from it is not to blame.</summary>
    [Fact]
    public void ShapesOfLostValuesAreNotReported()
    {
        var model = new OnnxModel(1, 2, 2, 2).Shape("zero", 0).Shape("open", -1)
            .Node("Sin", "x a").Node("Shape", "a s").Node("Gather", "s zero n").Node("Concat", "n open t", OnnxModel.Int("axis", 0)).Node("Reshape", "a t y");
        Assert.Contains("'sin0'", Assert.Single(AssertReported(model.Read(), "CIM0305")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LSTM", "x - - h", "recurrent networks")]
    [InlineData("DynamicQuantizeLinear", "x y", "chooses scales while the network runs")]
    [InlineData("Loop", "x x y", "operator Loop is not supported")]
    public void OperatorsAreNamedWhateverTheInputIs(string type, string values, string says)
    {
        var model = new OnnxModel(7, 1, 3).Node(type, values);
        model.Proto.Graph.Output[0].Name = values.Split(' ')[^1];
        Assert.Contains(model.Weights("s", [], 1).Read().Diagnostics, d => d.Code == "CIM0305" && d.Message.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(6L, "opset 6")]
    [InlineData(24L, "opset 24")]
    [InlineData(null, "does not say")]
    public void VersionsWithOtherRulesAreRefused(long? opset, string says)
    {
        var model = new OnnxModel(1, 4).Node("Relu", "x y");
        model.Proto.OpsetImport.Clear();
        if (opset is { } version)
        {
            model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = version });
        }

        Assert.Contains(says, Assert.Single(AssertReported(model.Read(), "CIM0312")).Message, StringComparison.Ordinal);
    }

    /// <summary>An operator of somebody else is not ONNX's, whatever its name.</summary>
    [Theory]
    [InlineData("com.vendor", "; express it with ONNX operators, or define it")]
    [InlineData("com.microsoft", "; give CimGen the model before ONNX Runtime optimized it")]
    public void ForeignDomainsAreNamed(string domain, string advice)
    {
        var model = new OnnxModel(1, 4).Node("Relu", "x y");
        model.Proto.Graph.Node[0].Domain = domain;
        Assert.Contains($"node 'relu0': operator Relu of domain '{domain}' is not ONNX's{advice}", Assert.Single(AssertReported(model.Read(), "CIM0305")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FunctionsWithoutEndAreRefused()
    {
        var model = new OnnxModel(1, 4).Node("Twice", "x y");
        var function = new FunctionProto { Name = "Twice" };
        function.Input.Add("a");
        function.Output.Add("b");
        foreach (var (input, output) in new[] { ("a", "t"), ("t", "b") })
        {
            var node = new NodeProto { OpType = "Twice" };
            node.Input.Add(input);
            node.Output.Add(output);
            function.Node.Add(node);
        }

        model.Proto.Functions.Add(function);
        AssertReported(model.Read(), "CIM0307");
    }

    [Fact]
    public void WhatOnlyTrainingNeedsIsNotUsed()
    {
        var model = new OnnxModel(1, 4).Node("Relu", "x y");
        model.Proto.TrainingInfo.Add(new TrainingInfoProto());
        var read = model.Read();
        Assert.True(read.Ok);
        Assert.Equal(("CIM0313", Core.Diagnostics.Severity.Warning), (Assert.Single(read.Diagnostics).Code, read.Diagnostics[0].Severity));
    }

    /// <summary>What nobody reads does not matter; the same tensor with a reader does, by the name of its type.</summary>
    [Theory]
    [InlineData(8, "string")]
    [InlineData(16, "bfloat16")]
    [InlineData(14, "complex64")]
    [InlineData(17, "float8e4m3fn")]
    [InlineData(99, "number 99")]
    public void ElementTypesMatterWhereTheyAreRead(int type, string name)
    {
        var tensor = new TensorProto { Name = "t", DataType = type, RawData = ByteString.CopyFrom(0, 0) };
        tensor.Dims.Add(1);
        var unread = new OnnxModel(1, 4).Node("Relu", "x y");
        unread.Proto.Graph.Initializer.Add(tensor);
        Assert.True(unread.Read().Ok);

        var read = new OnnxModel(1, 4).Node("Add", "x t y");
        read.Proto.Graph.Initializer.Add(tensor);
        Assert.Contains($"tensor 't': element type {name} is not supported", Assert.Single(AssertReported(read.Read(), "CIM0305")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SparseTensorsMatterWhereTheyAreRead()
    {
        var sparse = new SparseTensorProto { Values = new TensorProto { Name = "s", DataType = 1, FloatData = { 1 }, Dims = { 1 } }, Indices = new TensorProto { DataType = 7, Int64Data = { 2 }, Dims = { 1 } }, Dims = { 4 } };
        var unread = new OnnxModel(1, 4).Node("Relu", "x y");
        unread.Proto.Graph.SparseInitializer.Add(sparse);
        Assert.True(unread.Read().Ok);

        var read = new OnnxModel(1, 4).Node("Add", "x s y");
        read.Proto.Graph.SparseInitializer.Add(sparse);
        Assert.Contains("tensor 's': element type sparse tensor is not supported; store it as a dense initializer", Assert.Single(AssertReported(read.Read(), "CIM0305")).Message, StringComparison.Ordinal);
    }

    /// <summary>Only the batch may be left open, which is 1 then.</summary>
    [Theory]
    [InlineData("N 4 4 4", true)]
    [InlineData("1 C 4 4", false)]
    [InlineData("1 4 H 4", false)]
    [InlineData("1 4 4 W", false)]
    [InlineData("N F", false)]
    public void SizesAreFixed(string shape, bool good)
    {
        var model = new OnnxModel().Node("Relu", "x y");
        model.Proto.Graph.Input[0].Type.TensorType.Shape.Dim.Add(shape.Split(' ').Select(d => long.TryParse(d, out var size)
            ? new TensorShapeProto.Types.Dimension { DimValue = size } : new TensorShapeProto.Types.Dimension { DimParam = d }));
        if (good)
        {
            Assert.True(model.Read().Ok);
            return;
        }

        Assert.Contains($"input 'x': its shape is [{shape.Replace(" ", ", ", StringComparison.Ordinal)}]; export the network for an input of fixed size", Assert.Single(AssertReported(model.Read(), "CIM0306")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L, 3L, 70000L, 4L)]
    [InlineData(1L, 65537L)]
    [InlineData(1L, 64L, 2048L, 2048L)]
    public void InputsAreOfALimitedSize(params long[] shape) => Assert.Contains(
        $"input 'x': its shape is [{string.Join(", ", shape)}], and 65536 values along an axis and 67108864 in all are the most; export the network for a smaller input",
        Assert.Single(AssertReported(new OnnxModel(shape).Node("Relu", "x y").Read(), "CIM0306")).Message,
        StringComparison.Ordinal);

    /// <summary>What is computed on bytes before they are real numbers is refused.</summary>
    [Theory]
    [InlineData(2, "MaxPool")]
    [InlineData(3, "Identity")]
    public void BytesAreCastFirst(int type, string before)
    {
        var model = new OnnxModel(1, 1, 4, 4).Node(before, "x a", before == "MaxPool" ? [OnnxModel.Ints("kernel_shape", 2, 2)] : []).Node("Cast", "a y", OnnxModel.Int("to", 1));
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = type;
        Assert.Contains("it reads integers; put a DequantizeLinear in front of it", Assert.Single(AssertReported(model.Read(), "CIM0305")).Message, StringComparison.Ordinal);
    }

    /// <summary>The graph is read; numbers are looked at when it is quantized.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void WeightsThatAreNoNumbersAreReported(float value)
    {
        foreach (var model in new[]
        {
            new OnnxModel(1, 1, 2, 2).Weights("w", [2, 1, 1, 1], 1, value).Node("Conv", "x w y"),
            new OnnxModel(1, 4).Weights("w", [4, 1], 1, 1, value, 1).Node("MatMul", "x w y"),
            new OnnxModel(1, 1, 2, 2).Zeros("w", 2, 1, 1, 1).Weights("b", [2], 0, value).Node("Conv", "x w b y"),
        })
        {
            var quantized = Quantization.Quantizer.Run(ImportedModel.Read(model), [new float[4]]);
            Assert.Contains("a weight or the bias of kernel", Assert.Single(AssertReported(quantized, "CIM0402")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void DeadBranchesDoNotMatter()
    {
        var read = new OnnxModel(1, 4).Node("Sin", "x a").Node("Sin", "a b").Node("Relu", "x y").Read();
        Assert.Single(read.Value!.Layers);
    }

    public static TheoryData<string> ShapeMismatches() => [.. Mismatches.Keys];

    [Theory]
    [MemberData(nameof(ShapeMismatches))]
    public void ShapesThatDoNotFitAreReported(string what) => AssertReported(Mismatches[what]().Read(), "CIM0306");

    public static TheoryData<string> UnsupportedForms() => [.. Unsupported.Keys];

    [Theory]
    [MemberData(nameof(UnsupportedForms))]
    public void FormsOfOperatorsThatAreNotSupportedAreReported(string what) => AssertReported(Unsupported[what]().Read(), "CIM0305");

    /// <summary>A Pad in front is input to the node: windows of ceil_mode may begin in it. Such a window has no maximum, and its mean no full count.</summary>
    [Theory]
    [InlineData("MaxPool", 3, 2, 3)]
    [InlineData("MaxPool", 2, 3, 2)]
    [InlineData("AveragePool", 3, 2, 3)]
    [InlineData("AveragePool", 2, 3, 2)]
    public void CeilModeCountsThePadInFront(string type, int stride, int kernel, int behind)
    {
        var model = new OnnxModel(1, 1, 4, 4).Shape("p", 0, 0, 0, 0, 0, 0, behind, behind).Weights("v", [], type == "MaxPool" ? float.NegativeInfinity : 0)
            .Node("Pad", "x p v a").Node(type, "a y", OnnxModel.Ints("kernel_shape", kernel, kernel), OnnxModel.Ints("strides", stride, stride), OnnxModel.Int("ceil_mode", 1));
        Assert.Matches("lies wholly in the padding|leaves the map", Assert.Single(AssertReported(model.Read(), "CIM0305")).Message);
    }

    /// <summary>What depends on the input on both sides, or below.</summary>
    [Theory]
    [InlineData("Mul", "x m y", "Mul of maps of [1, 4, 3, 3] and [1, 1, 3, 3]; maps have equal shapes, or one of them is [1, C, 1, 1]")]
    [InlineData("Div", "x k y", "Div of two maps; maps are divided by constants")]
    public void ArithmeticOfMapsIsRefusedWithAReason(string type, string names, string says) => Assert.Contains(
        says,
        Assert.Single(AssertReported(new OnnxModel(1, 4, 3, 3).Weights("c", [], 2).Zeros("w", 1, 4, 1, 1).Zeros("v", 4, 4, 1, 1).Node("Conv", "x w m").Node("Conv", "x v k").Node(type, names).Read(), "CIM0305")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AnOutputThatNoInputReachesIsNamed()
    {
        var model = new OnnxModel(1, 4).Zeros("z", 1, 4).Node("Relu", "x y");
        model.Proto.Graph.Output.Add(new ValueInfoProto { Name = "z" });
        Assert.Contains("the output 'z' does not come from the input", model.Read().Diagnostics[0].Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> BrokenGraphs() => [.. Graphs.Keys];

    [Theory]
    [MemberData(nameof(BrokenGraphs))]
    public void BrokenGraphsAreReported(string what) => AssertReported(Graphs[what]().Read(), "CIM0307");

    private static readonly Dictionary<string, Func<OnnxModel>> Mismatches = new()
    {
        ["input of rank 5"] = () => new OnnxModel(1, 4, 4, 4, 4).Node("Relu", "x y"),
        ["batch of 2"] = () => new OnnxModel(2, 4).Node("Relu", "x y"),
        ["negative input size"] = () => new OnnxModel(1, -4, 4, 4).Node("Relu", "x y"),
        ["huge input"] = () => new OnnxModel(1, 60000, 60000, 2).Node("Relu", "x y"),
        ["input of no rows"] = () => new OnnxModel(1, 4, 0, 4).Node("Relu", "x y"),
        ["reshape to nothing"] = () => new OnnxModel(1, 4).Opset(14).Shape("s", 1, 0).Node("Reshape", "x s y", OnnxModel.Int("allowzero", 1)),
        ["constant of nothing"] = () => new OnnxModel(1, 4).Zeros("c", 1, 0).Node("Add", "x c y"),
        ["weights of no inputs"] = () => new OnnxModel(1, 4).Zeros("w", 0, 2).Node("MatMul", "x w y"),
        ["scale of 0"] = () => new OnnxModel(1, 4).Weights("s", [], 0).Bytes("z", 0).Node("QuantizeLinear", "x s z q").Node("DequantizeLinear", "q s z y"),
        ["scale that is no number"] = () => new OnnxModel(1, 4).Weights("s", [], float.NaN).Bytes("z", 0).Node("QuantizeLinear", "x s z q").Node("DequantizeLinear", "q s z y"),
        ["scales for other kernels"] = () => new OnnxModel(1, 4).Weights("s", [3], 1, 1, 1).Bytes("z", 0, 0, 0).Bytes("w", 1, 2, 3, 4).Node("DequantizeLinear", "w s z d", OnnxModel.Int("axis", 0)).Node("Add", "x d y"),
        ["weights for other channels"] = () => new OnnxModel(1, 2, 4, 4).Zeros("w", 1, 3, 1, 1).Node("Conv", "x w y"),
        ["a window of one axis on a map"] = () => new OnnxModel(1, 1, 4, 4).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", 2)),
        ["weights of rank 3"] = () => new OnnxModel(1, 2, 4, 4).Zeros("w", 1, 2, 1).Node("Conv", "x w y"),
        ["no kernels"] = () => new OnnxModel(1, 2, 4, 4).Zeros("w", 0, 2, 1, 1).Node("Conv", "x w y"),
        ["kernel larger than input"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 5, 5).Node("Conv", "x w y"),
        ["kernel larger than input, with stride"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 5, 5).Node("Conv", "x w y", OnnxModel.Ints("strides", 3, 3)),
        ["bias of other length"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 2, 1, 1, 1).Zeros("b", 3).Node("Conv", "x w b y"),
        ["negative stride"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 1, 1).Node("Conv", "x w y", OnnxModel.Ints("strides", -1, 1)),
        ["negative pads"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 1, 1).Node("Conv", "x w y", OnnxModel.Ints("pads", 0, 0, -1, 0)),
        ["one-dimensional pads"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 1, 1).Node("Conv", "x w y", OnnxModel.Ints("pads", 0, 0)),
        ["features of a Gemm"] = () => new OnnxModel(1, 4).Zeros("w", 5, 2).Node("Gemm", "x w y"),
        ["bias of a Gemm as a column"] = () => new OnnxModel(1, 4).Zeros("w", 4, 2).Zeros("b", 2, 1).Node("Gemm", "x w b y"),
        ["bias of a Conv in rank 2"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 2, 1, 1, 1).Zeros("b", 1, 2).Node("Conv", "x w b y"),
        ["one bias for all outputs of a Conv"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 2, 1, 1, 1).Zeros("b", 1).Node("Conv", "x w b y"),
        ["kernel_shape that is not the weights'"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 2, 1, 3, 3).Node("Conv", "x w y", OnnxModel.Ints("kernel_shape", 1, 1)),
        ["attribute of a later opset"] = () => new OnnxModel(1, 4).Node("Clip", "x y", OnnxModel.Number("min", 0)),
        ["attribute that nobody defines"] = () => new OnnxModel(1, 4).Node("Relu", "x y", OnnxModel.Number("alpha", 0)),
        ["attribute twice"] = () => new OnnxModel(1, 1, 4, 4).Node("Flatten", "x y", OnnxModel.Int("axis", 1), OnnxModel.Int("axis", 2)),
        ["attribute of another type"] = () => new OnnxModel(1, 1, 4, 4).Node("Flatten", "x y", OnnxModel.Number("axis", 1)),
        ["attribute that refers to no function"] = () => new OnnxModel(1, 1, 4, 4).Node("Flatten", "x y", new AttributeProto { Name = "axis", RefAttrName = "a", Type = 2 }),
        ["input of a later opset"] = () => new OnnxModel(1, 1, 4, 4).Opset(13).Shape("a", 2, 3).Node("ReduceMean", "x a y"),
        ["auto_pad that nobody defines"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 2, 1, 3, 3).Node("Conv", "x w y", OnnxModel.Text("auto_pad", "SOME")),
        ["pooling without a kernel"] = () => new OnnxModel(1, 1, 4, 4).Node("MaxPool", "x y"),
        ["padding as large as the kernel"] = () => new OnnxModel(1, 1, 4, 4).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", 2, 2), OnnxModel.Ints("pads", 2, 0, 0, 0)),
        ["auto_pad and pads"] = () => new OnnxModel(1, 1, 4, 4).Zeros("w", 1, 1, 3, 3).Node("Conv", "x w y", OnnxModel.Text("auto_pad", "VALID"), OnnxModel.Ints("pads", 1, 1, 1, 1)),
        ["vector of another length"] = () => new OnnxModel(1, 2, 4, 4).Zeros("c", 3).Node("Add", "x c y"),
        ["reshape to another size"] = () => new OnnxModel(1, 2, 4, 4).Shape("s", 1, 5, -1).Node("Reshape", "x s y"),
        ["flatten behind the last axis"] = () => new OnnxModel(1, 2, 4, 4).Node("Flatten", "x y", OnnxModel.Int("axis", 5)),
        ["Gemm on a map"] = () => new OnnxModel(1, 2, 1, 4).Zeros("w", 4, 2).Node("Gemm", "x w y"),
        ["mean of a vector"] = () => new OnnxModel(1, 4).Node("GlobalAveragePool", "x y"),
        ["sum of different shapes"] = () => new OnnxModel(1, 2, 4, 4).Node("MaxPool", "x a", OnnxModel.Ints("kernel_shape", 2, 2)).Node("Add", "x a y"),
        ["parameters of a normalization"] = () => new OnnxModel(1, 2, 4, 4).Zeros("p", 3).Node("BatchNormalization", "x p p p p y"),
        ["clip to nothing"] = () => new OnnxModel(1, 4).Zeros("p", 0).Node("Clip", "x p y"),
        ["clip to NaN"] = () => new OnnxModel(1, 4).Opset(10).Node("Clip", "x y", OnnxModel.Number("min", float.NaN), OnnxModel.Number("max", 1)),
    };

    private static readonly Dictionary<string, Func<OnnxModel>> Unsupported = new()
    {
        ["mean that counts padding, with ceil_mode"] = () => new OnnxModel(1, 1, 5, 5).Node("AveragePool", "x y", OnnxModel.Ints("kernel_shape", 2, 2), OnnxModel.Ints("strides", 2, 2), OnnxModel.Int("ceil_mode", 1), OnnxModel.Int("count_include_pad", 1)),
        ["mean with SAME behind a Pad"] = () => new OnnxModel(1, 1, 5, 5).Shape("p", 0, 0, 1, 0, 0, 0, 0, 0).Node("Pad", "x p a").Node("AveragePool", "a y", OnnxModel.Ints("kernel_shape", 2, 2), OnnxModel.Text("auto_pad", "SAME_UPPER")),
        ["maximum of a window in the padding"] = () => new OnnxModel(1, 2, 9, 1).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", 2, 2), OnnxModel.Ints("dilations", 1, 2), OnnxModel.Ints("pads", 0, 1, 0, 1)),
        ["pooling of rank 3"] = () => new OnnxModel(1, 1, 4, 4).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", 2, 2, 2)),
        ["kernel of 2^32+1"] = () => new OnnxModel(1, 1, 4, 4).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", (1L << 32) + 1, 1)),
        ["kernel of 2^32 values"] = () => new OnnxModel(1, 256, 8, 8).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", 4096, 4096)),
        ["SAME with dilations"] = () => new OnnxModel(1, 1, 7, 7).Node("MaxPool", "x y", OnnxModel.Ints("kernel_shape", 2, 2), OnnxModel.Ints("strides", 2, 2), OnnxModel.Ints("dilations", 2, 1), OnnxModel.Text("auto_pad", "SAME_LOWER")),
        ["Relu of a constant"] = () => new OnnxModel(1, 4).Zeros("c", 1, 4).Node("Relu", "c y"),
        ["indices of a maximum"] = () => new OnnxModel(1, 1, 5, 5).Node("MaxPool", "x m y", OnnxModel.Ints("kernel_shape", 2, 2)).Spread(1),
        ["mask of a dropout"] = () => new OnnxModel(1, 4).Node("Dropout", "x m y").Spread(1),
        ["dropout while training"] = () => new OnnxModel(1, 4).Weights("r", [], 0.5f).Weights("t", [], 1).Node("Dropout", "x r t y"),
        ["normalization while training"] = () => new OnnxModel(1, 2, 4, 4).Opset(15).Zeros("p", 2).Node("BatchNormalization", "x p p p p y", OnnxModel.Int("training_mode", 1)),
        ["normalization with outputs for training"] = () => new OnnxModel(1, 2, 4, 4).Opset(9).Zeros("p", 2).Node("BatchNormalization", "x p p p p y m").Spread(5),
        ["right side of rank 3"] = () => new OnnxModel(1, 4).Zeros("w", 1, 4, 2).Node("MatMul", "x w y"),
        ["product row by row"] = () => new OnnxModel(1, 2, 3, 4).Zeros("w", 4, 2).Node("MatMul", "x w y"),
        ["map on a flattened one"] = () => new OnnxModel(1, 2, 8, 1).Node("Flatten", "x f").Node("Add", "f x y"),
        ["vector on a map"] = () => new OnnxModel(1, 2, 1, 1).Zeros("c", 2).Node("Add", "x c y"),
        ["column of channels on features"] = () => new OnnxModel(1, 3).Zeros("c", 3, 1, 1).Node("Add", "x c y"),
        ["output of 2^32 values"] = () => new OnnxModel(1, 64, 8, 8).Zeros("w", 64, 64, 1, 1).Node("Conv", "x w y", OnnxModel.Ints("pads", 4096, 4096, 4096, 4096)),
        ["maps that are broadcast"] = () => new OnnxModel(1, 2, 4, 4).Node("GlobalAveragePool", "x a").Node("Add", "x a y"),
        ["weights of bfloat16"] = () => new OnnxModel(1, 4).Node("Constant", "w16", new AttributeProto { Name = "value", Type = 4, T = new TensorProto { DataType = 16, Dims = { 4, 2 }, RawData = ByteString.CopyFrom(new byte[16]) } }).Node("MatMul", "x w16 y"),
        ["a map as whole numbers"] = () => new OnnxModel(1, 4).Node("Cast", "x y", OnnxModel.Int("to", 7)),
        ["pad by reflection"] = () => new OnnxModel(1, 1, 4, 4).Shape("p", 0, 0, 1, 1, 0, 0, 1, 1).Zeros("w", 1, 1, 3, 3).Node("Pad", "x p a", OnnxModel.Text("mode", "reflect")).Node("Conv", "a w y"),
        ["pad of channels"] = () => new OnnxModel(1, 1, 4, 4).Shape("p", 0, 1, 0, 0, 0, 0, 0, 0).Zeros("w", 1, 2, 3, 3).Node("Pad", "x p a").Node("Conv", "a w y"),
        ["pad in front of a maximum"] = () => new OnnxModel(1, 1, 4, 4).Shape("p", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "x p a").Node("MaxPool", "a y", OnnxModel.Ints("kernel_shape", 2, 2)),
        ["pad in front of an activation"] = () => new OnnxModel(1, 1, 4, 4).Shape("p", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "x p a").Node("Relu", "a y"),
        ["pad at the end"] = () => new OnnxModel(1, 1, 4, 4).Shape("p", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "x p y"),
        ["mean without much padding"] = () => new OnnxModel(1, 1, 20, 20).Node("AveragePool", "x y", OnnxModel.Ints("kernel_shape", 9, 9), OnnxModel.Ints("pads", 4, 4, 4, 4)),
        ["maximum over channels"] = () => new OnnxModel(1, 2, 4, 4).Node("ReduceMax", "x y", OnnxModel.Ints("axes", 1)),
        ["maximum of everything"] = () => new OnnxModel(1, 2, 4, 4).Opset(18).Node("ReduceMax", "x y"),
        ["mean over channels"] = () => new OnnxModel(1, 2, 4, 4).Node("ReduceMean", "x y", OnnxModel.Ints("axes", 1)),
        ["transposed input"] = () => new OnnxModel(1, 4).Zeros("w", 4, 2).Node("Gemm", "x w y", OnnxModel.Int("transA", 1)),
        ["weights that are computed"] = () => new OnnxModel(1, 4).Node("Relu", "x w").Node("MatMul", "x w y"),
        ["constant per pixel"] = () => new OnnxModel(1, 1, 2, 2).Zeros("c", 1, 1, 2, 2).Node("Add", "x c a").Node("Relu", "a y"),
        ["reshape to a map"] = () => new OnnxModel(1, 4, 2, 2).Shape("s", 1, 2, 4, 2).Node("Reshape", "x s a").Node("GlobalAveragePool", "a y"),
        ["integers with two scales"] = () => new OnnxModel(1, 4).Weights("s", [], 1).Weights("t", [], 2).Bytes("z", 0).Node("QuantizeLinear", "x s z q").Node("DequantizeLinear", "q t z y"),
        ["integers with two zero points"] = () => new OnnxModel(1, 4).Weights("s", [], 1).Bytes("z", 0).Bytes("o", 1).Node("QuantizeLinear", "x s z q").Node("DequantizeLinear", "q s o y"),
        ["a map with a scale for each channel"] = () => new OnnxModel(1, 4).Weights("s", [4], 1, 1, 1, 1).Bytes("z", 0, 0, 0, 0).Node("QuantizeLinear", "x s z q").Node("DequantizeLinear", "q s z y"),
        ["sparse constant"] = () => new OnnxModel(1, 4).Node("Constant", "c", new AttributeProto { Name = "sparse_value", Type = 11, SparseTensor = new SparseTensorProto() }).Node("Add", "x c y"),
    };

    private static readonly Dictionary<string, Func<OnnxModel>> Graphs = new()
    {
        ["cycle"] = () => new OnnxModel(1, 4).Node("Add", "x b a").Node("Relu", "a b").Node("Relu", "b y"),
        ["weights that nobody stores"] = () => new OnnxModel(1, 1, 4, 4).Node("Conv", "x w y"),
        ["value that nobody writes"] = () => new OnnxModel(1, 4).Node("Add", "x nobody y"),
        ["value that is written twice"] = () => new OnnxModel(1, 4).Node("Relu", "x y").Node("Relu", "x y"),
        ["node without output"] = () => new OnnxModel(1, 4).Node("Relu", "x y").Node("Relu", "x -"),
        ["output that does not come from the input"] = () => new OnnxModel(1, 4).Node("Relu", "x z"),
        ["no input"] = () =>
        {
            var model = new OnnxModel(1, 4).Zeros("x", 1, 4).Node("Relu", "x y");
            model.Proto.Graph.Input.Clear();
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

    private static Core.Diagnostics.Result<Graph.Network> ReadExternal(TemporaryFolder folder, string location, long count, params (string Key, string Value)[] more)
    {
        var model = new OnnxModel(1, 4).Node("MatMul", "x w y");
        var tensor = new TensorProto { Name = "w", DataType = 1, DataLocation = 1 };
        tensor.Dims.Add([4, count / 4]);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(more.Select(e => new StringStringEntryProto { Key = e.Key, Value = e.Value }));
        model.Proto.Graph.Initializer.Add(tensor);
        return NetworkReader.Read(folder.Write("m.onnx", model.Proto.ToByteArray()));
    }
}
