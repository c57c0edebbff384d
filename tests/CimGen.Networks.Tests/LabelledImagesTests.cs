using CimGen.Networks.Graph;
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

    [Theory]
    [InlineData("")]
    [InlineData("label,a,b,c,d\n")]
    [InlineData("1,0,0,0\n")]
    [InlineData("1,0,0,0,0,0\n")]
    [InlineData("1,0,0,0,256\n")]
    [InlineData("1,0,0,0,-1\n")]
    [InlineData("1,0,0,0,NaN\n")]
    [InlineData("1,0,0,0,x\n")]
    [InlineData("1,0,0,0,0\none,0,0,0,0\n")]
    [InlineData("1,0,0,0,0\n,0,0,0,0\n")]
    [InlineData("\0\0\0")]
    public void BadFilesAreReported(string text) => AssertReported(Read(text), "CIM0308");

    [Fact]
    public void AMissingFileIsReported() => AssertReported(LabelledImages.Read("no/such.csv", Shape), "CIM0301");

    [Fact]
    public void TheLineIsNamed() => Assert.Equal(3, AssertReported(Read("1,0,0,0,0\n2,0,0,0,0\n3,0,0,0,999\n"), "CIM0308")[0].Location.Line);

    private static Core.Diagnostics.Result<LabelledImages> Read(string text)
    {
        using var folder = new TemporaryFolder();
        return LabelledImages.Read(folder.Write("images.csv", text), Shape);
    }
}
