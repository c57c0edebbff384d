using System.Globalization;
using System.Text.RegularExpressions;
using CimGen.Architectures;

namespace CimGen.Rtl.Tests;

/// <summary>Firmware and hardware see the same registers and windows.</summary>
public sealed class RegisterMapTests
{
    private static readonly Architecture Largest = Machines.Extremes.MaxBy(a => a.Cores)!;

    [Fact]
    public void TheHeaderAndTheVerilogHaveTheSameRegisters()
    {
        var files = Generated.Files(Machines.Small);
        var header = Numbers(files["sw/cim_regs.h"], @"#define CIM_(REG_\w+) 0x([0-9a-f]+)u");
        Assert.Equal(RegisterMap.Registers.Length, header.Count);
        Assert.Equal(header, Numbers(files["rtl/cim_axi_host.v"], @"localparam \[11:0\] (REG_\w+) = 12'h([0-9a-f]+);"));
        Assert.All(header.Keys, name => Assert.Contains($"      {name}: register_value = ", files["rtl/cim_axi_host.v"], StringComparison.Ordinal));
    }

    [Fact]
    public void TheHeaderAndTheVerilogHaveTheSameIdentification()
    {
        var files = Generated.Files(Machines.Small);
        var id = Numbers(files["sw/cim_regs.h"], @"#define (CIM_ID) 0x([0-9a-f]+)u")["CIM_ID"];
        Assert.Equal(id, Numbers(files["rtl/cim_axi_host.v"], @"(REG_ID): register_value = 32'h([0-9a-f]+);")["REG_ID"]);
        Assert.Equal("CIMG", string.Concat(Enumerable.Range(0, 4).Select(i => (char)(byte)(id >> (24 - (8 * i))))));
    }

    [Fact]
    public void TheHeaderAndTheVerilogHaveTheSameVersionAndDesign()
    {
        var files = Generated.Files(Machines.Small);
        var (header, verilog) = (files["sw/cim_regs.h"], files["rtl/cim_axi_host.v"]);
        Assert.Equal(Regex.Match(header, @"CIM_VERSION (\d+)u").Groups[1].Value, Regex.Match(verilog, @"REG_VERSION: register_value = 32'd(\d+);").Groups[1].Value);
        var design = Regex.Match(verilog, @"REG_DESIGN: register_value = 32'h([0-9a-f]{8});").Groups[1].Value;
        Assert.Equal(design, Regex.Match(header, @"CIM_DESIGN 0x([0-9a-f]{8})u").Groups[1].Value);
        Assert.Contains($"spec hash {design}", header, StringComparison.Ordinal);
        Assert.Equal(design, RtlGenerator.DesignHex(Generated.ToolVersion, Machines.Small, Generated.Small(Machines.Small)));
    }

    [Theory]
    [InlineData("MEMORY", "memory")]
    [InlineData("INSTRUCTIONS", "imem")]
    [InlineData("WEIGHTS", "weights")]
    public void TheVerilogDecodesTheWindowsOfTheHeader(string window, string signal)
    {
        var files = Generated.Files(Machines.Small);
        var (header, verilog) = (files["sw/cim_regs.h"], files["rtl/cim_axi_host.v"]);
        var address = Numbers(header, $@"CIM_({window}_BASE) 0x([0-9a-f]+)u").Single().Value;
        Assert.Equal(address, Numbers(verilog, $@"localparam \[31:0\] ({window}_BASE) = 32'h([0-9a-f]+);").Single().Value);
        var decode = Regex.Match(verilog, $@"in_{signal}_q\s*<= \(addr\[31:(\d+)\] == {window}_BASE\[31:(\d+)\]\)");
        Assert.True(decode.Success);
        Assert.Equal(decode.Groups[1].Value, decode.Groups[2].Value);
        Assert.Equal(0, address & ((1L << (int)Number(decode, 1)) - 1));

        // Where there is one window per core, the core's number lies above the window's addresses.
        var core = Regex.Match(verilog, $@"in_{signal}_q .* && \((?:{{ 1'b0, )?addr\[\d+:(\d+)\](?: }})? < \d+'d\d+\) && \({{");
        Assert.Equal(Numbers(header, $@"CIM_({window}_STRIDE) 0x([0-9a-f]+)u").Single().Value, core.Success ? 1L << (int)Number(core, 1) : 0);
    }

    [Fact]
    public void RegistersAreWordsThatDoNotOverlap()
    {
        Assert.Distinct(RegisterMap.Registers.Select(r => r.Offset));
        Assert.Distinct(RegisterMap.Registers.Select(r => r.Name));
        Assert.All(RegisterMap.Registers, r => Assert.Equal(0, r.Offset % 4));
        Assert.All(RegisterMap.Registers, r => Assert.InRange(r.Offset, 0, 0xFFF));
    }

    [Fact]
    public void TheWindowsOfTheLargestMachineDoNotOverlap()
    {
        Assert.InRange(Largest.Memory.SizeBytes, 1L, RegisterMap.InstructionBase - RegisterMap.MemoryBase);
        Assert.InRange(Largest.InstructionMemoryBytes, 1, (int)RegisterMap.InstructionStride);
        Assert.InRange(Largest.Crossbar.Rows * Largest.Crossbar.Columns, 1, (int)RegisterMap.WeightStride);
        Assert.InRange(RegisterMap.InstructionBase + (Largest.Cores * (long)RegisterMap.InstructionStride), 1, RegisterMap.WeightBase);
        Assert.InRange(RegisterMap.WeightBase + (Largest.Cores * (long)RegisterMap.WeightStride), 1, 1L << 32);
    }

    /// <summary>The limits of the windows are compared with addresses, in as many bits as they need.</summary>
    [Theory]
    [InlineData("memory", 268435456)]
    [InlineData("imem", 65536)]
    [InlineData("weights", 1048576)]
    public void TheLargestMemoriesAreReachedToTheirLastByte(string signal, long bytes)
    {
        var verilog = Generated.Files(Largest)["rtl/cim_axi_host.v"];
        var limit = Regex.Match(verilog, $@"in_{signal}_q .*\({{[^}}]*}} < (\d+)'([dh])([0-9a-f]+)\);");
        Assert.True(limit.Success);
        var value = Convert.ToInt64(limit.Groups[3].Value, limit.Groups[2].Value == "h" ? 16 : 10);
        Assert.Equal(bytes, value & ((1L << (int)Number(limit, 1)) - 1));
    }

    private static Dictionary<string, long> Numbers(string text, string pattern) => Regex.Matches(text, pattern)
        .ToDictionary(m => m.Groups[1].Value, m => Convert.ToInt64(m.Groups[2].Value, 16));

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
