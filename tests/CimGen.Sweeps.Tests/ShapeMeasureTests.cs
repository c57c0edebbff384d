using System.Collections.Immutable;
using CimGen.Networks;
using CimGen.Planning.Pipelines;
using CimGen.Planning.Windows;

namespace CimGen.Sweeps.Tests;

/// <summary>Measures of shapes, which need neither a quantized network nor cores.</summary>
public sealed class ShapeMeasureTests : IDisposable
{
    private const string Network = """
        name: two
        input: [3, 12, 12]
        layers:
          - { type: conv, name: one, kernels: 4, kernel: 3 }
          - { type: conv, name: other, kernels: 8, kernel: 3 }

        """;

    private readonly SweepFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WindowsAreCountedForAllLayersOrOne()
    {
        var all = Run("windows", "[]", "layer");
        var layers = ConvolutionShape.Of(NetworkReader.Read(Path.Combine(_folder.Root, "narrow.yaml")).Value!);
        Assert.Equal((layers.Sum(l => WindowMapper.Map(l, new CrossbarSize(8, 8)).Mvms), string.Empty), ((long)all["mvms"], (string)all["periods"]));
        var one = Run("windows", "[other]", "layer");
        Assert.Equal(ParallelWindow.Fewest(layers[1], new CrossbarSize(8, 8)).Cycles, one["vw_sdk"]);
        Assert.NotEqual(string.Empty, one["periods"]);
    }

    [Fact]
    public void ReplicasAreChosenAsIsSaid()
    {
        var stages = Stage.Of(NetworkReader.Read(WriteNetwork()).Value!, new CrossbarSize(8, 8));
        var values = Run("pipeline", "[20]", "extra_crossbars");
        Assert.Equal(stages.Sum(s => (long)s.Crossbars), values["crossbars"]);
        Assert.Equal(Replicas.ShortestInterval(stages, 20).Zip(stages, (d, s) => (double)s.Mvms / d).Max(), (double)values["interval"], 1e-4);
        Assert.InRange((double)values["utilisation"], 0.01, 1);
        Assert.True((long)values["latency"] >= (double)values["interval"]);
    }

    [Theory]
    [InlineData("windows", "layer", "third")]
    [InlineData("pipeline", "extra_crossbars", "-1")]
    [InlineData("pipeline", "extra_crossbars", "many")]
    [InlineData("pipeline", "replicas", "most")]
    public void AnUnknownSettingIsAnError(string measure, string setting, string value)
    {
        var finding = Assert.Single(Results(measure, $"[{value}]", setting).Findings);
        Assert.Contains("CIM1101", finding.Message, StringComparison.Ordinal);
        Assert.Contains(value, finding.Message, StringComparison.Ordinal);
    }

    private ImmutableDictionary<string, object> Run(string measure, string values, string setting)
    {
        var point = Assert.Single(Results(measure, values, setting).Points);
        return point.Point.Measure.Columns.Zip(point.Result!.Values).ToImmutableDictionary(v => v.First, v => v.Second);
    }

    private SweepResults Results(string measure, string values, string setting)
    {
        WriteNetwork();
        var axis = values == "[]" ? string.Empty : $"  - {{ name: setting, sets: measure.{setting}, values: {values} }}\n";
        _folder.Write("sweep.yaml", SweepFolder.Sweep
            .Replace("  - { name: bus, sets: bus.width_bytes, values: [4, 8] }\n  - { name: scheme, sets: sync.scheme, values: [sequential, linear] }\n", axis, StringComparison.Ordinal)
            .Replace("baseline: { scheme: sequential }\n", string.Empty, StringComparison.Ordinal)
            .Replace("measure: golden", $"measure: {measure}, where: {{ layer: narrow }}", StringComparison.Ordinal));
        return _folder.Run();
    }

    private string WriteNetwork()
    {
        _folder.Write("narrow.yaml", Network);
        return Path.Combine(_folder.Root, "narrow.yaml");
    }
}
