using CimGen.Networks.Graph;
using CimGen.Networks.Quantized;
using CimGen.Planning.Memory;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests;

public sealed class MemoryUseTests
{
    private static readonly FeatureShape Whole = new(8, 6, 6);

    private static readonly MemoryBuffer Buffer = new(MemoryPlan.FeatureName("whole"), BufferUse.Features, (int)Whole.Count, 0, 3, 64);

    [Theory]
    [InlineData(0, 4, 4, 4, false)]
    [InlineData(0, 4, 3, 4, true)]
    [InlineData(3, 4, 0, 4, true)]
    [InlineData(2, 2, 0, 8, true)]
    public void PartsMeetWhereTheirChannelsDo(int first, int channels, int otherFirst, int otherChannels, bool meet)
    {
        var (one, other) = (Channels(first, channels), Channels(otherFirst, otherChannels));
        Assert.Equal((meet, meet), (one.Meets(other), other.Meets(one)));
    }

    /// <summary>Every other column from 0 and from 1, and rows above and below each other.</summary>
    [Fact]
    public void InterleavedPartsDoNotMeet()
    {
        var (even, odd) = (Use(new MapPart("whole", StepX: 2), Whole with { Width = 3 }), Use(new MapPart("whole", Left: 1, StepX: 2), Whole with { Width = 3 }));
        Assert.False(even.Meets(odd));
        Assert.True(even.Meets(even));
        var (above, below) = (Use(new MapPart("whole"), Whole with { Height = 3 }), Use(new MapPart("whole", Top: 3), Whole with { Height = 3 }));
        Assert.False(above.Meets(below));
        Assert.True(above.Meets(even));
    }

    [Fact]
    public void AWholeMeetsAllOfItsParts()
    {
        var whole = new MemoryUse(Buffer, null);
        Assert.True(whole.Meets(Channels(0, 1)));
        Assert.True(Channels(7, 1).Meets(whole));
        Assert.True(whole.Meets(whole));
    }

    /// <summary>What lies in other buffers is told apart by addresses alone: where memory is used again, any part of one map may lie under any of another.</summary>
    [Fact]
    public void PartsOfOtherBuffersMeetWhereTheBuffersDo()
    {
        var behind = Buffer with { Name = "features other", Address = Buffer.End };
        var across = Buffer with { Name = "features other", Address = Buffer.End - 1 };
        Assert.False(Channels(0, 4).Meets(new MemoryUse(behind, null)));
        Assert.True(Channels(0, 4).Meets(new MemoryUse(across, null)));
        Assert.True(Channels(0, 4).Meets(Channels(4, 4) with { Buffer = across }));
    }

    /// <summary>Against the values themselves: never "do not meet" of parts with one in common.</summary>
    [Fact]
    public void PartsThatHaveAValueInCommonMeet() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.Choose(1, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var (one, other) = (Any(random), Any(random));
        Assert.True(one.Meets(other) || !Values(one).Overlaps(Values(other)));
        Assert.Equal(one.Meets(other), other.Meets(one));
    }));

    private static MemoryUse Channels(int first, int channels) => Use(new MapPart("whole", first), Whole with { Channels = channels });

    private static MemoryUse Use(MapPart part, FeatureShape shape) => new(Buffer, new QuantizedTensor("part", shape, 1, 0) { Part = part });

    private static MemoryUse Any(Random random)
    {
        var (channel, top, left, stepY, stepX) = (random.Next(Whole.Channels), random.Next(Whole.Height), random.Next(Whole.Width), random.Next(1, 4), random.Next(1, 4));
        return Use(
            new MapPart("whole", channel, top, left, stepY, stepX),
            new FeatureShape(
                random.Next(1, Whole.Channels - channel + 1), random.Next(1, ((Whole.Height - top - 1) / stepY) + 2), random.Next(1, ((Whole.Width - left - 1) / stepX) + 2)));
    }

    private static HashSet<(int Channel, int Y, int X)> Values(MemoryUse use)
    {
        var (part, shape) = (use.Map!.Part!, use.Map.Shape);
        return
        [
            .. from c in Enumerable.Range(0, shape.Channels)
               from y in Enumerable.Range(0, shape.Height)
               from x in Enumerable.Range(0, shape.Width)
               select (part.FirstChannel + c, part.Top + (y * part.StepY), part.Left + (x * part.StepX)),
        ];
    }
}
