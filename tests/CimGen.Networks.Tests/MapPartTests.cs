using CimGen.Networks.Graph;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Networks.Tests;

/// <summary>Arithmetic of parts against the lists of values that they have.</summary>
public class MapPartTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(2000);

    /// <summary>Parts that have a value in common may overlap; where steps are equal, only those.</summary>
    [Fact]
    public void PartsThatShareAValueMayOverlap() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var ((first, shape), (second, otherShape)) = (Next(random), Next(random));
        var shared = Values(first, shape).Intersect(Values(second, otherShape)).Any();
        Assert.True(!shared || first.MayOverlap(shape, second, otherShape));
        Assert.Equal(first.MayOverlap(shape, second, otherShape), second.MayOverlap(otherShape, first, shape));
        if ((first.StepY, first.StepX) == (second.StepY, second.StepX))
        {
            Assert.Equal(shared, first.MayOverlap(shape, second, otherShape));
        }
    }));

    /// <summary>A part of a part is a part of the whole.</summary>
    [Fact]
    public void PartsOfPartsArePartsOfTheWhole() => Check.One(Runs, Prop.ForAll(RandomNetworks.Seeds, seed =>
    {
        var random = new Random(seed);
        var ((inner, shape), (outer, _)) = (Next(random), Next(random));
        Assert.Equal(
            Values(inner, shape).Select(v => (outer.FirstChannel + v.C, outer.Top + (v.Y * outer.StepY), outer.Left + (v.X * outer.StepX))),
            Values(inner.Within(outer), shape));
    }));

    private static (MapPart Part, FeatureShape Shape) Next(Random random) => (
        new MapPart("w", random.Next(4), random.Next(6), random.Next(6), random.Next(1, 4), random.Next(1, 4)),
        new FeatureShape(random.Next(1, 4), random.Next(1, 4), random.Next(1, 4)));

    private static IEnumerable<(int C, int Y, int X)> Values(MapPart part, FeatureShape shape) =>
        from y in Enumerable.Range(0, shape.Height)
        from x in Enumerable.Range(0, shape.Width)
        from c in Enumerable.Range(0, shape.Channels)
        select (part.FirstChannel + c, part.Top + (y * part.StepY), part.Left + (x * part.StepX));
}
