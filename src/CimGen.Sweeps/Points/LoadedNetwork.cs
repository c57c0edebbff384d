using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Networks;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;

namespace CimGen.Sweeps.Points;

/// <summary>A network that was read and quantized once for all its points, with an image and what the integer reference makes of it.</summary>
/// <param name="Stimulus">The image.</param>
/// <param name="Input">The same, quantized.</param>
/// <param name="Expected">Of the integer reference, HWC.</param>
public sealed record LoadedNetwork(string Path, Network Float, QuantizedNetwork Network, Stimulus Stimulus, sbyte[] Input, sbyte[] Expected)
{
    private const ulong ImageSeed = 0xD1B54A32D192ED03;

    public static Result<LoadedNetwork> Load(string path) => NetworkReader.Read(path).Then(network =>
    {
        var stimulus = Stimulus.Random(network.InputShapes, 1, ImageSeed);
        return Quantizer.Run(network, stimulus.Images).Then(quantized =>
        {
            var input = Quantizer.ToIntegers(quantized, stimulus.Images[0]);
            return Result.Success(new LoadedNetwork(path, network, quantized, stimulus, input, quantized.OutputsOf(IntegerReference.Run(quantized, input))));
        });
    });
}
