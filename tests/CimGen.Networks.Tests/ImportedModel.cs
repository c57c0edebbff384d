using CimGen.Networks.Execution;
using CimGen.Networks.Graph;

namespace CimGen.Networks.Tests;

/// <summary>Imported models against what they have to give.</summary>
internal static class ImportedModel
{
    public static Network Read(OnnxModel model)
    {
        var result = model.Read();
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return result.Value;
    }

    /// <returns>The network, for further checks.</returns>
    public static Network AssertEqual(NaiveMap expected, OnnxModel model, NaiveMap input, double tolerance = 1e-4)
    {
        var network = Read(model);
        Assert.Equal(new FeatureShape(expected.Channels, expected.Height, expected.Width), network.Shapes[network.Outputs[0].Map]);
        var actual = FloatExecutor.Run(network, input.ToHwc())[network.Outputs[0].Map];
        var wanted = expected.ToHwc();
        Assert.Equal(wanted.Length, actual.Length);
        Assert.All(wanted.Zip(actual), p => Assert.Equal(p.First, p.Second, tolerance));
        return network;
    }
}
