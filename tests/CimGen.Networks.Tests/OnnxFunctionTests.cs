using CimGen.Networks.Graph;
using static CimGen.Networks.Tests.ImportedModel;
using static CimGen.Networks.Tests.OnnxModel;

namespace CimGen.Networks.Tests;

/// <summary>Functions of single values and products, run in float, against their formulas in the ONNX specification.</summary>
public class OnnxFunctionTests
{
    private readonly Random _random = new(11);

    public static TheoryData<string> AllFunctions() => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(AllFunctions))]
    public void FunctionsOfSingleValues(string what)
    {
        var (model, of) = Functions[what];
        var input = NaiveMap.Make(2, 5, 7, (_, _, _) => (_random.NextSingle() * 8) - 4);
        var network = AssertEqual(input.Each((_, x) => of(x)), model(new OnnxModel(1, 2, 5, 7).Opset(20)), input);
        Assert.Single(network.Layers.OfType<Elementwise>());
    }

    /// <summary>What is not defined everywhere, where it is.</summary>
    [Theory]
    [InlineData("Sqrt")]
    [InlineData("Log")]
    [InlineData("Reciprocal")]
    [InlineData("Exp")]
    public void FunctionsOfPositiveValues(string type)
    {
        var input = NaiveMap.Make(1, 3, 3, (_, _, _) => _random.NextSingle() + 0.25f);
        AssertEqual(
            input.Each((_, x) => type switch { "Sqrt" => Math.Sqrt(x), "Log" => Math.Log(x), "Reciprocal" => 1 / x, _ => Math.Exp(x) }),
            new OnnxModel(1, 1, 3, 3).Node(type, "x y"),
            input);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SlopesForEachChannelOrForAll(bool each)
    {
        var slopes = each ? new[] { 0.5f, -0.25f, 0 } : [0.3f];
        var input = NaiveMap.Random(_random, 3, 3, 3);
        AssertEqual(
            input.Each((c, x) => x < 0 ? slopes[c % slopes.Length] * x : x),
            new OnnxModel(1, 3, 3, 3).Weights("s", each ? [3, 1, 1] : [1], slopes).Node("PRelu", "x s y"),
            input);
    }

    /// <summary>As many columns as channels: slopes [3] are those of the columns, which are not mapped.</summary>
    [Fact]
    public void SlopesAreBroadcastFromBehind()
    {
        var model = new OnnxModel(1, 3, 4, 3).Weights("s", [3], 0.1f, 0.2f, 0.3f).Node("PRelu", "x s y");
        Assert.Contains("slopes that differ within a channel", Assert.Single(model.Read().Diagnostics).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> AllCompositions() => [.. Compositions.Keys];

    /// <summary>Products and sums of functions of one value are one table, and nothing else is left.</summary>
    [Theory]
    [MemberData(nameof(AllCompositions))]
    public void FunctionsOfOneValueBecomeOne(string what)
    {
        var (model, of) = Compositions[what];
        var input = NaiveMap.Make(2, 4, 4, (_, _, _) => (_random.NextSingle() * 8) - 4);
        var network = AssertEqual(input.Each((_, x) => of(x)), model(new OnnxModel(1, 2, 4, 4)), input);
        Assert.IsType<Elementwise>(Assert.Single(network.Layers));
    }

    /// <summary>Constants of each channel are in the way: then a product is one.</summary>
    [Fact]
    public void FunctionsThatDifferFromChannelToChannelAreNotFolded()
    {
        var input = NaiveMap.Random(_random, 2, 3, 3);
        var network = AssertEqual(
            input.Each((c, x) => x * (c == 0 ? 2 : 3) * x),
            new OnnxModel(1, 2, 3, 3).Weights("w", [2, 1, 1], 2, 3).Node("Mul", "x w a").Node("Mul", "x a y"),
            input);
        Assert.Single(network.Layers.OfType<Product>());
    }

    [Fact]
    public void ProductsOfMapsOfEqualShape()
    {
        var (w, input) = (Floats(9), NaiveMap.Random(_random, 3, 4, 5));
        var other = input.Convolve(Doubles(w), [0, 0, 0], 1, 1, [1, 1], [0, 0, 0, 0], [1, 1]);
        AssertEqual(
            NaiveMap.Make(3, 4, 5, (c, y, x) => input[c, y, x] * other[c, y, x]),
            new OnnxModel(1, 3, 4, 5).Weights("w", [3, 3, 1, 1], w).Node("Conv", "x w c").Node("Mul", "c x y"),
            input);
    }

    /// <summary>One value for each channel, on either side.</summary>
    [Theory]
    [InlineData("x g y")]
    [InlineData("g x y")]
    public void ProductsByAGate(string names)
    {
        var input = NaiveMap.Random(_random, 3, 4, 5);
        var mean = input.Pool(average: true, 4, 5, [1, 1], [0, 0, 0, 0]);
        AssertEqual(
            input.Each((c, x) => x / (1 + Math.Exp(-mean[c, 0, 0]))),
            new OnnxModel(1, 3, 4, 5).Node("GlobalAveragePool", "x m").Node("Sigmoid", "m g").Node("Mul", names),
            input);
    }

    [Fact]
    public void ProductsByAGateOfALine()
    {
        var input = NaiveMap.Random(_random, 3, 1, 5);
        var mean = input.Pool(average: true, 1, 5, [1, 1], [0, 0, 0, 0]);
        AssertEqual(input.Each((c, x) => x * mean[c, 0, 0]), new OnnxModel(1, 3, 5).Node("GlobalAveragePool", "x m").Node("Mul", "x m y"), input);
    }

    private float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => (_random.NextSingle() * 2) - 1)];

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    /// <summary>2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, by Simpson's rule.</summary>
    private static double Erf(double x)
    {
        const int Steps = 2000;
        var width = x / Steps;
        return 2 / Math.Sqrt(Math.PI) * width / 3 * Enumerable.Range(0, Steps + 1).Sum(i => (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-(i * width) * (i * width)));
    }

    private static readonly Dictionary<string, (Func<OnnxModel, OnnxModel> Model, Func<double, double> Of)> Functions = new()
    {
        ["Sigmoid"] = (m => m.Node("Sigmoid", "x y"), Sigmoid),
        ["Tanh"] = (m => m.Node("Tanh", "x y"), x => (Math.Exp(x) - Math.Exp(-x)) / (Math.Exp(x) + Math.Exp(-x))),
        ["HardSigmoid"] = (m => m.Node("HardSigmoid", "x y"), x => Math.Max(0, Math.Min(1, (0.2 * x) + 0.5))),
        ["HardSigmoid with attributes"] = (m => m.Node("HardSigmoid", "x y", Number("alpha", 0.5f), Number("beta", 0.25f)), x => Math.Max(0, Math.Min(1, (0.5 * x) + 0.25))),
        ["HardSwish"] = (m => m.Node("HardSwish", "x y"), x => x * Math.Max(0, Math.Min(1, (x / 6) + 0.5))),
        ["LeakyRelu"] = (m => m.Node("LeakyRelu", "x y"), x => x < 0 ? 0.01 * x : x),
        ["LeakyRelu with a slope"] = (m => m.Node("LeakyRelu", "x y", Number("alpha", 0.25f)), x => x < 0 ? 0.25 * x : x),
        ["Elu"] = (m => m.Node("Elu", "x y", Number("alpha", 0.5f)), x => x < 0 ? 0.5 * (Math.Exp(x) - 1) : x),
        ["Selu"] = (m => m.Node("Selu", "x y"), x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1))),
        ["Selu with attributes"] = (m => m.Node("Selu", "x y", Number("alpha", 2), Number("gamma", 0.5f)), x => 0.5 * (x > 0 ? x : 2 * (Math.Exp(x) - 1))),
        ["Celu"] = (m => m.Node("Celu", "x y", Number("alpha", 2)), x => Math.Max(0, x) + Math.Min(0, 2 * (Math.Exp(x / 2) - 1))),
        ["ThresholdedRelu"] = (m => m.Node("ThresholdedRelu", "x y", Number("alpha", 0.5f)), x => x > 0.5 ? x : 0),
        ["Softplus"] = (m => m.Node("Softplus", "x y"), Softplus),
        ["Softsign"] = (m => m.Node("Softsign", "x y"), x => x / (1 + Math.Abs(x))),
        ["Mish"] = (m => m.Node("Mish", "x y"), x => x * Math.Tanh(Softplus(x))),
        ["Gelu"] = (m => m.Node("Gelu", "x y"), x => x / 2 * (1 + Erf(x / Math.Sqrt(2)))),
        ["Gelu by tanh"] = (m => m.Node("Gelu", "x y", Text("approximate", "tanh")), x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * Math.Pow(x, 3)))))),
        ["Erf"] = (m => m.Node("Erf", "x y"), Erf),
        ["Sign"] = (m => m.Node("Sign", "x y"), x => x > 0 ? 1 : x < 0 ? -1 : 0),
        ["Abs"] = (m => m.Node("Abs", "x y"), Math.Abs),
        ["Floor"] = (m => m.Node("Floor", "x y"), Math.Floor),
        ["Ceil"] = (m => m.Node("Ceil", "x y"), Math.Ceiling),
        ["Pow"] = (m => m.Weights("e", [], 3).Node("Pow", "x e y"), x => x * x * x),
        ["Pow by equal exponents"] = (m => m.Weights("e", [2, 1, 1], 2, 2).Node("Pow", "x e y"), x => x * x),
        ["Pow by 0"] = (m => m.Weights("e", [1], 0).Node("Pow", "x e y"), _ => 1),
    };

    private static readonly Dictionary<string, (Func<OnnxModel, OnnxModel> Model, Func<double, double> Of)> Compositions = new()
    {
        ["x * sigmoid(x)"] = (m => m.Node("Sigmoid", "x s").Node("Mul", "x s y"), x => x * Sigmoid(x)),
        ["sigmoid(x) * x"] = (m => m.Node("Sigmoid", "x s").Node("Mul", "s x y"), x => x * Sigmoid(x)),
        ["GELU with Erf"] = (
            m => m.Weights("r", [], MathF.Sqrt(2)).Weights("one", [], 1).Weights("h", [1], 0.5f)
                .Node("Div", "x r a").Node("Erf", "a b").Node("Add", "b one c").Node("Mul", "x c d").Node("Mul", "d h y"),
            x => x / 2 * (1 + Erf(x / Math.Sqrt(2)))),
        ["hard swish by Clip"] = (
            m => m.Weights("three", [], 3).Weights("zero", [], 0).Weights("six", [], 6).Node("Add", "x three a").Node("Clip", "a zero six b").Node("Mul", "x b c").Node("Div", "c six y"),
            x => x * Math.Clamp(x + 3, 0, 6) / 6),
        ["x * tanh(softplus(x))"] = (m => m.Node("Softplus", "x s").Node("Tanh", "s t").Node("Mul", "x t y"), x => x * Math.Tanh(Softplus(x))),
        ["tanh(x) - relu(-x)"] = (m => m.Node("Tanh", "x t").Node("Neg", "x n").Node("Relu", "n r").Node("Sub", "t r y"), x => Math.Tanh(x) - Math.Max(-x, 0)),
        ["chains that meet before x"] = (
            m => m.Node("Abs", "x a").Node("Tanh", "a b").Node("Sigmoid", "b c").Node("Softsign", "a d").Node("Mul", "c d y"),
            x => Sigmoid(Math.Tanh(Math.Abs(x))) * (Math.Abs(x) / (1 + Math.Abs(x)))),
        ["square"] = (m => m.Node("Mul", "x x y"), x => x * x),
    };
}
