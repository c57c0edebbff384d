using System.Globalization;
using System.Text;
using CimGen.Fuzz.Models;
using CimGen.Networks;
using CimGen.Networks.Graph;
using CimGen.Networks.Onnx;
using CimGen.Networks.Onnx.Export;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using CimGen.Oracle;
using Xunit.Abstractions;
using OnnxModel = CimGen.Networks.Onnx.OnnxModel;

namespace CimGen.Fuzz.Tests;

/// <summary>Random models, quantized and written: ONNX Runtime computes the same integers, and reading them again gives the same network.</summary>
public sealed class QuantizedModelTests(ITestOutputHelper output)
{
    private const int Models = 400;
    private const int Images = 2;

    /// <summary>Sums and means are made of several products: their last step may round the other way.</summary>
    private const double LargestShare = 0.01;

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("CIMGEN_ORACLE_MODELS"), CultureInfo.InvariantCulture, out var count) ? count : Models;

    [Fact]
    public void IntegersOfEveryLayerAreThoseOfOnnxRuntime()
    {
        using var folder = new TemporaryFolder();
        var failures = new StringBuilder();
        var (compared, values, different, sums) = (0, 0L, 0L, 0L);
        for (var seed = 1; seed <= Count; seed++)
        {
            var path = RandomModel.Next(new Random(seed)).Write(folder.Path);
            if (Quantized(path, seed) is not var (model, network, images) || OracleComparison.Run(path, network.With(RequantizationKind.Float32), images) is not { } result)
            {
                continue;
            }

            if (result.Value is not { } comparison)
            {
                // Nodes without a form in the opset of quantized models.
                if (result.Diagnostics.Any(d => d.Code != "CIM0315"))
                {
                    failures.AppendLine($"seed {seed}: {string.Join('\n', result.Diagnostics)}");
                }

                continue;
            }

            compared++;
            var before = failures.Length;

            // ONNX Runtime computes their steps in float32 one after another.
            var folded = model.Network.Layers.OfType<Elementwise>().Where(e => e.Function.Name == "function").Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var (difference, layer) in comparison.Layers.Zip(network.Layers))
            {
                values += difference.Values;
                different += difference.Different;
                sums += layer is QuantizedSum or QuantizedAveragePooling or QuantizedProduct || folded.Contains(layer.Name) ? difference.Values : 0;
                if (difference.Largest > (IsExact(layer) && !folded.Contains(layer.Name) ? 0 : 1))
                {
                    failures.AppendLine($"seed {seed}: {difference} of {layer.GetType().Name}");
                }
            }

            if (comparison.Float > 1e-4)
            {
                failures.AppendLine($"seed {seed}: the float import is off by {comparison.Float}");
            }

            AssertReadAgain(model, network, images, folder, seed, failures);
            if (failures.Length > before)
            {
                failures.AppendLine(ModelText.Of(RandomModel.Next(new Random(seed)).Proto));
            }
        }

        output.WriteLine($"{compared} models, {values} values, {different} differ, all in sums, means, products and folded functions ({sums} values)");
        Assert.True(failures.Length == 0, failures.ToString());
        Assert.InRange(compared, Count / 2, Count);
        Assert.InRange(different, 0, Math.Max(1, LargestShare * sums));
    }

    private static bool IsExact(QuantizedLayer layer) => layer is QuantizedConvolution or QuantizedLookup or QuantizedMaxPooling;

    private static (OnnxModel Model, QuantizedNetwork Network, float[][] Images)? Quantized(string path, int seed)
    {
        var random = new Random(seed);
        if (OnnxReader.ReadModel(path).Value is not { } model || model.Network.Layers.IsEmpty)
        {
            return null;
        }

        var images = Enumerable.Range(0, Images).Select(_ => Enumerable.Range(0, (int)model.Network.Shapes[model.Network.Inputs[0]].Count).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray()).ToArray();
        var options = new QuantizationOptions((CalibrationMethod)random.Next(3), BiasCorrection: random.Next(2) == 0);
        return Quantizer.Run(model.Network, images, options).Value is { } network ? (model, network, images) : null;
    }

    /// <summary>The written model needs no calibration, and is the same network.</summary>
    private static void AssertReadAgain(OnnxModel model, QuantizedNetwork network, float[][] images, TemporaryFolder folder, int seed, StringBuilder failures)
    {
        var path = Path.Combine(folder.Path, "quantized.onnx");
        File.WriteAllBytes(path, QdqWriter.Write(model, network, default).Value!.Bytes);
        var again = NetworkReader.Read(path);
        if (again.Value is not { } read)
        {
            failures.AppendLine($"seed {seed}: {string.Join('\n', again.Diagnostics)}");
            return;
        }

        foreach (var image in images)
        {
            // Where the order does not show it, the written model may take other axes for channels.
            var same = read.InputOrders[0].ToMap(model.Network.InputOrders[0].FromMap(image, model.Network.InputShapes.Maps[0]), read.InputShapes.Maps[0]);
            var second = Quantizer.Run(read, [same]).Value!;
            var expected = model.Network.InModelOrder(network.OutputsOf(Networks.Execution.IntegerReference.Run(network, Quantizer.ToIntegers(network, image))));
            var actual = read.InModelOrder(second.OutputsOf(Networks.Execution.IntegerReference.Run(second, Quantizer.ToIntegers(second, same))));
            if (expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() > 1)
            {
                failures.AppendLine($"seed {seed}: read again, the outputs are {string.Join(' ', actual.Take(8))}, not {string.Join(' ', expected.Take(8))}");
            }
        }
    }
}
