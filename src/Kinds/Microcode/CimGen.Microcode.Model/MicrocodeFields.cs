using CimGen.Core.Yaml;
using CimGen.Machines.Specs;
using CimGen.Machines.Specs.Fields;

namespace CimGen.Microcode.Model;

/// <summary>What the microcode controller and its units add to the architecture spec.</summary>
public static class MicrocodeFields
{
    private const string Gpeu = "gpeu";

    public static readonly EnumField<UnitMode> Units = new(
        "", "units",
        "Whether load/store unit, crossbar and GPEU of a core work strictly one after another (`blocking`, as in the paper) or at the same time (`overlapped`).",
        a => a.Units, UnitMode.Blocking, (a, v) => a with { Controller = a.Microcode with { Units = v } });

    public static readonly IntegerField InstructionMemoryBytes = new(
        "", "instruction_memory_bytes", "bytes", "Instruction memory of each core. An instruction has 8 bytes.",
        a => a.InstructionMemoryBytes, 256, 65536, 4096, Step: 8);

    public static readonly IntegerField GpeuLatency = new(
        Gpeu, "latency_cycles", "cycles",
        "From the GPEU's last read to its last write: 2, or up to 5 with further registers behind the operands, within the multiplier and behind the shifter, with which an FPGA clocks faster.",
        a => a.Gpeu.LatencyCycles, 2, 5, Model.Gpeu.DefaultLatencyCycles);

    public static readonly EnumField<GpeuOperations> Operations = new(
        Gpeu, "operations",
        "Which of the operations that few networks need the GPEU has, table lookup (`vlut`), the product of vectors (`vmul`) and dot products channel by channel (`vdot`): those that the design's network uses (`as-needed`), or all of them (`all`), for a chip that will run other networks, too.",
        a => a.Gpeu is { Tables: true, Products: true, Dots: true } ? GpeuOperations.All : GpeuOperations.AsNeeded,
        GpeuOperations.AsNeeded);

    public static readonly EnumField<GpeuRequantization> Requantization = new(
        Gpeu, "requantization",
        "How a sum becomes 8 bits: by a 16-bit multiplier and a shift (`fixed`), or by a multiplication in float32 (`float32`), with which convolutions and matrix products of quantized models equal ONNX Runtime's bit for bit, for more logic.",
        a => a.Gpeu.Requantization, GpeuRequantization.Fixed, (a, v) => a.WithGpeu(a.Gpeu with { Requantization = v }));

    /// <summary>The fields as the spec has them.</summary>
    public static SpecPart<Machines.ControllerSpec> Part { get; } = new(
        Gpeu,
        typeof(MicrocodeSpec),
        [Units, InstructionMemoryBytes, GpeuLatency, Operations, Requantization],
        [
            new(InstructionMemoryBytes,
                "`instruction_memory_bytes` is a multiple of 8: whole instructions.",
                a => a.InstructionMemoryBytes % InstructionMemoryBytes.Step == 0,
                (at, a) => ArchitectureDiagnostics.ReportNotMultiple(
                    at, InstructionMemoryBytes.Path, a.InstructionMemoryBytes, InstructionMemoryBytes.Step, "one instruction")),
        ],
        sections => new MicrocodeSpec(
            Units.Read(sections[""]),
            InstructionMemoryBytes.Read(sections[""]),
            ReadGpeu(sections[Gpeu])));

    private static Gpeu ReadGpeu(YamlMap section)
    {
        var all = Operations.Read(section) == GpeuOperations.All;
        return new Gpeu(GpeuLatency.Read(section)) { Tables = all, Products = all, Dots = all, Requantization = Requantization.Read(section) };
    }
}
