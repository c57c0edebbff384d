using CimGen.Crossbars.Build;
using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Build;
using CimGen.Networks.Quantized;
using CimGen.Planning.Dataflow;
using CimGen.Planning.Images;
using CimGen.Planning.Placement;

namespace CimGen.Bench.Tests;

/// <summary>A network through mapping, scheduling and code generation.</summary>
internal sealed record Compiled(Architecture Architecture, Schedule Schedule, MachineImage Image)
{
    public static Compiled From(QuantizedNetwork network, Architecture architecture)
    {
        var schedule = NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Then(m => Scheduler.Run(m, architecture));
        Assert.Empty(schedule.Diagnostics);
        return new Compiled(architecture, schedule.Value!, ImageBuilder.Run(schedule.Value!, architecture, new CrossbarPlanner(), new MicrocodeLowering()).Value!);
    }
}
