using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Build;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Images;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Tests;

/// <summary>A network through mapping, scheduling and code generation.</summary>
internal sealed record Compiled(Architecture Architecture, Schedule Schedule, MachineImage Image)
{
    public static Compiled From(QuantizedNetwork network, Architecture architecture)
    {
        var schedule = NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Then(m => Scheduler.Run(m, architecture));
        Assert.Empty(schedule.Diagnostics);
        var image = ImageBuilder.Run(schedule.Value!, architecture, new CrossbarPlanner(), new MicrocodeLowering());
        Assert.Empty(image.Diagnostics);
        return new Compiled(architecture, schedule.Value!, image.Value!);
    }

    public static IEnumerable<string> Codes(QuantizedNetwork network, Architecture architecture) =>
        NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Then(m => Scheduler.Run(m, architecture)).Then(s => ImageBuilder.Run(s, architecture, new CrossbarPlanner(), new MicrocodeLowering())).Diagnostics.Select(d => d.Code);
}
