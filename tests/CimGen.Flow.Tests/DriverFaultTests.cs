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
    [InlineData("sw/cim.h", "typedef struct {\n  cim_bus bus;", "#undef CIM_VERSION\n#define CIM_VERSION 2u\ntypedef struct {\n  cim_bus bus;", "another version of the register map")]
    [InlineData("sw/cim_regs.h", "#define CIM_DESIGN 0x", "#define CIM_DESIGN 1u + 0x", "that of another design")]
    [InlineData("sw/cim.c", "CIM_WEIGHTS_BASE + core", "CIM_WEIGHTS_BASE + 1024 * CIM_WEIGHTS_STRIDE + core", "the machine refused a write")]
    [InlineData("simulation.txt", "memory ", "memories ", "'memories' is not known")]
    public void WhatTheDriverSaysIsReported(string file, string right, string wrong, string message)
    {
        var diagnostic = Assert.Single(folder.Simulate(file, text => text.Replace(right, wrong, StringComparison.Ordinal), tracedRuns: 0));
        Assert.Equal("CIM0903", diagnostic.Code);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }
}
