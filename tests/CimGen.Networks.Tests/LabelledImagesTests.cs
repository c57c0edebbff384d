using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

public class LabelledImagesTests
{
    private static readonly FeatureShape Shape = new(2, 1, 2);

    [Fact]
    public void PixelsComeChannelByChannelAndAreKeptPixelByPixel()
    {
        var images = Read("label,a,b,c,d\n7,0,51,102,255\n3,255,0,0,0\n").Value!;

        Assert.Equal([7, 3], images.Labels.ToArray());
        Assert.Equal([0, 0.4f, 0.2f, 1], images.Images[0]);
    }

    /// <summary>As division in float32 gave it, before a design could say what pixels are.</summary>
    [Fact]
    public void PixelsAreDividedBy255() =>
        Assert.All(Enumerable.Range(0, 256), p => Assert.Equal(p / 255f, InputFormat.Pixels.Real(p, 0)));

    /// <summary>Whatever the first line is, no image is lost.</summary>
    [Theory]
    [InlineData("1.0,0,0,0,255\n", 1)]
    [InlineData("3e0,0,0,0,255\n", 1)]
    [InlineData("1, 0, 0 ,\t0, 255\n", 1)]
    [InlineData("\"1\",\"0\",\"0\",\"0\",\"255\"\n", 1)]
    [InlineData("1;0;0;0;25.5\n2;0;0;0;255\n", 2)]
    [InlineData("1\t0\t0\t0\t255\r\n2\t0\t0\t0\t255\r\n", 2)]
    [InlineData("\ufeff1,0,0,0,255\n", 1)]
    [InlineData("\ufefflabel,0,1,2,3\n1,0,0,0,255\n", 1)]
    [InlineData("label,0,1,2,3\n1,0,0,0,255\n", 1)]
    [InlineData("label,1,2,3,4\n1,0,0,0,255\n", 1)]
    [InlineData("label,1x1,1x2,2x1,2x2\n1,0,0,0,255\n", 1)]
    [InlineData("# label,a,b,c,d\n1,0,0,0,255\n", 1)]
    [InlineData("0,1,2,3,4\n1,0,0,0,255\n", 1)]
    [InlineData("sep=;\n1;0;0;0;255\n2;0;0;0;255\n", 2)]
    [InlineData("\n\n1,0,0,0,255\n\n\n", 1)]
    [InlineData("1,1,2,3,255\n2,0,0,0,255\n", 2)]
    public void OnlyHeadersArePassedOver(string text, int images)
    {
        var read = Read(text).Value!;
        Assert.Equal(images, read.Images.Length);
        Assert.Equal(Enumerable.Range(read.Labels[0], images), read.Labels);
    }

    [Theory]
    [InlineData("", 0, 0, "no image")]
    [InlineData("label,a,b,c,d\n", 0, 0, "no image")]
    [InlineData("1,0,0,0\n", 1, 1, "4 fields in the line, a label and 4 values .*; write the label first")]
    [InlineData("label,a,b,c,d\n1,0,0,0,0,0\n", 2, 1, "6 fields in the line.*; .*index=False")]
    [InlineData(",0,1,2,3,4\n0,1,0,0,0,0\n", 2, 1, "6 fields in the line.*; .*index=False")]
    [InlineData("1,0,0,0,0,\n", 1, 1, "6 fields in the line.*; leave out the separator at the end")]
    [InlineData("1 0 0 0 0\n", 1, 1, "1 field in the line.*; separate fields by commas")]
    [InlineData("1,0,0,0,256\n", 1, 9, "'256' does not lie in 0..255; ")]
    [InlineData("1,0,0,0,-1\n", 1, 9, "'-1' does not lie in 0..255; ")]
    [InlineData("1,0,0,0,NaN\n", 1, 9, "'NaN' is no finite number")]
    [InlineData("1,0,0,-inf,0\n", 1, 7, "'-inf' is no finite number")]
    [InlineData("1,0,0,0,1e999\n", 1, 9, "'1e999' is no finite number")]
    [InlineData("1,0,0,0,x\n", 1, 9, "'x' is no number; write a number")]
    [InlineData("1,0,0,0,0x10\n", 1, 9, "'0x10' is no number")]
    [InlineData("1,0,0,0,1 2\n", 1, 9, "'1 2' is no number")]
    [InlineData("1, 0,  , 0,0\n", 1, 8, "a field is empty; write a number")]
    [InlineData("NA,NA,NA,NA,NA\n1,0,0,0,0\n", 1, 1, "'NA' is no number")]
    [InlineData(",,,,\n1,0,0,0,0\n", 1, 1, "a field is empty")]
    [InlineData("1;0;0;0;8,5\n1;0;0;0;8\n", 1, 9, "'8,5' is no number; write decimals with a point")]
    [InlineData("1,0;0;0;0;0\n2,0;0;0;0;0\n3,0;0;0;0;0\n", 1, 1, "; ")]
    [InlineData("1,0,0,0,\"1,000\"\n", 1, 9, "'1,000' is no number")]
    [InlineData("1.5,0,0,0,0\n", 1, 1, "'1.5' is no integer; write the number of the class")]
    [InlineData("1e10,0,0,0,0\n", 1, 1, "'1e10' is no integer")]
    [InlineData("1,0,0,0,0\none,0,0,0,0\n", 2, 1, "'one' is no number")]
    [InlineData("cat,12,0,0,0\ndog,0,0,0,0\n", 1, 1, "'cat' is no number")]
    [InlineData("1,0,0,0,0\n,0,0,0,0\n", 2, 1, "a field is empty")]
    [InlineData("1,0,0,0,0\n\n2,0,0,0,0\n", 2, 1, "an empty line")]
    [InlineData("1,0,0,0,\"0\n2,0,0,0,0\n", 1, 1, "quotes")]
    [InlineData("1,0,0,0,0\n0,1,2,3,4\nlabel,0,1,2,3\n", 3, 1, "'label' is no number")]
    [InlineData("\0\0\0", 1, 1, "1 field")]
    public void BadFilesAreReportedAtThePlace(string text, int line, int column, string says)
    {
        var diagnostic = AssertReported(Read(text), "CIM0308")[0];
        Assert.Equal((line, column), (diagnostic.Location.Line, diagnostic.Location.Line > 0 ? diagnostic.Location.Column : 0));
        Assert.Matches(says, diagnostic.Message);
    }

