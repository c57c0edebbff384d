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
        architecture = new MicrocodeLowering().Fit(architecture, network);
        var schedule = Scheduled(network, architecture);
        Assert.Empty(schedule.Diagnostics);
        var image = Lowered(schedule.Value!, architecture);
        Assert.Empty(image.Diagnostics);
        return new Compiled(architecture, schedule.Value!, image.Value!);
    }

    public static IEnumerable<string> Codes(QuantizedNetwork network, Architecture architecture) =>
        Scheduled(network, architecture).Then(s => Lowered(s, architecture)).Diagnostics.Select(d => d.Code);

    private static Result<Schedule> Scheduled(QuantizedNetwork network, Architecture architecture) =>
        NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Then(m => Scheduler.Run(m, architecture));

    private static Result<MachineImage> Lowered(Schedule schedule, Architecture architecture) =>
        ImageBuilder.Run(schedule, architecture, new CrossbarPlanner(), new MicrocodeLowering());
}
