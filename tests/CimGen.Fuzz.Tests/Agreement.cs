using CimGen.Networks.Execution;
using CimGen.Networks.Onnx;
using CimGen.Networks.Onnx.Export;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using CimGen.Oracle;

namespace CimGen.Fuzz.Tests;

/// <summary>One model against ONNX Runtime: in float, quantized, and as the quantized model that is read again.</summary>
internal static class Agreement
{
    private const int Images = 2;

    /// <returns>The quantized network, for further checks.</returns>
    public static QuantizedNetwork Assert(string path, int seed = 1)
    {
        var read = OnnxReader.ReadModel(path);
        Xunit.Assert.True(read.Ok, string.Join('\n', read.Diagnostics));
        var (random, model) = (new Random(seed), read.Value);
        var count = (int)model.Network.InputShapes.Count;
        var images = Enumerable.Range(0, Images).Select(_ => Enumerable.Range(0, count).Select(_ => model.Network.ByteInputs.IsEmpty ? (float)((2 * random.NextDouble()) - 1) : random.Next(256)).ToArray()).ToArray();
        var network = Quantizer.Run(model.Network, images).Value!.With(RequantizationKind.Float32);
        var compared = OracleComparison.Run(path, network, images);
        Xunit.Assert.True(compared.Ok, string.Join('\n', compared.Diagnostics));
        if (model.Network.GivenScales.IsEmpty)
        {
            Xunit.Assert.InRange(compared.Value.Float!.Value, 0, Comparison.Tolerance);
            AssertReadAgain(path, model, network, images);
        }

        Xunit.Assert.All(compared.Value.Layers.Zip(network.Layers), p => Xunit.Assert.InRange(p.First.Largest, 0, p.Second is QuantizedConvolution or QuantizedLookup or QuantizedMaxPooling ? 0 : 1));
        return network;
    }

    private static void AssertReadAgain(string path, Networks.Onnx.OnnxModel model, QuantizedNetwork network, float[][] images)
    {
        var written = Path.ChangeExtension(path, ".int8.onnx");
        File.WriteAllBytes(written, QdqWriter.Write(model, network, default).Value!.Bytes);
        var again = OnnxReader.Read(written);
        Xunit.Assert.True(again.Ok, string.Join('\n', again.Diagnostics));
        Xunit.Assert.Equal(model.Network.InputOrders.AsEnumerable(), again.Value.InputOrders.AsEnumerable());
        Xunit.Assert.Equal(model.Network.Outputs.Select(o => o.Order), again.Value.Outputs.Select(o => o.Order));
        var second = Quantizer.Run(again.Value, [images[0]]).Value!.With(RequantizationKind.Float32);
        foreach (var image in images)
        {
            var (expected, actual) = (Outputs(network, image), Outputs(second, image));
            Xunit.Assert.All(expected.Zip(actual), p => Xunit.Assert.InRange(Math.Abs(p.First - p.Second), 0, 1));
        }
    }

    private static sbyte[] Outputs(QuantizedNetwork network, float[] image) =>
        network.OutputsOf(IntegerReference.Run(network, Quantizer.ToIntegers(network, image)));
}
