using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;
using CimGen.Networks.Images;
using static CimGen.Networks.Tests.BadInput;

namespace CimGen.Networks.Tests;

/// <summary>Images of shape 1x2x3 in idx files, plain and packed, and their labels.</summary>
public class IdxImagesTests
{
    private const string Plain = "x-idx3-ubyte", Packed = "x-idx3-ubyte.gz", Labels = "y-idx1-ubyte";

    private static readonly FeatureShape Shape = new(1, 2, 3);
    private static readonly byte[] Pixels = [0, 51, 102, 153, 204, 255, 255, 0, 0, 0, 0, 0];
    private static readonly byte[] Two = Idxs.File([2, 2, 3], Pixels);

    [Theory]
    [InlineData("x-idx3-ubyte", false)]
    [InlineData("x.idx3-UBYTE", false)]
    [InlineData("x.idx", false)]
    [InlineData("x-idx3-ubyte.gz", true)]
    [InlineData("x.idx.GZ", true)]
    public void ImagesAreReadByTheNameOfTheFile(string name, bool packed)
    {
        var images = Read(name, packed ? Idxs.Packed(Two) : Two).Value!;
        Assert.Equal(2, images.Images.Length);
        Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], images.Images[0]);
        Assert.Equal([1, 0, 0, 0, 0, 0], images.Images[1]);
        Assert.Empty(images.Labels);
    }

    [Theory]
    [InlineData(InputLayout.Chw, new uint[] { 1, 2, 1, 3 }, new float[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData(InputLayout.Hwc, new uint[] { 1, 1, 3, 2 }, new float[] { 0, 1, 2, 3, 4, 5 })]
    public void ChannelsAreAsDeclared(InputLayout layout, uint[] shape, float[] first)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("x.idx", Idxs.File(shape, 0, 1, 2, 3, 4, 5));
        var format = InputFormat.Pixels with { Layout = layout, High = 10, Scale = new ChannelValues(1) };
        Assert.Equal(first, LabelledImages.Read(path, new FeatureShape(2, 1, 3), format).Value!.Images[0]);
    }

    public static TheoryData<string, byte[], string, string> BadImages() => new()
    {
        { Plain, [], "CIM0314", "'x-idx3-ubyte' is no idx file, .*; check the path" },
        { Plain, [0, 0, 8], "CIM0314", "is no idx file" },
        { Plain, "label,0,1\n"u8.ToArray(), "CIM0314", "is no idx file" },
        { Plain, Idxs.Packed(Two), "CIM0314", @"is packed by gzip; rename it to end in \.gz" },
        { Plain, [0, 0, 8, 3, 0, 0, 0, 2, 0], "CIM0314", "ends within its header; " },
        { Plain, Idxs.File([]), "CIM0314", "declares 0 axes; " },
        { Plain, Idxs.Raw([0, 0, 8, 200], [2], []), "CIM0314", "declares 200 axes; " },
        { Plain, Idxs.Raw([0, 0, 0x0d, 3], [1, 2, 3], new byte[24]), "CIM0314", "holds float32; save its values as unsigned bytes" },
        { Plain, Idxs.Raw([0, 0, 0x0c, 3], [1, 2, 3], new byte[24]), "CIM0314", "holds 32-bit integers; " },
        { Plain, Idxs.Raw([0, 0, 7, 3], [1, 2, 3], new byte[6]), "CIM0314", "holds values of the unknown type 7; " },
        { Plain, Two[..^1], "CIM0314", @"declares \[2, 2, 3\], 12 bytes, and holds 11; fetch" },
        { Plain, [.. Two, 0], "CIM0314", @"declares \[2, 2, 3\], 12 bytes, and holds 13; " },
        { Plain, Idxs.File([uint.MaxValue, uint.MaxValue, uint.MaxValue], 1), "CIM0314", "9223372036854775808 bytes, and holds 1; " },
        { Plain, Idxs.File([2, 3, 2], Pixels), "CIM0314", @"has shape \[2, 3, 2\], the network takes \[N, 1, 2, 3\].*; " },
        { Plain, Idxs.File([12], Pixels), "CIM0314", @"has shape \[12\]" },
        { Plain, Idxs.File([0, 2, 3]), "CIM0308", "no image; " },
        { Packed, Two, "CIM0314", "'x-idx3-ubyte.gz' is damaged or not packed by gzip; " },
        { Packed, [], "CIM0314", "is no idx file" },
        { Packed, Idxs.Packed([]), "CIM0314", "is no idx file" },
        { Packed, Idxs.Packed(Two[..^1]), "CIM0314", @"is cut off: it declares \[2, 2, 3\], 12 bytes; " },
        { Packed, Idxs.Packed([.. Two, 0]), "CIM0314", @"declares \[2, 2, 3\], 12 bytes, and holds more; " },
        { Packed, Idxs.Packed(Idxs.File([uint.MaxValue, 2, 3], Pixels)), "CIM0308", "4294967295 images of 6 values, and 268435456 values are the most; use fewer images" },
        { Packed, Idxs.Packed(Idxs.File([40_000_000, 2, 3], Pixels)), "CIM0314", "is cut off" },
        { Packed, WrongChecksum(), "CIM0314", "is damaged" },
    };

    [Theory]
    [MemberData(nameof(BadImages))]
    public void BadImagesAreReported(string name, byte[] content, string code, string says) =>
        Assert.Matches(says, AssertReported(Read(name, content), code)[0].Message);

    /// <summary>Wherever a packed file ends or is damaged: all images or a diagnostic, never an exception. What is behind the last value may be missing.</summary>
    [Fact]
    public void DamagedFilesEndInADiagnostic()
    {
        var random = new Random(5);
        var whole = Idxs.Packed(Two);
        var images = Read(Packed, whole).Value!.Images;
        for (var length = 0; length < whole.Length; length++)
        {
            byte[] damaged = [.. whole];
            damaged[length] ^= (byte)random.Next(1, 256);
            foreach (var result in new[] { Read(Packed, whole[..length]), Read(Packed, damaged) })
            {
                Assert.True(result.Ok ? result.Value!.Images.SelectMany(i => i).SequenceEqual(images.SelectMany(i => i)) : result.Diagnostics.All(d => d.Code is "CIM0308" or "CIM0314"));
            }
        }
    }

    [Fact]
    public void AValueOutOfRangeIsNamed()
    {
        using var folder = new TemporaryFolder();
        var result = LabelledImages.Read(folder.Write(Plain, Two), Shape, InputFormat.Pixels with { High = 254 });
        Assert.Matches("image 0, value 5 is 255, which does not lie in 0..254; ", AssertReported(result, "CIM0308")[0].Message);
    }

    [Theory]
    [InlineData("y-idx1-ubyte", false)]
    [InlineData("y-idx1-ubyte.gz", true)]
    public void LabelsAreBytes(string name, bool packed)
    {
        var file = Idxs.File([2], 9, 200);
        Assert.Equal([9, 200], ReadLabels(name, packed ? Idxs.Packed(file) : file).Value!.Labels.AsEnumerable());
    }

    [Fact]
    public void LabelsMayBeCsv() => Assert.Equal([3, 1], ReadLabels("y.csv", "3\n1\n"u8.ToArray()).Value!.Labels.AsEnumerable());

    public static TheoryData<string, byte[], string, string> BadLabels() => new()
    {
        { Labels, Idxs.File([3], 1, 2, 3), "CIM0308", "3 labels for 2 images; name files that belong together" },
        { Labels + ".gz", Idxs.Packed(Idxs.File([uint.MaxValue], 1, 2)), "CIM0308", "4294967295 labels for 2 images; " },
        { Labels + ".gz", Idxs.Packed(Idxs.File([2], 1)), "CIM0314", "is cut off" },
        { Labels + ".gz", Idxs.Packed(Idxs.File([2], 1, 2, 3)), "CIM0314", "holds more; " },
        { Labels, Two, "CIM0314", @"has shape \[2, 2, 3\], labels are one list of numbers; " },
        { Labels, Idxs.Raw([0, 0, 0x0c, 1], [2], new byte[8]), "CIM0314", "holds 32-bit integers; " },
        { Labels, "1\n2\n"u8.ToArray(), "CIM0314", "is no idx file" },
    };

    [Theory]
    [MemberData(nameof(BadLabels))]
    public void BadLabelsAreReported(string name, byte[] content, string code, string says) =>
        Assert.Matches(says, AssertReported(ReadLabels(name, content), code)[0].Message);

    [Theory]
    [InlineData("x.csv", true)]
    [InlineData("x.gz", true)]
    [InlineData("x.npy", false)]
    [InlineData("t10k-images-idx3-ubyte.gz", false)]
    [InlineData("images.idx", false)]
    public void OnlyCsvHoldsLabels(string name, bool holds) => Assert.Equal(holds, LabelledImages.HoldLabels(name));

    private static byte[] WrongChecksum()
    {
        var packed = Idxs.Packed(Two);
        packed[^8] ^= 1;
        return packed;
    }

    private static Result<LabelledImages> Read(string name, byte[] file)
    {
        using var folder = new TemporaryFolder();
        return LabelledImages.Read(folder.Write(name, file), Shape, InputFormat.Pixels);
    }

    private static Result<LabelledImages> ReadLabels(string name, byte[] labels)
    {
        using var folder = new TemporaryFolder();
        return LabelledImages.Read(folder.Write(Plain, Two), Shape, InputFormat.Pixels, folder.Write(name, labels));
    }
}
