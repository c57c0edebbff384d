using System.Collections.Immutable;

namespace CimGen.Rtl;

/// <summary>
/// Registers of the AXI4-Lite port, which lie in a window of the <see cref="HostMap"/>. The Verilog, sw/cim_regs.h and
/// docs/integration.md take them from here.
/// </summary>
public static class RegisterMap
{
    /// <summary>"CIMG", what the ID register reads.</summary>
    public const uint Identification = 0x4349_4D47;

    /// <summary>Version of registers and windows.</summary>
    public const uint Version = 2;

    public static readonly ImmutableArray<HostRegister> Registers =
    [
        new("ID", 0x00, "r", "32'h{{id}}", "Reads 0x43494D47, \"CIMG\"."),
        new("VERSION", 0x04, "r", "32'd{{version}}", "Version of registers and windows."),
        new("DESIGN", 0x08, "r", "32'h{{hash}}", "First 32 bits of the spec hash."),
        new("CORES", 0x0C, "r", "32'd{{cores}}", "Number of cores."),
        new("CROSSBAR", 0x10, "r", "{16'd{{rows}}, 16'd{{columns}}}", "Rows in 31:16, columns in 15:0."),
        new("MEMORY", 0x14, "r", "32'd{{memory}}", "Bytes of shared memory."),
        new("INSTRUCTIONS", 0x18, "r", "32'd{{instructions}}", "Bytes of a core's instruction memory."),
        new("CONTROL", 0x20, "rw", "32'd0", "Write 1 to bit 0: start a run (ignored while one is under way); to bit 1: abort, all but the host port and what memories hold returns to the state after reset. Reads 0."),
        new("STATUS", 0x24, "r", "{29'd0, fault, done_q, start_o || (was_running_q && !abort_o)}", "Bit 0: running; bit 1: done since the last start; bit 2: a core met an illegal instruction. An abort clears all three."),
        new("IRQ_ENABLE", 0x28, "rw", "{31'd0, irq_enable_q}", "Bit 0: a pending interrupt raises irq_o."),
        new("IRQ_STATUS", 0x2C, "rw", "{31'd0, irq_q}", "Bit 0: the interrupt is pending, since a run has ended or a core has met a fault; write 1 to clear."),
        new("CYCLES_LOW", 0x30, "r", "cycles_i[31:0]", "Cycles of the run, or of the last one."),
        new("CYCLES_HIGH", 0x34, "r", "cycles_i[63:32]", "Upper half of the cycle count."),
        new("MEMORY_BASE", 0x40, "r", "MEMORY_BASE", "Address of shared memory."),
        new("INSTRUCTIONS_BASE", 0x44, "r", "INSTRUCTIONS_BASE", "Address of core 0's program."),
        new("INSTRUCTIONS_STRIDE", 0x48, "r", "INSTRUCTIONS_STRIDE", "From one core's program to the next one's."),
        new("WEIGHTS_BASE", 0x4C, "r", "WEIGHTS_BASE", "Address of core 0's weights."),
        new("WEIGHTS_STRIDE", 0x50, "r", "WEIGHTS_STRIDE", "From one core's weights to the next one's."),
    ];
}

/// <param name="Offset">Byte offset from the base of the port.</param>
/// <param name="Access">r, w or rw.</param>
/// <param name="Value">Verilog expression that a read returns; <c>{{name}}</c> stands for a constant of the design.</param>
public sealed record HostRegister(string Name, int Offset, string Access, string Value, string Meaning);
