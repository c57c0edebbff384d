using CimGen.Architectures;
using CimGen.Codegen;
using CimGen.Isa.Images;
using CimGen.Mapping;
using CimGen.Networks.Quantized;
using CimGen.Scheduling;

namespace CimGen.Reports.Tests;

/// <summary>A network through mapping, scheduling and code generation.</summary>
internal sealed record Compiled(Architecture Architecture, Schedule Schedule, MachineImage Image)
{
    public static Compiled From(QuantizedNetwork network, Architecture architecture)
    {
        var schedule = NetworkMapper.Run(network, architecture).Then(m => Scheduler.Run(m, architecture));
        Assert.Empty(schedule.Diagnostics);
        return new Compiled(architecture, schedule.Value!, CodeGenerator.Run(schedule.Value!, architecture).Value!);
    }
}
