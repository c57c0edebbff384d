namespace CimGen.Flow.Tests;

/// <summary>Co-simulations run through the driver in sw/: its faults show in them.</summary>
public class DriverFaultTests(FaultyFolder folder) : IClassFixture<FaultyFolder>
{
    [Theory]
    [InlineData("sw/cim.c", "map->address + pixel / map->width * map->row_pitch", "map->address + 1 + pixel / map->width * map->row_pitch")]
    [InlineData("sw/cim.c", "if (first_ragged && read_words", "if (0 && first_ragged && read_words")]
    [InlineData("sw/cim_folder.c", "number >> i * WORD_BITS", "number >> (line_words - 1 - i) * WORD_BITS")]
    public void FaultsAreReported(string file, string right, string wrong) => folder.AssertReported(file, text =>
    {
        Assert.Contains(right, text, StringComparison.Ordinal);
        return text.Replace(right, wrong, StringComparison.Ordinal);
    });

    /// <summary>Of a fault that only the driver can see, its own words are reported.</summary>
    [Theory]
    [InlineData("sw/cim.h", "typedef struct {\n  cim_bus bus;", "#undef CIM_VERSION\n#define CIM_VERSION 1u\ntypedef struct {\n  cim_bus bus;", "another version of the register map")]
    [InlineData("sw/cim_regs.h", "#define CIM_DESIGN 0x", "#define CIM_DESIGN 1u + 0x", "that of another design")]
    [InlineData("sw/cim.c", "return machine->weights_base + core * machine->weights_stride", "return 0x800u + core", "the machine refused a write")]
    [InlineData("sw/cim.c", "return machine->weights_base + core", "return (1u << CIM_ADDRESS_BITS) + machine->weights_base + core", "an address is beyond the host port")]
    [InlineData("simulation.txt", "memory ", "memories ", "'memories' is not known")]
    public void WhatTheDriverSaysIsReported(string file, string right, string wrong, string message)
    {
        var diagnostic = Assert.Single(folder.Simulate(file, text => text.Replace(right, wrong, StringComparison.Ordinal), tracedRuns: 0));
        Assert.Equal("CIM0903", diagnostic.Code);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    /// <summary>A load that went wrong is found when it is read back; and so is a wrong way back.</summary>
    [Theory]
    [InlineData("rtl/cim_instruction_memory.v", "{ {4{we_i && waddr_i[0]}}, {4{we_i && !waddr_i[0]}} }", "{ {4{we_i && !waddr_i[0]}}, {4{we_i && waddr_i[0]}} }")]
    [InlineData("rtl/cim_crossbar.v", ".wdata_i (weight_data_i)", ".wdata_i (weight_data_i & 32'hffffff7f)")]
    [InlineData("rtl/cim_crossbar.v", ".ren_i   (fetches || weight_ren_i)", ".ren_i   (fetches)")]
    [InlineData("rtl/cim_core.v", "imem_ren_i && !host_addr_i[0]", "imem_ren_i")]
    [InlineData("rtl/cim_tile.v", "host_core_rvalid_o = host_reads_q[READ_LEVELS+1]", "host_core_rvalid_o = host_reads_q[READ_LEVELS]")]
    [InlineData("rtl/cim_tile.v", ".weight_ren_i   (host_weight_ren_i && (host_core_i == c))", ".weight_ren_i   (host_weight_ren_i)")]
    [InlineData("rtl/cim_controller.v", "host_addr_i & {PC_WIDTH{host_ren_i}}", "{PC_WIDTH{1'b0}}")]
    public void WhatTheMachineDoesNotHoldIsReported(string file, string right, string wrong)
    {
        var diagnostic = Assert.Single(folder.Simulate(
            file,
            text =>
            {
                Assert.Contains(right, text, StringComparison.Ordinal);
                return text.Replace(right, wrong, StringComparison.Ordinal);
            },
            tracedRuns: 0,
            verify: true));
        Assert.Equal("CIM0903", diagnostic.Code);
        Assert.Contains("the machine does not hold what this line or one before it says", diagnostic.Message, StringComparison.Ordinal);
    }
}
