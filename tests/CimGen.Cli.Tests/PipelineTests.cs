namespace CimGen.Cli.Tests;

/// <summary>What <c>cimgen build</c> says of layers that hand on rows.</summary>
public sealed class PipelineTests
{
    /// <summary>Two layers of 256 positions each, on one core each: two further cores halve the time.</summary>
    private const string Network =
        "name: n\ninput: [4, 16, 16]\nlayers:\n  - { type: conv, name: a, kernels: 4, kernel: 1 }\n  - { type: conv, name: b, kernels: 4, kernel: 1 }\n";

    private static string Architecture(int cores, string maps) =>
        $"name: n\ncores: {cores}\ndataflow: rows\nfeature_maps: {maps}\nsync: {{ scheme: linear, transport: tree }}\ncrossbar: {{ rows: 16, columns: 16, implementation: behavioural, mvm_cycles: 400 }}\n";

    [Fact]
    public void TheForecastNamesTheLimitAndWhatHelps()
    {
        var output = Build(Architecture(2, "whole"), batch: 4);

        Assert.Matches(@"\npipeline  batches of 4: first image after [\d,]+ cycles, then one every 1[01]\d,\d{3}; ", output);
        Assert.Matches(@"\nforecast  the cores allow one image every 11\d,\d{3} cycles, the bus one every [\d,]+; the slowest layer, [ab], takes 11\d,\d{3}; 2 more cores make it 5\d,\d{3}\n", output);
        Assert.Matches(@"\npipeline  batches of 4: .* then one every 5\d,\d{3}; ", Build(Architecture(4, "whole"), batch: 4));
    }

    /// <summary>With room for a single row neither layer can work while the other one does.</summary>
    [Fact]
    public void TheForecastNamesMapsThatAreTooSmall() =>
        Assert.Matches(@"\nforecast  the cores allow one image every 2\d\d,\d{3} cycles \(11\d,\d{3} with whole feature maps\), .*; layers wait for room in feature maps, so more cores do not help\n", Build(Architecture(2, "smallest"), batch: 4));

    [Fact]
    public void OneLayerAfterAnotherHasNoForecast() =>
        Assert.DoesNotContain("forecast", Build(Architecture(2, "whole").Replace("dataflow: rows", "dataflow: layers", StringComparison.Ordinal), batch: 1), StringComparison.Ordinal);

    private static string Build(string architecture, int batch)
    {
        using var design = new SampleDesign();
        design.Write("network.yaml", Network);
        design.Write("architecture.yaml", architecture);
        design.Write("design.yaml", $"name: n\nnetwork: network.yaml\narchitecture: architecture.yaml\ncosim: {{ images: {batch}, batch: {batch}, traced_images: 1 }}\n");
        var run = design.Run("build", "design.yaml");
        Assert.Equal((0, ""), (run.ExitCode, string.Join('\n', run.ErrorLines)));
        return run.Output;
    }
}
