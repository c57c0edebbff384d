using CimGen.Networks.Quantization;

namespace CimGen.Networks.Tests;

public sealed class SmallFractionTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2.5, 5, 2)]
    [InlineData(1 / 3.0, 1, 3)]
    [InlineData(Math.PI, 355, 113)]
    [InlineData(1000, 1000, 1)]
    [InlineData(1500, 1000, 1)]
    [InlineData(3000, 1000, 0)]
    [InlineData(0.0006, 1, 1000)]
    public void IsTheNearest(double value, int numerator, int denominator) => Assert.Equal((numerator, denominator), SmallFraction.Nearest(value, 1000));

    /// <summary>Against all fractions with numbers up to 60.</summary>
    [Fact]
    public void NoOtherIsNearer()
    {
        const int Most = 60;
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var value = Math.Exp((random.NextDouble() * 8) - 4);
            var (numerator, denominator) = SmallFraction.Nearest(value, Most);
            Assert.InRange(numerator, 1, Most);
            Assert.InRange(denominator, 1, Most);
            var nearest = Enumerable.Range(1, Most).SelectMany(p => Enumerable.Range(1, Most).Select(q => Math.Abs(((double)p / q) - value))).Min();
            Assert.Equal(nearest, Math.Abs(((double)numerator / denominator) - value), 1e-12);
        }
    }
}
