using CimGen.Architectures;
using CimGen.Isa.Images;
using CimGen.Mapping;
using CimGen.Networks.Quantized;
using CimGen.Scheduling;

namespace CimGen.Codegen.Tests;

/// <summary>A network through mapping, scheduling and code generation.</summary>
internal sealed record Compiled(Architecture Architecture, Schedule Schedule, MachineImage Image)
{
    public static Compiled From(QuantizedNetwork network, Architecture architecture)
    {
        var schedule = NetworkMapper.Run(network, architecture).Then(m => Scheduler.Run(m, architecture));
        Assert.Empty(schedule.Diagnostics);
        var image = CodeGenerator.Run(schedule.Value!, architecture);
        Assert.Empty(image.Diagnostics);
        return new Compiled(architecture, schedule.Value!, image.Value!);
    }

    public static IEnumerable<string> Codes(QuantizedNetwork network, Architecture architecture) =>
        NetworkMapper.Run(network, architecture).Then(m => Scheduler.Run(m, architecture)).Then(s => CodeGenerator.Run(s, architecture)).Diagnostics.Select(d => d.Code);
}
