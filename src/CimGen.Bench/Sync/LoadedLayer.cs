using CimGen.Core.Diagnostics;
using CimGen.Flow;
using CimGen.Networks;
using CimGen.Networks.Execution;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;

namespace CimGen.Bench.Sync;

/// <summary>A layer that was read and quantized once for all its points, with an image and what the integer reference makes of it.</summary>
/// <param name="Stimulus">The image.</param>
/// <param name="Input">The same, quantized, HWC.</param>
/// <param name="Expected">Of the integer reference, HWC.</param>
public sealed record LoadedLayer(Workload Workload, Network Float, QuantizedNetwork Network, Stimulus Stimulus, sbyte[] Input, sbyte[] Expected)
{
    private const ulong ImageSeed = 0xD1B54A32D192ED03;

    /// <param name="folder">Where the network files are.</param>
    public static Result<LoadedLayer> Load(Workload workload, string folder) =>
        NetworkReader.Read(Path.Combine(folder, $"{workload.Name}.yaml")).Then(network =>
        {
            var stimulus = Stimulus.Random(network.Shapes[network.Input], 1, ImageSeed);
            return Quantizer.Run(network, stimulus.Images).Then(quantized =>
            {
                var input = Quantizer.ToIntegers(quantized.Tensor(quantized.Input), stimulus.Images[0]);
                return Result.Success(new LoadedLayer(workload, network, quantized, stimulus, input, IntegerReference.Run(quantized, input)[quantized.Output]));
            });
        });
}
