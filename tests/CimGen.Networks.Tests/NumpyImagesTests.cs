using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

/// <summary>Images of shape 2x1x3 in .npy files, and their labels.</summary>
public class NumpyImagesTests
{
    private static readonly FeatureShape Shape = new(2, 1, 3);
    private static readonly InputFormat AsIs = InputFormat.Pixels with { Low = -100, High = 100, Scale = new ChannelValues(1) };

    [Theory]
    [InlineData("(2, 2, 1, 3)", InputLayout.Chw, new float[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData("(2, 6)", InputLayout.Chw, new float[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData("(2, 2, 3)", InputLayout.Chw, new float[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData("(2, 1, 3, 2)", InputLayout.Hwc, new float[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData("(2, 6)", InputLayout.Hwc, new float[] { 0, 1, 2, 3, 4, 5 })]
    public void TheLayoutTellsTheOrder(string shape, InputLayout layout, float[] first)
    {
        var images = Read(Numpies.Floats(shape, [.. Enumerable.Range(0, 12).Select(i => (float)i)]), AsIs with { Layout = layout }).Value!;
        Assert.Equal(2, images.Images.Length);
        Assert.Equal(first, images.Images[0]);
        Assert.Empty(images.Labels);
    }

    [Fact]
    public void BytesAreReadToo() =>
        Assert.Equal([0, 0.6f, 0.2f, 0.8f, 0.4f, 1], Read(Numpies.File("'|u1'", "(1, 2, 1, 3)", [0, 51, 102, 153, 204, 255]), InputFormat.Pixels).Value!.Images[0]);

    [Theory]
    [InlineData("(2, 1, 3, 2)", "CIM0309", @"\[2, 1, 3, 2\].*\[N, 2, 1, 3\] \(N, channels, height, width\); .*layout: hwc")]
    [InlineData("(2, 1, 3)", "CIM0309", @"a single image")]
    [InlineData("(3, 2, 2)", "CIM0309", @"these axes in this order")]
    [InlineData("()", "CIM0309", @"these axes in this order")]
    [InlineData("(0, 2, 1, 3)", "CIM0308", @"no image; ")]
    public void AnotherShapeIsRefused(string shape, string code, string says)
    {
        var count = shape switch { "()" => 1, "(2, 1, 3)" => 6, "(0, 2, 1, 3)" => 0, _ => 12 };
        Assert.Matches(says, AssertReported(Read(Numpies.Floats(shape, new float[count]), AsIs), code)[0].Message);
    }

    [Theory]
    [InlineData("'<f8'", 8, "holds float64; save it as float32")]
    [InlineData("'<i4'", 4, "holds int32; save it as float32")]
    public void AnotherTypeIsRefused(string type, int bytes, string says) =>
        Assert.Matches(says, AssertReported(Read(Numpies.File(type, "(1, 2, 1, 3)", new byte[6 * bytes]), AsIs), "CIM0309")[0].Message);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(101)]
    public void AValueOutOfRangeIsNamed(float value) =>
        Assert.Matches(
            "image 1, value 2 is .+, which does not lie in -100..100; ",
            AssertReported(Read(Numpies.Floats("(2, 6)", 0, 1, 2, 3, 4, 5, 6, 7, value, 9, 10, 11), AsIs), "CIM0308")[0].Message);

    /// <summary>The file's size allows it: bytes become floats of four times the size.</summary>
    [Fact]
    public void MoreImagesThanAreHeldAreRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("x.npy", Numpies.File("'|u1'", "(50000000, 6)", []));
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length + 300_000_000);
        }

        var result = LabelledImages.Read(path, Shape, InputFormat.Pixels);
        Assert.Matches("50000000 images of 6 values, and 268435456 values are the most; use fewer images", AssertReported(result, "CIM0308")[0].Message);
    }

    [Theory]
    [InlineData("'<i8'", new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255 })]
    [InlineData("'<i4'", new byte[] { 3, 0, 0, 0, 255, 255, 255, 255 })]
    [InlineData("'<i2'", new byte[] { 3, 0, 255, 255 })]
    [InlineData("'|i1'", new byte[] { 3, 255 })]
    public void LabelsAreIntegersOfAnySize(string type, byte[] data) => Assert.Equal([3, -1], ReadLabels("y.npy", Numpies.File(type, "(2,)", data)).Value!.Labels.AsEnumerable());

    [Theory]
    [InlineData("3\n1\n", 3, 1)]
    [InlineData("label\n3\n1.0\n", 3, 1)]
    [InlineData("0\n1\n", 0, 1)]
    public void LabelsMayBeCsv(string text, int first, int second) =>
        Assert.Equal([first, second], ReadLabels("y.csv", System.Text.Encoding.UTF8.GetBytes(text)).Value!.Labels.AsEnumerable());

    public static TheoryData<string, byte[], string, string> BadLabels() => new()
    {
        { "y.npy", Numpies.File("'|u1'", "(3,)", [1, 2, 3]), "CIM0308", "3 labels for 2 images; " },
        { "y.npy", Numpies.File("'|u1'", "(1, 2, 2)", [1, 2, 3, 4]), "CIM0309", @"shape \[1, 2, 2\].*; of scores, save x.argmax\(1\)" },
        { "y.npy", Numpies.Floats("(2,)", 1, 2), "CIM0309", "holds float32; save it as int64" },
        { "y.npy", Numpies.File("'<u8'", "(2,)", [.. new byte[8], 255, 255, 255, 255, 255, 255, 255, 255]), "CIM0308", "label 1 is beyond 32 bits; " },
        { "y.npy", Numpies.File("'<u4'", "(2,)", [0, 0, 0, 0, 255, 255, 255, 255]), "CIM0308", "label 1 is beyond 32 bits; " },
        { "y.csv", "1\n"u8.ToArray(), "CIM0308", "1 labels for 2 images; " },
        { "y.csv", "1,2\n"u8.ToArray(), "CIM0308", "2 values in a line of labels; " },
        { "y.csv", "1\n2.5\n"u8.ToArray(), "CIM0308", "'2.5' is no integer; " },
        { "y.csv", "1\ncat\n"u8.ToArray(), "CIM0308", "'cat' is no number; " },
    };

    [Theory]
    [MemberData(nameof(BadLabels))]
    public void BadLabelsAreReported(string name, byte[] content, string code, string says) =>
        Assert.Matches(says, AssertReported(ReadLabels(name, content), code)[0].Message);

    [Fact]
    public void AMissingFileOfLabelsIsReported()
    {
        using var folder = new TemporaryFolder();
        AssertReported(LabelledImages.Read(folder.Write("x.npy", Numpies.Floats("(1, 6)", 1, 2, 3, 4, 5, 6)), Shape, AsIs, "no/such.npy"), "CIM0301");
    }

    private static Result<LabelledImages> Read(byte[] file, InputFormat format)
    {
        using var folder = new TemporaryFolder();
        return LabelledImages.Read(folder.Write("x.npy", file), Shape, format);
    }

    private static Result<LabelledImages> ReadLabels(string name, byte[] labels)
    {
        using var folder = new TemporaryFolder();
        return LabelledImages.Read(
            folder.Write("x.npy", Numpies.Floats("(2, 6)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)), Shape, AsIs, folder.Write(name, labels));
    }
}