    /// <summary>The system refuses to read the memory of a process from its start on, whoever asks.</summary>
    [Fact]
    public void AFileThatCannotBeReadIsReported()
    {
        var diagnostic = Assert.Single(AssertReported(LabelledImages.Read("/proc/self/mem", Shape, InputFormat.Pixels), "CIM0301"));
        Assert.Contains("check the path and its permissions", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsReported() => AssertReported(LabelledImages.Read("no/such.csv", Shape, InputFormat.Pixels), "CIM0301");

    [Fact]
    public void ADesignSaysWhatValuesAre()
    {
        var format = new InputFormat(
            InputLayout.Hwc, -2, 3, new ChannelValues([1, 2], SourceLocation.None), new ChannelValues([10, 100], SourceLocation.None));
        Assert.Equal([-30, -100, 20, 0], Read("7,-2,1,3,2\n", format).Value!.Images[0]);
        Assert.Matches("'3.5' does not lie in -2..3; ", AssertReported(Read("7,-2,1,3.5,2\n", format), "CIM0308")[0].Message);
    }

    /// <summary>Ends of a range are float32, like the values of files.</summary>
    [Fact]
    public void AValueAtTheEndOfTheRangeLiesInIt()
    {
        var format = InputFormat.Pixels with { Low = -2.1, High = 2.64, Scale = new ChannelValues(1) };
        using var folder = new TemporaryFolder();
        var path = folder.Write("x.npy", Numpies.Floats("(1, 2, 1, 2)", -2.1f, 2.64f, 0, 1));
        Assert.True(LabelledImages.Read(path, Shape, format).Ok);
    }

    [Theory]
    [InlineData("mean", 3)]
    [InlineData("scale", 0)]
    public void AListHasOneValueForEachChannel(string key, int count)
    {
        var list = new ChannelValues([.. Enumerable.Repeat(1.0, count)], new SourceLocation("design.yaml", 3, 4));
        var bag = new DiagnosticBag();
        Assert.False((key == "mean" ? InputFormat.Pixels with { Mean = list } : InputFormat.Pixels with { Scale = list }).Fits(Shape, bag));
        Assert.Equal($"design.yaml(3,4): error CIM0306: '{key}' has {count} values; write one number, or one for each of the network's 2 input channels", Assert.Single(bag.ToImmutable()).ToString());
    }

    [Theory]
    [InlineData("1,0,1,0,0.5\n2,0,1,1,0\n", "0..1", true)]
    [InlineData("1,2,2,2,2\n", "2..2", true)]
    [InlineData("1,0,1,0,0.5\n2,0,1,1,3\n", "", false)]
    public void PixelsThatCoverLittleOfTheirRangeAreWarnedOf(string text, string range, bool warned)
    {
        var result = Read(text);
        Assert.True(result.Ok);
        Assert.Equal(warned ? ["CIM0311"] : [], result.Diagnostics.Select(d => d.Code));
        Assert.All(result.Diagnostics, d => Assert.Matches($"all values lie in {range}, and 0..255 are declared; .*input: ", d.Message));
    }

    /// <summary>Whatever the text: images or a diagnostic.</summary>
    [Fact]
    public void GarbledFilesEndInADiagnostic()
    {
        var random = new Random(8);
        const string Characters = "0123456789,;.\"'\n\r\t |-+einfNaN\0\ufeff\u00e9#_";
        for (var i = 0; i < 3000; i++)
        {
            var text = "label,a,b,c,d\n1,0,10,20,255\n2,3.5,4,5,6\n3,1,1,1,1\n".ToCharArray();
            for (var edits = random.Next(1, 6); edits > 0; edits--)
            {
                text[random.Next(text.Length)] = Characters[random.Next(Characters.Length)];
            }

            var result = Read(new string(text));
            Assert.True(result.Ok || result.Diagnostics.All(d => d.Code == "CIM0308"));
            Assert.True(!result.Ok || result.Value!.Images.Length is > 0 and <= 7);
        }
    }

    private static Result<LabelledImages> Read(string text, InputFormat? format = null)
    {
        using var folder = new TemporaryFolder();
        return LabelledImages.Read(folder.Write("images.csv", text), Shape, format ?? InputFormat.Pixels);
    }
}
