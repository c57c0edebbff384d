using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Tests;

/// <summary>Which layers are functions of one value, and which of two such become one.</summary>
public class FunctionFoldingTests
{
    private static readonly SourceLocation At = new("test");
    private static readonly HashSet<string> None = [];

    [Fact]
    public void ClampsScalesAndFunctionsAreFunctionsOfOneValue()
    {
        Assert.Equal(2, FunctionFolding.FunctionOf(new Sum("s", ["x"], "s", new ActivationRange(-1, 2), At))!.Of(5));
        Assert.Equal(7, FunctionFolding.FunctionOf(Scale("a", "x", [3, 3], [1, 1]))!.Of(2));
        Assert.Equal(0.5, FunctionFolding.FunctionOf(Function("e", "x", x => x / 2) with { Range = ActivationRange.Relu })!.Of(1));
        Assert.Equal(0, FunctionFolding.FunctionOf(Function("e", "x", x => x / 2) with { Range = ActivationRange.Relu })!.Of(-1));
    }

    [Fact]
    public void SumsAndWhatDiffersFromChannelToChannelAreNone()
    {
        Assert.Null(FunctionFolding.FunctionOf(new Sum("s", ["x", "z"], "s", ActivationRange.Unbounded, At)));
        Assert.Null(FunctionFolding.FunctionOf(Scale("a", "x", [3, 2], [1, 1])));
        Assert.Null(FunctionFolding.FunctionOf(Scale("a", "x", [3, 3], [1, 2])));
        Assert.Null(FunctionFolding.FunctionOf(new Product("p", "x", "z", "p", ActivationRange.Unbounded, At)));
    }

    /// <summary>The activation of the folded layer is its own; chains of any length on both sides.</summary>
    [Fact]
    public void ChainsThatMeetAreOneFunctionOfWhereTheyMeet()
    {
        var layers = FunctionFolding.Run(
            [
                Function("a", "x", x => x + 1), Function("b", "a", x => x * x), Function("c", "b", x => 3 * x), Function("d", "a", x => -x),
                new Product("p", "c", "d", "p", new ActivationRange(-50, 50), At),
                new Sum("q", ["p", "b"], "q", ActivationRange.Unbounded, At) { Subtracts = true },
            ],
            None);

        var product = Assert.IsType<Elementwise>(layers[4]);
        Assert.Equal(("a", "p", new ActivationRange(-50, 50)), (product.Input, product.Output, product.Range));
        Assert.Equal(3 * 4 * -2, product.Function.Of(2));
        var difference = Assert.IsType<Elementwise>(layers[5]);
        Assert.Equal("a", difference.Input);
        Assert.Equal(-24 - 4, difference.Function.Of(2));
        Assert.Equal(-50 - 100, difference.Function.Of(10));
    }

    [Fact]
    public void SidesThatDoNotMeetStayApart()
    {
        Layer[] layers = [Function("a", "x", x => x), Function("b", "z", x => x), new Product("p", "a", "b", "p", ActivationRange.Unbounded, At)];
        Assert.Equal(layers, FunctionFolding.Run(layers, None));
    }

    /// <summary>A map plus itself is a sum like others: no table is needed for it.</summary>
    [Fact]
    public void AMapPlusItselfStaysASum()
    {
        Layer[] layers = [new Sum("s", ["x", "x"], "s", ActivationRange.Unbounded, At)];
        Assert.Equal(layers, FunctionFolding.Run(layers, None));
    }

    /// <summary>A quantized model, or the host, has the map in between.</summary>
    [Fact]
    public void NothingIsFoldedAcrossAStoredMap()
    {
        Layer[] layers = [Function("a", "x", Math.Tanh), new Product("p", "x", "a", "p", ActivationRange.Unbounded, At)];
        Assert.Equal(layers, FunctionFolding.Run(layers, new HashSet<string> { "a" }));
    }

    private static Elementwise Function(string name, string input, Func<double, double> of) => new(name, input, name, new ScalarFunction(name, of), ActivationRange.Unbounded, At);

    private static Affine Scale(string name, string input, ImmutableArray<float> scale, ImmutableArray<float> shift) => new(name, input, name, scale, shift, ActivationRange.Unbounded, At);
}
