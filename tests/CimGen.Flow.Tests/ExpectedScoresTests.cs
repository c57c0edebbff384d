using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Networks;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;

namespace CimGen.Flow.Tests;

/// <summary>The check against an exporter's outputs: what it lets through was checked, and said to be.</summary>
public sealed class ExpectedScoresTests : IDisposable
{
    private readonly string _folder = Workspace.NewFolder();

    // The network gives its input back: a map of 2 channels and 1x3 positions, in HWC order.
    private static readonly float[][] Images = [[0, 3, 1, 4, 2, 5], [10, 13, 11, 14, 12, 15]];

    [Theory]
    [InlineData("0,1,2,3,4,5\n10,11,12,13,14,15\n", 1, 0)]
    [InlineData("a,b,c,d,e,f\n0,1,2,3,4,5\n10,11,12,13,14,15\n", 2, 0)]
    [InlineData("0.0,1,2,3,4,5\n10,11,12,13,14,15\n", 2, 0)]
    [InlineData("0.0;1;2;3;4;5\n", 1, 0)]
    [InlineData("0.0,1,2,3,4,5.0004\n1e1,11,12,13,14,15\n1,2,3,4,5,6\n", 2, 1)]
    public void EqualScoresAreCounted(string text, int images, int surplus)
    {
        // The first of them numbers columns as pandas does, so that the other line is what is left.
        var inputs = text.StartsWith("0,1,2", StringComparison.Ordinal) ? Images[1..] : Images;
        var (_, count, values, all, rest) = Workspace.Required(Check(text, inputs));
        Assert.Equal((images, 6L * images, inputs.Length, surplus), (count, values, all, (int)rest));
    }

    [Theory]
    [InlineData("", "CIM0108", 0, 0, "there are no scores in the file; ")]
    [InlineData("\n\n", "CIM0108", 0, 0, "there are no scores in the file; ")]
    [InlineData("a,b,c,d,e,f\n", "CIM0108", 0, 0, "there are no scores in the file; ")]
    [InlineData("nan,nan,nan,nan,nan,nan\n", "CIM0108", 1, 1, "'nan' is no finite number; ")]
    [InlineData("a,b,c,d,e,f\n0,1,2,3,4,inf\n", "CIM0108", 2, 11, "'inf' is no finite number; ")]
    [InlineData("0.0,1,2,3,,5\n", "CIM0108", 1, 11, "a field is empty; ")]
    [InlineData("0,0;1;2;3;4;5\n0,0;1;2;3;4;5\n", "CIM0108", 1, 1, "'0,0' is no number; write decimals with a point")]
    [InlineData("0.0,1,2,3,4,5\nx,11,12,13,14,15\n", "CIM0108", 2, 1, "'x' is no number; ")]
    [InlineData("0.0,1,2,3,4,5\n\n10,11,12,13,14,15\n", "CIM0108", 2, 1, "an empty line")]
    [InlineData("0.0,1,2,3,4\n", "CIM0103", 1, 1, "5 scores in the line, the network gives 6 ")]
    [InlineData("0.0,3,1,4,2,5\n", "CIM0103", 1, 5, @"image 0, score 1 \(channel 0 y 0 x 1\): 1 where 3 is expected; ")]
    [InlineData("0.0,1,2,3,4,5\n10,11,12,13,14,15.01\n", "CIM0103", 2, 16, @"image 1, score 5 \(channel 1 y 0 x 2\): 15 where 15.01 is expected; ")]
    public void NothingElsePasses(string text, string code, int line, int column, string says)
    {
        var diagnostic = Assert.Single(Check(text, Images).Diagnostics);
        Assert.Equal((code, line, column), (diagnostic.Code, diagnostic.Location.Line, diagnostic.Location.Line > 0 ? diagnostic.Location.Column : 0));
        Assert.Matches(says, diagnostic.Message);
    }

    [Fact]
    public void AFileThatCannotBeReadIsReported()
    {
        var network = Path.Combine(_folder, "network.yaml");
        File.WriteAllText(network, "name: n\ninput: [2, 1, 3]\nlayers: [{ type: relu }]\n");
        var diagnostic = Assert.Single(Check("/proc/self/mem", Workspace.Required(NetworkReader.Read(network)), Images).Diagnostics);
        Assert.Equal("CIM0108", diagnostic.Code);
        Assert.Contains("permissions", diagnostic.Message, StringComparison.Ordinal);
    }

    /// <summary>A network that gives no number equals nothing.</summary>
    [Fact]
    public void ANetworkWithoutANumberDiffers() =>
        Assert.Equal("CIM0103", Assert.Single(Check("0.0,1,2,3,4,5\n", [[float.NaN, 3, 1, 4, 2, 5]]).Diagnostics).Code);

    [Fact]
    public void TheLargestOutputIsNumberedAsExportersDo()
    {
        var map = Network(new FeatureShape(2, 1, 3));
        Assert.Equal(5, Predictions.Largest(Images[0], map));
        Assert.Equal(1, Predictions.Largest((float[])[0, 3, 9, 4, 2, 9], map));
        Assert.Equal(2, Predictions.Largest((float[])[0, 3, 9, 4, 2, 9], map with { Outputs = [map.Outputs[0] with { Order = ElementOrder.Of([(3, 1), (2, 3)]) }] }));
        Assert.Equal(2, Predictions.Largest((sbyte[])[1, 2, 7, 7], Network(new FeatureShape(4, 1, 1))));

        static Network Network(FeatureShape shape) => new("n", ["x"], [new("x")], ImmutableDictionary<string, FeatureShape>.Empty.Add("x", shape), []);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Result<CheckedScores> Check(string text, float[][] images)
    {
        var network = Path.Combine(_folder, "network.yaml");
        File.WriteAllText(network, "name: n\ninput: [2, 1, 3]\nlayers: [{ type: max-pool, kernel: 1 }]\n");
        var scores = Path.Combine(_folder, "scores.csv");
        File.WriteAllText(scores, text);
        return Check(scores, Workspace.Required(NetworkReader.Read(network)), images);
    }

    private static Result<CheckedScores> Check(string scores, Network network, float[][] images) =>
        ExpectedScores.Check(scores, network, Workspace.Required(Quantizer.Run(network, Images)), [.. images]);
}
