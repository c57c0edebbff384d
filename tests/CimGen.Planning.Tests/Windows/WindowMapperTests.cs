using CimGen.Networks.Graph;
using CimGen.Planning.Windows;
using FsCheck;
using FsCheck.Fluent;

namespace CimGen.Planning.Tests.Windows;

/// <summary>Mappings are executed: weights are put on arrays, MVMs run, and their sums are the convolution's.</summary>
public sealed class WindowMapperTests
{
    [Fact]
    public void MvmsOnArraysGiveTheConvolution() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(1, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var (layer, height, width) = AnyLayer(random);
        var size = new CrossbarSize(random.Next(1, 40), random.Next(1, 40));
        Execute(layer, size, height, width, random);
    }));

    /// <summary>Sizes for which several parts are better than one.</summary>
    [Theory]
    [InlineData(2, 2, 13, 9)]
    [InlineData(4, 4, 8, 11)]
    [InlineData(2, 3, 7, 7)]
    [InlineData(8, 8, 10, 7)]
    public void CoversOfSeveralPartsGiveTheConvolution(int pixels, int positions, int height, int width)
    {
        var layer = new ConvolutionShape("c", new Window(3, 3, PadTop: 1, PadRight: 1), 3, 2, height - 1, width - 1);
        var size = new CrossbarSize(3 * pixels, 2 * positions);
        Assert.True(WindowMapper.Map(layer, size).Mvms < ParallelWindow.Fewest(layer, size).Cycles);
        Execute(layer, size, height, width, new Random(pixels));
    }

    [Fact]
    public void NoMappingHasMoreMvmsThanAnotherRuleOrFewerThanTheBound() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(1, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var (layer, _, _) = AnyLayer(random);
        var size = new CrossbarSize(random.Next(1, 100), random.Next(1, 100));
        var (mapping, theirs) = (WindowMapper.Map(layer, size), ParallelWindow.Fewest(layer, size));
        Assert.True(mapping.Mvms >= layer.LeastMvms(size));
        Assert.True(mapping.Mvms <= theirs.Cycles);
        Assert.True(theirs.Cycles <= ParallelWindow.Im2Col(layer, size).Cycles);
    }));

    private static (ConvolutionShape Layer, int Height, int Width) AnyLayer(Random random)
    {
        var window = new Window(
            random.Next(1, 5), random.Next(1, 5), random.Next(1, 4), random.Next(1, 4), random.Next(3), random.Next(3), random.Next(3), random.Next(3), random.Next(1, 3), random.Next(1, 3));
        var (height, width) = (window.SpanY + random.Next(8), window.SpanX + random.Next(8));
        return (new ConvolutionShape("c", window, random.Next(1, 6), random.Next(1, 6), window.OutputHeight(height), window.OutputWidth(width), random.Next(1, 3)), height, width);
    }

    /// <summary>Runs all MVMs of one group.</summary>
    private static void Execute(ConvolutionShape layer, CrossbarSize size, int height, int width, Random random)
    {
        var mapping = WindowMapper.Map(layer, size);
        var input = Numbers(height * width * layer.Channels);
        var weights = Numbers(layer.Kernels * layer.Taps.Length * layer.Channels);
        var output = new long[layer.Positions * layer.Kernels];
        var (arrays, mvms) = (0, 0L);
        foreach (var (first, cover, array) in mapping.Regions.SelectMany(r => r.Cover.Contents().Select(a => (r.First, r.Cover, a))))
        {
            arrays++;
            var cells = Cells(array);
            foreach (var copy in cover.Copies(array))
            {
                mvms++;
                for (var column = 0; column < array.Columns; column++)
                {
                    var (position, kernel) = Math.DivRem(array.FirstColumn + column, layer.Kernels);
                    var at = cover.PositionOf(copy, array.Part.Positions[position]);
                    if (cover.IsInMap(at))
                    {
                        output[((((at.Y + first.Y) * layer.OutputWidth) + at.X + first.X) * layer.Kernels) + kernel] +=
                            Enumerable.Range(0, array.Rows).Sum(row => cells[row, column] * Read(first, cover, array, copy, row));
                    }
                }
            }
        }

        Assert.Equal((mapping.Arrays, mapping.Mvms), ((long)layer.Groups * arrays, layer.Groups * mvms));
        Assert.Equal(Direct(), output);

        long[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(1, 1000))];

        long[,] Cells(WindowArray array)
        {
            Assert.InRange(array.Rows, 1, size.Rows);
            Assert.InRange(array.Columns, 1, size.Columns);
            var cells = new long[array.Rows, array.Columns];
            for (var row = 0; row < array.Rows; row++)
            {
                for (var column = 0; column < array.Columns; column++)
                {
                    var (pixel, channel) = Math.DivRem(array.FirstRow + row, layer.Channels);
                    var (position, kernel) = Math.DivRem(array.FirstColumn + column, layer.Kernels);
                    cells[row, column] = array.Links.Where(l => (l.Pixel, l.Position) == (pixel, position)).Select(l => weights[(((kernel * layer.Taps.Length) + l.Tap) * layer.Channels) + channel]).SingleOrDefault();
                }
            }

            return cells;
        }

        long Read(Offset first, WindowCover cover, WindowArray array, Offset copy, int row)
        {
            var (pixel, channel) = Math.DivRem(array.FirstRow + row, layer.Channels);
            var at = cover.PixelOf(copy, array.Part.Pixels[pixel]);
            return Input(new Offset(at.Y + (first.Y * layer.Window.StrideY), at.X + (first.X * layer.Window.StrideX)), channel);
        }

        // The map with its padding; what is beyond is read by positions outside of the map alone.
        long Input(Offset at, int channel)
        {
            var (y, x) = (at.Y - layer.Window.PadTop, at.X - layer.Window.PadLeft);
            return y < 0 || x < 0 || y >= height || x >= width ? 0 : input[(((y * width) + x) * layer.Channels) + channel];
        }

        long[] Direct()
        {
            var sums = new long[output.Length];
            for (var i = 0; i < sums.Length; i++)
            {
                var (position, kernel) = Math.DivRem(i, layer.Kernels);
                var (y, x) = Math.DivRem(position, layer.OutputWidth);
                foreach (var (tap, offset) in layer.Taps.Index())
                {
                    for (var channel = 0; channel < layer.Channels; channel++)
                    {
                        sums[i] += weights[(((kernel * layer.Taps.Length) + tap) * layer.Channels) + channel] *
                            Input(new Offset((y * layer.Window.StrideY) + offset.Y, (x * layer.Window.StrideX) + offset.X), channel);
                    }
                }
            }

            return sums;
        }
    }
}
