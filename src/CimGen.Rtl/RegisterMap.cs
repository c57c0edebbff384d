using System.Collections.Immutable;

namespace CimGen.Rtl;

/// <summary>
/// Registers of the AXI4-Lite port, which lie in a window of the <see cref="HostMap"/>. The Verilog, sw/cim_regs.h and
/// docs/integration.md take them from here; what a read returns is the template's business.
/// </summary>
public static class RegisterMap
{
    /// <summary>"CIMG", what the ID register reads.</summary>
    public const uint Identification = 0x4349_4D47;

    /// <summary>Version of registers and windows.</summary>
    public const uint Version = 2;

    public static readonly ImmutableArray<HostRegister> Registers =
    [
        new("ID", 0x00, "r", "Reads 0x43494D47, \"CIMG\"."),
        new("VERSION", 0x04, "r", "Version of registers and windows."),
        new("DESIGN", 0x08, "r", "First 32 bits of the spec hash."),
        new("CORES", 0x0C, "r", "Number of cores."),
        new("CROSSBAR", 0x10, "r", "Rows in 31:16, columns in 15:0."),
        new("MEMORY", 0x14, "r", "Bytes of shared memory."),
        new("INSTRUCTIONS", 0x18, "r", "Bytes of a core's instruction memory."),
        new("CONTROL", 0x20, "rw", "Write 1 to bit 0: start a run (ignored while one is under way); to bit 1: abort, all but the host port and what memories hold returns to the state after reset. Reads 0."),
        new("STATUS", 0x24, "r", "Bit 0: running; bit 1: done since the last start; bit 2: a core met an illegal instruction. An abort clears all three."),
        new("IRQ_ENABLE", 0x28, "rw", "Bit 0: a pending interrupt raises irq_o."),
        new("IRQ_STATUS", 0x2C, "rw", "Bit 0: the interrupt is pending, since a run has ended or a core has met a fault; write 1 to clear."),
        new("CYCLES_LOW", 0x30, "r", "Cycles of the run, or of the last one."),
        new("CYCLES_HIGH", 0x34, "r", "Upper half of the cycle count."),
        new("MEMORY_BASE", 0x40, "r", "Address of shared memory."),
        new("INSTRUCTIONS_BASE", 0x44, "r", "Address of core 0's program."),
        new("INSTRUCTIONS_STRIDE", 0x48, "r", "From one core's program to the next one's."),
        new("WEIGHTS_BASE", 0x4C, "r", "Address of core 0's weights."),
        new("WEIGHTS_STRIDE", 0x50, "r", "From one core's weights to the next one's."),
    ];

    /// <summary>Registers of single bits.</summary>
    public static readonly ImmutableArray<HostBit> Bits =
    [
        new("CONTROL_START", ["CONTROL"], 0),
        new("CONTROL_ABORT", ["CONTROL"], 1),
        new("STATUS_RUNNING", ["STATUS"], 0),
        new("STATUS_DONE", ["STATUS"], 1),
        new("STATUS_FAULT", ["STATUS"], 2),
        new("IRQ_END", ["IRQ_ENABLE", "IRQ_STATUS"], 0),
    ];
}

/// <param name="Offset">Byte offset from the base of the port.</param>
/// <param name="Access">r, w or rw.</param>
public sealed record HostRegister(string Name, int Offset, string Access, string Meaning);

/// <param name="Registers">Names of the registers that have it.</param>
/// <param name="Bit">Its place.</param>
public sealed record HostBit(string Name, ImmutableArray<string> Registers, int Bit);
