using CimGen.Core.Diagnostics;
using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Build;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Images;
using CimGen.Planning.Placement;

namespace CimGen.Tests.Shared;

/// <summary>A network through mapping, scheduling and code generation.</summary>
internal sealed record Compiled(Architecture Architecture, Schedule Schedule, MachineImage Image)
{
    public static Compiled From(QuantizedNetwork network, Architecture architecture)
    {
        var placement = Placed(network, architecture);
        Assert.Empty(placement.Diagnostics);
        architecture = new MicrocodeLowering().Fit(architecture, placement.Value!);
        var schedule = Scheduler.Run(placement.Value!, architecture);
        Assert.Empty(schedule.Diagnostics);
        var image = Lowered(schedule.Value!, architecture);
        Assert.Empty(image.Diagnostics);
        return new Compiled(architecture, schedule.Value!, image.Value!);
    }

    public static IEnumerable<string> Codes(QuantizedNetwork network, Architecture architecture) =>
        Placed(network, architecture).Then(m => Scheduler.Run(m, architecture)).Then(s => Lowered(s, architecture)).Diagnostics.Select(d => d.Code);

    private static Result<NetworkPlacement> Placed(QuantizedNetwork network, Architecture architecture) =>
        NetworkPlacer.Run(network, architecture, new CrossbarPlanner(), new MicrocodeVectors());

    private static Result<MachineImage> Lowered(Schedule schedule, Architecture architecture) =>
        ImageBuilder.Run(schedule, architecture, new CrossbarPlanner(), new MicrocodeLowering());
}
