using CimGen.Networks.Graph;
using static CimGen.Networks.Tests.ImportedModel;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>Where maps that are joined and cut come to lie, and how many copies that takes. Values are those of the plain definition.</summary>
public class PartResolverTests
{
    private readonly Random _random = new(17);
    private readonly NaiveMap _input = NaiveMap.Random(new Random(3), 2, 4, 5);

    /// <summary>x, then two of x, then four of that, then eight.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GrowingConcatenationsTakeNoCopies(bool nested)
    {
        var model = Doubled().Node("Conv", "c w a").Node("Conv", "a w b").Node("Concat", "a b d", Int("axis", 1)).Node("Abs", "b e")
            .Node("Concat", nested ? "d e f" : "a b e f", Int("axis", 1)).Node("Tanh", "b g").Node("Concat", nested ? "f g h" : "a b e g h", Int("axis", 1)).Node("Conv", "h v y");
        var network = Read(Used(model, "d", "f"));

        Assert.DoesNotContain(network.Layers, IsCopy);
        Assert.Equal(
            [("a", 0), ("b", 2), ("d", 0), ("e", 4), ("f", 0), ("g", 6)],
            network.Parts.Where(p => p.Value.Whole == "h").Select(p => (p.Key, p.Value.FirstChannel)).OrderBy(p => p.Key, StringComparer.Ordinal));
    }

    /// <summary>A map lies in one place; the second one gets a copy.</summary>
    [Fact]
    public void AMapInTwoConcatenationsIsCopiedOnce()
    {
        Func<double, double>[] pieces = [v => 2 * v, v => Math.Abs(2 * v), v => 2 * v, v => Math.Tanh(2 * v)];
        var network = AssertEqual(
            NaiveMap.Make(8, 4, 5, (c, y, x) => pieces[c / 2](_input[c % 2, y, x])),
            Doubled().Node("Abs", "c a").Node("Tanh", "c t").Node("Concat", "c a p", Int("axis", 1)).Node("Concat", "c t q", Int("axis", 1)).Node("Concat", "p q y", Int("axis", 1)),
            _input);
        Assert.Single(network.Layers, IsCopy);
    }

    /// <summary>The host writes the input in one piece.</summary>
    [Fact]
    public void TheInputInAConcatenationIsCopied()
    {
        var network = AssertEqual(
            NaiveMap.Make(4, 4, 5, (c, y, x) => c < 2 ? _input[c, y, x] : Math.Max(_input[c - 2, y, x], 0)),
            new OnnxModel(1, 2, 4, 5).Node("Relu", "x r").Node("Concat", "x r y", Int("axis", 1)),
            _input);
        Assert.Equal("x", Assert.Single(network.Layers, l => l is Sum && l.Range.IsUnbounded).Inputs[0]);
    }

    [Fact]
    public void SlicesOfTheInputAreNotCopied()
    {
        var network = AssertEqual(
            NaiveMap.Make(1, 2, 5, (_, y, x) => Math.Abs(_input[1, y + 1, x])),
            new OnnxModel(1, 2, 4, 5).Shape("f", 1, 1).Shape("t", 2, 3).Shape("a", 1, 2).Node("Slice", "x f t a s").Node("Abs", "s y"),
            _input);
        Assert.Equal(new MapPart("x", FirstChannel: 1, Top: 1), network.Parts["s"]);
        Assert.IsType<Elementwise>(Assert.Single(network.Layers));
    }

    /// <summary>A border lies around a whole map: its channels may be a part, its rows not.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void APaddedWindowOnCroppedRowsReadsACopy(int axis, int copies)
    {
        var cropped = axis == 1 ? NaiveMap.Make(1, 4, 5, (_, y, x) => _input[1, y, x]) : NaiveMap.Make(2, 3, 5, (c, y, x) => _input[c, y + 1, x]);
        var w = Floats(cropped.Channels * 9);
        var network = AssertEqual(
            cropped.Convolve(Array.ConvertAll(w, v => (double)v), [0], 3, 3, [1, 1], [1, 1, 1, 1], [1, 1]),
            new OnnxModel(1, 2, 4, 5).Shape("f", 1).Shape("t", 9).Shape("a", axis).Weights("w", [1, cropped.Channels, 3, 3], w).Node("Slice", "x f t a s").Node("Conv", "s w y", Ints("pads", 1, 1, 1, 1)),
            _input);
        Assert.Equal(copies, network.Layers.Count(IsCopy));
    }

    /// <summary>The host reads the output in one piece.</summary>
    [Fact]
    public void AnOutputThatIsAPartIsCopied()
    {
        var network = AssertEqual(
            NaiveMap.Make(1, 4, 5, (_, y, x) => 2 * _input[1, y, x]),
            Doubled().Shape("f", 1).Shape("t", 2).Shape("a", 1).Node("Slice", "c f t a y"),
            _input);
        Assert.Equal("y", Assert.Single(network.Layers, IsCopy).Inputs[0]);
        Assert.DoesNotContain(network.Outputs[0].Map, network.Parts.Keys);
    }

    /// <summary>A piece of a map that is itself a piece.</summary>
    [Fact]
    public void SlicesOfPiecesLieInTheWhole()
    {
        var network = AssertEqual(
            NaiveMap.Make(1, 1, 2, (_, _, x) => Math.Abs(2 * _input[1, 1 + 2, 1 + (2 * x)])),
            Doubled().Node("Relu", "x r").Node("Concat", "r c j", Int("axis", 1)).Shape("f", 1, 1).Shape("t", 9, 9).Shape("a", 1, 2).Shape("g", 2, 1).Shape("b", 2, 3).Shape("s", 2, 2)
                .Node("Slice", "c f t a p").Node("Slice", "p g t b s q").Node("Abs", "q y"),
            _input);

        // The concatenation is dead, and with it what it would have moved.
        Assert.Equal(new MapPart("c", 1, 3, 1, StepX: 2), network.Parts["q"]);
    }

    /// <summary>What is taken apart and put together again is what it was.</summary>
    [Fact]
    public void PartsThatAreJoinedAgainTakeNoCopies()
    {
        var network = AssertEqual(
            _input.Each((_, v) => Math.Abs(v)),
            new OnnxModel(1, 2, 4, 5).Node("Split", "x a b", Int("axis", 1)).Spread(1).Node("Concat", "a b c", Int("axis", 1)).Node("Abs", "c y"),
            _input);
        Assert.Single(network.Layers);
    }

    private static bool IsCopy(Layer layer) => layer is Sum { Inputs.Length: 1, Range.IsUnbounded: true };

    /// <summary>c = 2x.</summary>
    private static OnnxModel Doubled() => new OnnxModel(1, 2, 4, 5).Weights("k", [2, 2, 1, 1], 2, 0, 0, 2).Weights("w", [2, 2, 1, 1], 1, 2, 3, 4).Zeros("v", 1, 8, 1, 1).Node("Conv", "x k c");

    /// <summary>Readers of values that would be dead.</summary>
    private static OnnxModel Used(OnnxModel model, params string[] values)
    {
        var output = "y";
        foreach (var value in values)
        {
            model.Node("GlobalAveragePool", $"{value} {value}:mean").Zeros($"{value}:w", 1, 2 * (value == "d" ? 2 : 3), 1, 1).Node("Conv", $"{value}:mean {value}:w {value}:one").Node("Mul", $"{output} {value}:one {value}:out");
            output = $"{value}:out";
        }

        model.Proto.Graph.Output[0].Name = output;
        return model;
    }

    private float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => (_random.NextSingle() * 2) - 1)];
}
