using System.Collections.Immutable;

namespace CimGen.Sweeps.Tests;

/// <summary>All layers at once, executed, on the fewest cores and on more.</summary>
public sealed class CrossLayerMeasureTests : IDisposable
{
    private readonly SweepFolder _folder = new();

    public CrossLayerMeasureTests() => _folder.Write("two.yaml", """
        name: two
        input: [3, 12, 12]
        layers:
          - { type: conv, name: one, kernels: 4, kernel: 1 }
          - { type: max-pool, kernel: 2, stride: 2 }
          - { type: conv, name: other, kernels: 8, kernel: 3, padding: 1 }

        """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MoreCoresComeNearerToTheIdealOfMore()
    {
        var points = Run("[0, 3]", "rolling");

        Assert.Equal([0L, 3L], points.Select(p => (long)p["replicas"]));
        Assert.Equal((long)points[0]["crossbars"] + (long)points[0]["other_cores"] + 3, (long)points[1]["crossbars"] + (long)points[1]["other_cores"]);
        Assert.True((long)points[1]["cycles"] < (long)points[0]["cycles"]);
        Assert.All(points, p =>
        {
            Assert.True((long)p["cycles"] > (long)p["ideal_cycles"]);
            Assert.Equal((double)p["above_ideal"], ((double)p["ideal_speedup"] / (double)p["speedup"]) - 1, 1e-9);
        });
    }

    /// <summary>A map of the host is not between layers: 12 x 12 x 4 and 6 x 6 x 4 values with a border are.</summary>
    [Fact]
    public void MapsBetweenLayersAreCounted()
    {
        Assert.Equal((12 * 12 * 4) + (8 * 8 * 4), (long)Assert.Single(Run("[0]", "whole"))["map_bytes"]);
        Assert.InRange((long)Assert.Single(Run("[0]", "smallest"))["map_bytes"], 1, (4 * 12 * 4) + (4 * 8 * 4));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    public void AnUnknownNumberOfCoresIsAnError(string extra)
    {
        var finding = Assert.Single(Results($"[{extra}]", "whole").Findings);
        Assert.Contains("CIM1101", finding.Message, StringComparison.Ordinal);
        Assert.Contains(extra, finding.Message, StringComparison.Ordinal);
    }

    private List<ImmutableDictionary<string, object>> Run(string extra, string maps) =>
        [.. Results(extra, maps).Points.Select(p => p.Point.Measure.Columns.Zip(p.Result!.Values).ToImmutableDictionary(v => v.First, v => v.Second))];

    private SweepResults Results(string extra, string maps)
    {
        _folder.Write("sweep.yaml", $$"""
            name: small
            machine:
              name: small
              crossbar: { rows: 32, columns: 32, implementation: behavioural, mvm_cycles: 100 }
              dataflow: rows
              feature_maps: {{maps}}
              sync: { scheme: linear, transport: tree, counters: 8 }
              memory: { size_bytes: 65536 }
              instruction_memory_bytes: 16384
            network: two.yaml
            axes:
              - { name: extra, sets: measure.extra_cores, values: {{extra}} }
            points:
              - { table: points, measure: cross-layer }

            """);
        return _folder.Run();
    }
}
