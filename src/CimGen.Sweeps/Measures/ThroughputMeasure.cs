using System.Collections.Immutable;
using CimGen.Core.Diagnostics;
using CimGen.Core.Yaml;
using CimGen.Flow;
using CimGen.Machines;
using CimGen.Networks.Graph;
using CimGen.Sweeps.Points;

namespace CimGen.Sweeps.Measures;

/// <summary>
/// How long an image takes in the golden model, and how many come out in a second: after the proof, with the outputs of all layers held against the
/// integer reference. Where layers hand on rows a run has as many images as the host can hand over, at most 16; they are the first of the point's, over and over.
/// </summary>
internal sealed class ThroughputMeasure : DesignMeasure
{
    private const int MostImages = 16;

    public override string Name => "throughput";

    public override ImmutableArray<string> Columns =>
        ["cores_used", "batch", "replicas", "latency", "cycles_per_image", "images_per_second", "bound_is", "bound_per_image", "bound_reached", "memory_bytes", "largest_program_bytes"];

    protected override bool ReadsTemplates => false;

    public override Result<Measured> Run(SweepPoint point, PointDesign design, Workbench bench)
    {
        var network = design.Network.Network;
        var batch = design.Architecture.Dataflow == DataflowKind.Rows
            ? Math.Min(MostImages, MapBundle.Most / Math.Max(network.Inputs.Length, network.Outputs.Length))
            : 1;
        var images = design.Network.Images.Images;
        var stimulus = new Stimulus([.. Enumerable.Range(0, batch).Select(i => images[i % images.Length])], []);
        return design.Compile(batch).Then(bench.Prove).Then(compiled => GoldenResults.Run(compiled, stimulus, stallSeed: 0).Then(golden =>
        {
            var (throughput, highest) = (golden.Throughput!, compiled.Bounds(compiled.Architecture, layers: 0).Whole.Highest);
            return Result.Success(new Measured(
                (long)compiled.Schedule.Placement.CoresUsed,
                (long)batch,
                compiled.Schedule.Placement.Layers.Sum(l => (long)l.Replicas.Count - 1),
                (long)throughput.LatencyCycles,
                (long)throughput.CyclesPerImage,
                throughput.ImagesPerSecond(compiled.Architecture.ClockMegahertz),
                EnumNames.Of(highest.Kind),
                highest.Cycles / batch,
                (double)highest.Cycles / golden.Cycles[0],
                (long)compiled.Schedule.Memory.Bytes,
                (long)compiled.LargestProgramBytes));
        }));
    }
}
