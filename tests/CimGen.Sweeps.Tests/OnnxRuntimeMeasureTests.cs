using System.Globalization;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Networks.Execution;
using CimGen.Networks.Quantization;
using CimGen.Stimuli;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Tests;

/// <summary>The measure of whole networks, on small ones.</summary>
public sealed class OnnxRuntimeMeasureTests : IDisposable
{
    private readonly SweepFolder _folder = new(SweepFolder.Sweep
        .Replace("measure: golden", "measure: onnxruntime, where: { layer: own, bus: 8, scheme: linear }", StringComparison.Ordinal)
        .Replace("{ name: layer, sets: network, as: \"{}.yaml\", values: [narrow, wide] }", $"{{ name: layer, choices: {{ own: {{ design: design.yaml }}, digits: {{ design: {Digits} }} }} }}", StringComparison.Ordinal)
        .Replace("size_bytes: 16384", "size_bytes: 65536", StringComparison.Ordinal)
        .Replace("baseline: { scheme: sequential }\n", string.Empty, StringComparison.Ordinal));

    private static string Digits => Repository.File("examples/digits/design.yaml");

    public OnnxRuntimeMeasureTests()
    {
        _folder.Write("machine.yaml", File.ReadAllText(Repository.File("examples/architectures/digits-32x32.yaml")));
        WriteDesign("narrow", string.Empty);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Of the digits: sizes, ONNX Runtime's agreement, and the accuracy that `cimgen accuracy` counts in its own way.</summary>
    [Fact]
    public void ATrainedNetworkIsJudgedByItsLabelledImages()
    {
        _folder.Write("sweep.yaml", File.ReadAllText(Path.Combine(_folder.Root, "sweep.yaml")).Replace("layer: own", "layer: digits", StringComparison.Ordinal));
        var values = Run();
        var design = DesignFileReader.Read(Digits).Required();
        var accuracy = AccuracyRun.Run(design, LoadedNetwork.MostImages, 2, new Silent()).Required();
        Assert.Equal((6L, 19_178L, 484_352L), ((long)values["layers"], (long)values["parameters"], (long)values["macs"]));
        Assert.InRange((double)values["import_error"], 1e-9, 1e-5);
        Assert.Equal(0L, values["differ_float32"]);
        Assert.Equal(
            ((long)accuracy.Images, (long)accuracy.FloatRight, (long)accuracy.Int8Right, (long)accuracy.Same),
            ((long)values["images"], (long)values["float_right"], (long)values["int8_right"], (long)values["same_top"]));
        Assert.InRange((double)values["sqnr_db"], 25, 45);
        Assert.InRange((double)values["cosine"], 0.999, 1);
    }

    /// <summary>Noise by its definition. There is no model to hold against ONNX Runtime, and random images have no labels.</summary>
    [Fact]
    public void ANetworkInYamlIsJudgedByRandomImages()
    {
        var values = Run();
        var network = LoadedNetwork.OfDesign(Path.Combine(_folder.Root, "design.yaml")).Required();
        var output = network.Network.Tensor(network.Network.Outputs[0]);
        var input = network.Network.Tensor(network.Network.Inputs[0]);
        var pairs = network.Images.Images.Select(image => (
            Real: FloatExecutor.Run(network.Float, image)[network.Float.Outputs[0].Map].Select(v => (double)v).ToArray(),
            Whole: IntegerReference.Run(network.Network, Quantizer.ToIntegers(input, image))[output.Name].Select(q => output.Scale * (q - output.ZeroPoint)).ToArray())).ToList();
        var signal = pairs.Sum(p => p.Real.Sum(v => v * v));
        var noise = pairs.Sum(p => p.Real.Zip(p.Whole, (a, b) => (a - b) * (a - b)).Sum());
        Assert.Equal(8L, values["images"]);
        Assert.Equal(10 * Math.Log10(signal / noise), (double)values["sqnr_db"], 0.06);
        Assert.Equal(pairs.Average(p => Dot(p.Real, p.Whole) / Math.Sqrt(Dot(p.Real, p.Real) * Dot(p.Whole, p.Whole))), (double)values["cosine"], 0.000006);
        Assert.Equal(pairs.LongCount(p => Largest(p.Real) == Largest(p.Whole)), values["same_top"]);
        Assert.All(["import_error", "values", "differ_fixed", "differ_float32", "matrices_differ_float32", "largest", "same_largest", "float_right", "int8_right"], c => Assert.Equal(string.Empty, values[c]));

        static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

        // As exporters count: channel by channel, 25 positions of 8 channels.
        static int Largest(double[] map) => Enumerable.Range(0, map.Length).MaxBy(i => map[(i % 25 * 8) + (i / 25)]);
    }

    /// <summary>What a design names is part of the point; the architecture is not, the sweep has its own.</summary>
    [Fact]
    public void OtherImagesAreAnotherPoint()
    {
        string Key() => Assert.Single(SweepPoint.Of(_folder.Read().Required())).Key();

        var first = Key();
        _folder.Write("machine.yaml", File.ReadAllText(Path.Combine(_folder.Root, "machine.yaml")).Replace("cores: 32", "cores: 31", StringComparison.Ordinal));
        Assert.Equal(first, Key());
        WriteImages(0.5);
        WriteDesign("narrow", "calibration: images.csv");
        var second = Key();
        WriteImages(0.25);
        var keys = new[] { first, second, Key() };
        Assert.Equal(3, keys.Distinct().Count());
        WriteDesign("wide", "calibration: images.csv");
        Assert.DoesNotContain(Key(), keys);
    }

    /// <summary>As when nobody has fetched them.</summary>
    [Fact]
    public void ImagesThatAreMissingAreAnError()
    {
        WriteDesign("narrow", "images: images.csv");
        var finding = Assert.Single(_folder.Run().Findings);
        Assert.Contains("failed: CIM0106: ", finding.Message, StringComparison.Ordinal);
        Assert.Contains("images.csv", finding.Message, StringComparison.Ordinal);
    }

    private Dictionary<string, object> Run()
    {
        var results = _folder.Run();
        Assert.Empty(results.Findings);
        var table = results.Tables()["points"];
        return table.Columns.Zip(Assert.Single(table.Rows)).ToDictionary(v => v.First, v => v.Second);
    }

    private void WriteDesign(string network, string more) => _folder.Write("design.yaml", $"name: own\nnetwork: {network}.yaml\narchitecture: machine.yaml\n{more}\n");

    private void WriteImages(double value) =>
        _folder.Write("images.csv", string.Join(',', Enumerable.Repeat(value.ToString(CultureInfo.InvariantCulture), 8 * 25).Prepend("0")) + "\n");
}
