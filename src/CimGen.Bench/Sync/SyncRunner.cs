using System.Diagnostics;
using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Build;
using CimGen.Flow;
using CimGen.Flow.Designs;
using CimGen.Flow.Kinds;
using CimGen.Golden;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Planning.Placement;
using CimGen.Planning.Proofs;
using CimGen.Reports;
using CimGen.Reports.Bounds;
using CimGen.Rtl;

namespace CimGen.Bench.Sync;

/// <summary>
/// Runs points of one layer in the golden model, one after another. Points whose programs are equal, because they differ only in times,
/// share one proof.
/// </summary>
public sealed class SyncRunner(LoadedLayer layer)
{
    private MachineImage? _proven;

    /// <summary>Time taken so far.</summary>
    public ToolSeconds Seconds { get; private set; }

    /// <summary>Cores that a layer needs with a crossbar: P_V, P_H.</summary>
    public static (int Vertical, int Horizontal) Shape(LoadedLayer layer, SyncPoint point)
    {
        var mapping = NetworkPlacer.Run(layer.Network, point.Machine(int.MaxValue), new CrossbarPlanner()).Value!.Layers.OfType<MatrixPlacement>().Single();
        return (mapping.VerticalGroups, mapping.HorizontalGroups);
    }

    /// <summary>The compiled design of a point on a machine with the given number of cores; proven.</summary>
    public Result<CompiledDesign> Compile(SyncPoint point, int cores)
    {
        var watch = Stopwatch.StartNew();
        var machine = point.Machine(cores);
        var design = new DesignFile(
            layer.Workload.Name, layer.Workload.Name, layer.Workload.Name, machine, null, null, null, new CosimSettings(1, 1, LimitFactor: 2, LimitCycles: 10_000));
        var compiled = new DesignCompiler(Stage.Microcode).Compile(design, layer.Float, layer.Network);
        Seconds += new ToolSeconds(watch.Elapsed.TotalSeconds, 0, 0, 0);
        watch.Restart();
        var proven = compiled.Then(c => Prove(machine, c.Image) is { } fault ? fault : Result.Success(c));
        Seconds += new ToolSeconds(0, watch.Elapsed.TotalSeconds, 0, 0);
        return proven;
    }

    /// <summary>The files of a point's design, for simulation or synthesis.</summary>
    public static Result<IReadOnlyList<OutputFile>> Files(CompiledDesign design, GoldenResults golden) =>
        DesignWriter.Files(design, golden, [], null);

    /// <summary>Runs a point and holds its output against the integer reference.</summary>
    public PointResult Run(SyncPoint point, CompiledDesign design)
    {
        var watch = Stopwatch.StartNew();
        var architecture = point.Machine(design.Architecture.Cores);
        var machine = new GoldenMachine(architecture, design.Image);
        machine.WriteInput(layer.Input);
        var run = machine.Run(0, null, GoldenResults.CycleLimit);
        if (!run.Ok || !machine.ReadOutput().AsSpan().SequenceEqual(layer.Expected))
        {
            throw new InvalidOperationException($"{point}: {(run.Ok ? "golden model and integer reference differ" : GoldenResults.Explain(run))}");
        }

        Seconds += new ToolSeconds(0, 0, watch.Elapsed.TotalSeconds, 0);
        watch.Restart();
        var bounds = DesignBounds.Of(architecture, design.Image, layers: 0).Whole;
        Seconds += new ToolSeconds(0, 0, 0, watch.Elapsed.TotalSeconds);
        var mapping = design.Schedule.Placement.Layers.OfType<MatrixPlacement>().Single();
        var output = layer.Network.Tensor(layer.Network.Output).Shape;
        return new PointResult(
            point,
            mapping.VerticalGroups,
            mapping.HorizontalGroups,
            output.Height * output.Width,
            run.Cycles,
            bounds,
            TrafficTotals.Of(design.Image, run.Executed, architecture.Sync.Transport == SyncTransport.Bus),
            run.TraceRecords);
    }

    private Diagnostic? Prove(Architecture architecture, MachineImage image)
    {
        if (_proven is not null && SamePrograms(_proven, image))
        {
            return null;
        }

        var proof = ScheduleProver.Run(architecture, image, KindRegistry.Default.Controller.Effects);
        _proven = image;
        return proof.Ok ? null : proof.Diagnostics[0];
    }

    /// <summary>Programs and the places in memory that are initialized are all that a proof looks at.</summary>
    private static bool SamePrograms(MachineImage one, MachineImage other) =>
        one.Input == other.Input
        && one.Output == other.Output
        && one.Cores.Length == other.Cores.Length
        && one.Cores.Zip(other.Cores).All(c => c.First.Program.AsSpan().SequenceEqual(c.Second.Program.AsSpan()))
        && one.Memory.Select(s => (s.Address, s.Bytes.Length)).SequenceEqual(other.Memory.Select(s => (s.Address, s.Bytes.Length)));
}
