using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Networks;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;

namespace CimGen.Sweeps.Points;

/// <summary>A network that was read and quantized once for all its points, with an image and what the integer reference makes of it.</summary>
/// <param name="Images">To judge the integers by; the first one is <paramref name="Stimulus"/>.</param>
/// <param name="Stimulus">The image that runs on machines.</param>
/// <param name="Input">The same, quantized.</param>
/// <param name="Expected">Of the integer reference.</param>
public sealed record LoadedNetwork(string Path, Network Float, QuantizedNetwork Network, Stimulus Images, Stimulus Stimulus, sbyte[] Input, sbyte[] Expected)
{
    /// <summary>So many of a design's images are enough.</summary>
    public const int MostImages = 100;

    private const int RandomImages = 8;

    /// <summary>A network alone: one random image calibrates it and runs.</summary>
    public static Result<LoadedNetwork> Load(string path) => NetworkReader.Read(path).Then(network =>
    {
        var image = Stimulus.Random(network.InputShapes, 1, Stimulus.ImageSeed);
        return Quantizer.Run(network, image.Images).Then(quantized => Of(path, network, quantized, image));
    });

    /// <summary>Network, calibration and the first images of a design; without images, random ones.</summary>
    public static Result<LoadedNetwork> OfDesign(string path) => DesignFileReader.Read(path).Then(design =>
        DesignCompiler.Read(design).Then(network => DesignCompiler.Quantize(design, network).Then(quantized =>
            Stimulus.Of(design, network, design.Images is null ? RandomImages : 1).Then(all =>
                Of(design.Network, network, quantized, all.First(Math.Min(MostImages, all.Images.Length)))))));

    private static Result<LoadedNetwork> Of(string path, Network network, QuantizedNetwork quantized, Stimulus images)
    {
        var input = Quantizer.ToIntegers(quantized, images.Images[0]);
        return Result.Success(new LoadedNetwork(path, network, quantized, images, images.First(1), input, quantized.OutputsOf(IntegerReference.Run(quantized, input))));
    }
}
