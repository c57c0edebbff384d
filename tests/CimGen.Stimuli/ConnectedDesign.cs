using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Flow;
using CimGen.Flow.Kinds;
using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Rtl.Folders;

namespace CimGen.Stimuli;

/// <summary>
/// Designs with links and multicast groups on a small machine: a convolution of 1x1 over 25 positions and a pooling. On crossbars of 8x8,
/// P_V = channels / 8 and P_H = kernels / 8.
/// </summary>
public static class ConnectedDesign
{
    /// <summary>P_V = 3, P_H = 2, and one core that has neither links nor groups.</summary>
    public static Architecture Machine { get; } = new(
        "connected", 7, new Crossbar(8, 8, CrossbarImplementation.Behavioural, 3, 1), new MicrocodeSpec(UnitMode.Overlapped, 4096), new Bus(4), new SharedMemory(1 << 14, 2),
        new Machines.Sync(SyncScheme.Cyclic, SyncTransport.Dedicated, 6), 100, IfmDelivery.Multicast, PartialSumPath.Forward);

    /// <summary>P_V = 2, P_H = 5, behind trees: multicast groups of five, and beats that come later than their grants.</summary>
    public static CompiledDesign BehindTrees() => Compile(
        Machine with
        {
            Cores = 11,
            Compute = Machine.Crossbar with { MvmCycles = 11 },
            Bus = new Bus(16, BusTopology.Tree),
            Memory = new SharedMemory(1 << 14, 3),
            Sync = Machine.Sync with { Transport = SyncTransport.Tree },
        },
        channels: 14,
        kernels: 36);

    /// <summary>Network and programs for a machine.</summary>
    public static CompiledDesign Compile(Architecture architecture, int channels = 18, int kernels = 12, KindRegistry? kinds = null)
    {
        var random = new Random(channels);
        var shape = new FeatureShape(channels, 5, 5);
        var network = new Network(
            "connected",
            ["input"],
            [new("pool")],
            new Dictionary<string, FeatureShape> { ["input"] = shape, ["conv"] = new(kernels, 5, 5), ["pool"] = new(kernels, 2, 2) }.ToImmutableDictionary(),
            [
                new Convolution("conv", "input", "conv", new Window(1, 1), kernels, Weights(), [.. new float[kernels]], ActivationRange.Relu, SourceLocation.None),
                new MaxPooling("pool", "conv", "pool", new Window(2, 2, 2, 2), ActivationRange.Unbounded, SourceLocation.None),
            ]);
        var quantized = Quantizer.Run(network, Stimulus.Random(shape, 3, 9).Images).Required();
        return new DesignCompiler(Stage.Compare).Compile(RandomDesigns.Design(architecture) with { Kinds = kinds ?? KindRegistry.Default }, network, quantized).Required();

        ImmutableArray<float> Weights() => [.. Enumerable.Range(0, kernels * channels).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>Random images.</summary>
    public static Stimulus Images(CompiledDesign design, int count) => Stimulus.Random(design.Float.Shapes[design.Float.Inputs[0]], count, 9);

    /// <summary>Generates the design into a folder.</summary>
    public static BuiltDesign Build(CompiledDesign design, string folder, int images, uint stallSeed = 0)
    {
        var stimulus = Images(design, images);
        var golden = GoldenResults.Run(design, stimulus, stallSeed).Required();
        return DesignFolder.Write(folder, DesignWriter.Files(design, golden, [], null).Required()) is { } problem
            ? throw new InvalidOperationException(problem.ToString())
            : new BuiltDesign(design, stimulus, golden);
    }
}
