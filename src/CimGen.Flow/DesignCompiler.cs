using CimGen.Core.Diagnostics;
using CimGen.Flow.Designs;
using CimGen.Machines.Specs;
using CimGen.Networks;
using CimGen.Networks.Graph;
using CimGen.Networks.Quantization;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Images;
using CimGen.Planning.Memory;
using CimGen.Planning.Placement;
using CimGen.Planning.Proofs;
using CimGen.Rtl;

namespace CimGen.Flow;

/// <summary>From a design file to programs and memory images; every stage's dump can be had.</summary>
public sealed class DesignCompiler(Stage stopAfter)
{
    private const int RandomCalibrationImages = 8;
    private const ulong CalibrationSeed = 0x9E3779B97F4A7C15;

    private readonly List<(string Path, Func<string> Text)> _dumps = [];

    /// <summary>Text dumps of the stages that ran, for stages/; made when they are asked for.</summary>
    public IReadOnlyList<OutputFile> Dumps => [.. _dumps.Select(d => new OutputFile(d.Path, d.Text()))];

    /// <summary>The compiled design; no value and no error when the flow was stopped early.</summary>
    public Result<CompiledDesign> Run(DesignFile design)
    {
        var network = NetworkReader.Read(design.Network);
        return network
            .Then(n => stopAfter > Stage.Network ? Fitting(n, design) : Result.Success(n))
            .Then(n => Result.Success(design.Quantization.Prepare(n)))
            .Then(n => Quantize(design, n).Then(q => Compile(design, n, q)));
    }

    /// <summary>The float network as it is quantized.</summary>
    public static Result<Network> Read(DesignFile design) => NetworkReader.Read(design.Network).Then(n => Result.Success(design.Quantization.Prepare(n)));

    /// <summary>The integer network, for the ranges that the design's calibration images give.</summary>
    public static Result<QuantizedNetwork> Quantize(DesignFile design, Network network) =>
        Calibration(design, network).Then(c => Quantizer.Run(network, c.Images, design.Quantization));

    /// <summary>What shapes alone show to be too large for the machine is said before calibration, which may take long.</summary>
    private static Result<Network> Fitting(Network network, DesignFile design) =>
        Placed(design, NetworkOutline.Of(network)).Then(placement =>
            MemoryPlanner.Check(placement, design.Architecture) is { } tooLarge ? tooLarge : Result.Success(network));

    /// <summary>The flow behind quantization.</summary>
    public Result<CompiledDesign> Compile(DesignFile design, Network network, QuantizedNetwork source)
    {
        var lowering = design.Kinds.Controller.Lowering;
        var quantized = lowering.Fit(source, design.Architecture);
        _dumps.Add(("stages/00-architecture.yaml", () => ArchitectureText.Dump(design.Kinds.Spec, design.Architecture)));
        Dump(Stage.Network, quantized, NetworkDump.Text);
        if (stopAfter == Stage.Network)
        {
            return Stopped();
        }

        var placement = Placed(design, quantized);
        Dump(Stage.Mapping, placement.Value, m => m.Dump());
        if (!placement.Ok || stopAfter == Stage.Mapping)
        {
            return new Result<CompiledDesign>(null, placement.Diagnostics);
        }

        var architecture = lowering.Fit(design.Architecture, placement.Value!);
        var schedule = Scheduler.Run(placement.Value!, architecture, design.Cosim.Batch);
        Dump(Stage.Schedule, schedule.Value, s => s.Dump());
        if (!schedule.Ok || stopAfter == Stage.Schedule)
        {
            return new Result<CompiledDesign>(null, schedule.Diagnostics);
        }

        Dump(Stage.Memory, schedule.Value.Memory, m => m.Dump());
        if (stopAfter == Stage.Memory)
        {
            return new Result<CompiledDesign>(null, schedule.Diagnostics);
        }

        var image = ImageBuilder.Run(schedule.Value, architecture, Planner(design), design.Kinds.Controller.Lowering);
        Dump(Stage.Microcode, image.Value, design.Kinds.Controller.Text.Listing);
        if (!image.Ok || stopAfter == Stage.Microcode)
        {
            return image.Then(i => Result.Success(new CompiledDesign(design, architecture, network, quantized, schedule.Value, i)));
        }

        var proof = ScheduleProver.Run(architecture, image.Value, design.Kinds.Controller.Effects);
        Dump(Stage.Proof, proof.Value, p => p.Dump());
        return proof.Then(_ => Result.Success(new CompiledDesign(design, architecture, network, quantized, schedule.Value, image.Value)));
    }

    private static Result<Stimulus> Calibration(DesignFile design, Network network)
    {
        var shape = network.InputShapes;
        return design.FormatsOf(network).Then<Stimulus>(formats =>
        {
            if (design.Calibration is not null)
            {
                return LabelledImages.Read(design.Calibration, shape, formats).Then(i => Result.Success(new Stimulus(i.Images, i.Labels)));
            }

            return Stimulus.CanBeRandom(shape, RandomCalibrationImages)
                ? Result.Success(Stimulus.Random(shape, RandomCalibrationImages, CalibrationSeed, formats))
                : FlowDiagnostics.TooManyRandomImages(
                    new SourceLocation(design.Path), RandomCalibrationImages, shape.ExactCount, "name a file of images with 'calibration:'");
        });
    }

    private static Result<NetworkPlacement> Placed(DesignFile design, QuantizedNetwork network) =>
        NetworkPlacer.Run(network, design.Architecture, Planner(design), design.Kinds.Controller.Vectors);

    private static IComputeUnitPlanner Planner(DesignFile design) => design.Kinds.ComputeUnitOf(design.Architecture).Planner;

    private static Result<CompiledDesign> Stopped() => new(null, []);

    private void Dump<T>(Stage stage, T? product, Func<T, string> text)
        where T : class
    {
        if (product is not null)
        {
            var number = ((int)stage + 1) * 10;
            _dumps.Add(($"stages/{number}-{stage.ToString().ToLowerInvariant()}.txt", () => text(product)));
        }
    }
}
