using System.Numerics;
using System.Text.RegularExpressions;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Rtl.Tests;

/// <summary>Firmware and hardware see the same registers and windows.</summary>
public sealed class RegisterMapTests
{
    public static TheoryData<int> Samples => [.. Enumerable.Range(0, 40)];

    [Fact]
    public void TheHeaderAndTheVerilogHaveTheSameRegisters()
    {
        var files = Generated.Files(TestMachines.Small);
        var header = Numbers(files["sw/cim_regs.h"], @"#define CIM_(REG_\w+) 0x([0-9a-f]+)u");
        Assert.Equal(RegisterMap.Registers.Length, header.Count);
        Assert.Equal(header, Numbers(files["rtl/cim_axi_host.v"], @"localparam \[11:0\] (REG_\w+) = 12'h([0-9a-f]+);"));
        Assert.All(header.Keys, name => Assert.Contains($"      {name}: register_value = ", files["rtl/cim_axi_host.v"], StringComparison.Ordinal));
    }

    [Fact]
    public void TheHeaderAndTheVerilogHaveTheSameIdentification()
    {
        var files = Generated.Files(TestMachines.Small);
        var id = Numbers(files["sw/cim_regs.h"], @"#define (CIM_ID) 0x([0-9a-f]+)u")["CIM_ID"];
        Assert.Equal(id, Numbers(files["rtl/cim_axi_host.v"], @"(REG_ID): register_value = 32'h([0-9a-f]+);")["REG_ID"]);
        Assert.Equal("CIMG", string.Concat(Enumerable.Range(0, 4).Select(i => (char)(byte)(id >> (24 - (8 * i))))));
    }

    [Fact]
    public void TheHeaderAndTheVerilogHaveTheSameVersionAndDesign()
    {
        var files = Generated.Files(TestMachines.Small);
        var (header, verilog) = (files["sw/cim_regs.h"], files["rtl/cim_axi_host.v"]);
        Assert.Equal(Regex.Match(header, @"CIM_VERSION (\d+)u").Groups[1].Value, Regex.Match(verilog, @"REG_VERSION: register_value = 32'd(\d+);").Groups[1].Value);
        var design = Regex.Match(verilog, @"REG_DESIGN: register_value = 32'h([0-9a-f]{8});").Groups[1].Value;
        Assert.Equal(design, Regex.Match(header, @"CIM_DESIGN 0x([0-9a-f]{8})u").Groups[1].Value);
        Assert.Contains($"spec hash {design}", header, StringComparison.Ordinal);
        Assert.Equal(design, Generated.Model(TestMachines.Small).DesignHex);
    }

    /// <summary>Verilog and header have the map.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void TheHeaderAndTheVerilogHaveTheSameWindows(int sample)
    {
        var architecture = Sample(sample);
        var files = Generated.Files(architecture);
        var map = HostMap.Of(architecture);
        foreach (var window in map.Windows)
        {
            var name = window.Name.ToUpperInvariant();
            foreach (var (suffix, value) in new[] { ("BASE", window.Base), ("STRIDE", window.Stride) })
            {
                Assert.Contains($"#define CIM_{name}_{suffix} 0x{value:x8}u\n", files["sw/cim_regs.h"], StringComparison.Ordinal);
                Assert.Contains($"{name}_{suffix} = 32'h{value:x8}", files["rtl/cim_axi_host.v"], StringComparison.Ordinal);
                Assert.Contains($"{name}_{suffix} = 32'h{value:x8}", files["sim/cim_tb.v"], StringComparison.Ordinal);
            }

            Assert.Contains($"#define CIM_{name}_BYTES {window.Bytes}u\n", files["sw/cim_regs.h"], StringComparison.Ordinal);
            Assert.Contains($"{name}_PLACES = 32'd{window.Places}, {name}_BYTES = 32'd{window.Bytes};", files["rtl/cim_axi_host.v"], StringComparison.Ordinal);
        }

        Assert.Contains($"#define CIM_ADDRESS_BITS {map.AddressWidth}u ", files["sw/cim_regs.h"], StringComparison.Ordinal);
        Assert.Contains($"input  wire [{map.AddressWidth - 1}:0] axi_awaddr_i", files["rtl/cim_top.v"], StringComparison.Ordinal);
        Assert.Contains($"input  wire [{map.AddressWidth - 1}:0] axi_araddr_i", files["rtl/cim_axi_host.v"], StringComparison.Ordinal);
    }

    [Fact]
    public void RegistersAreWordsThatDoNotOverlap()
    {
        Assert.Distinct(RegisterMap.Registers.Select(r => r.Offset));
        Assert.Distinct(RegisterMap.Registers.Select(r => r.Name));
        Assert.All(RegisterMap.Registers, r => Assert.Equal(0, r.Offset % 4));
        Assert.All(RegisterMap.Registers, r => Assert.InRange(r.Offset, 0, HostMap.Of(TestMachines.Small).Registers.Bytes - 4));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void WindowsArePackedAndDoNotOverlap(int sample)
    {
        var architecture = Sample(sample);
        var map = HostMap.Of(architecture);
        Assert.Equal(0u, map.Registers.Base);
        Assert.Equal((1, architecture.Memory.SizeBytes), (map.Memory.Places, map.Memory.Bytes));
        Assert.Equal((architecture.Cores, architecture.InstructionMemoryBytes), (map.Instructions.Places, map.Instructions.Bytes));
        Assert.Equal((architecture.Cores, architecture.Crossbar.Rows * architecture.Crossbar.Columns), (map.Weights.Places, map.Weights.Bytes));
        Assert.All(map.Windows.Skip(1).Zip(map.Windows), p => Assert.True(p.First.Base >= (long)p.Second.Base + p.Second.Size));
        Assert.All(map.Windows, w =>
        {
            Assert.True(BitOperations.IsPow2(w.Stride) && w.Stride >= w.Bytes && w.Stride < 2L * w.Bytes);
            Assert.True(BitOperations.IsPow2(w.Size) && w.Size >= (long)w.Stride * w.Places && w.Size < 2L * w.Stride * w.Places);
            Assert.Equal(0u, w.Base % w.Size);
        });

        // One bit more than the windows need if they could lie anywhere, at most.
        var last = map.Windows.Max(w => (long)w.Base + w.Size) - 1;
        Assert.Equal(1L, last >> (map.AddressWidth - 1));
        var fewest = BitOperations.Log2((ulong)map.Windows.Sum(w => (long)w.Size) - 1) + 1;
        Assert.InRange(map.AddressWidth, fewest, fewest + 1);
        Assert.InRange(map.AddressWidth, 13, 31);
    }

    private static Dictionary<string, long> Numbers(string text, string pattern) => Regex.Matches(text, pattern)
        .ToDictionary(m => m.Groups[1].Value, m => Convert.ToInt64(m.Groups[2].Value, 16));

    /// <summary>Extreme machines first, then random ones.</summary>
    private static Architecture Sample(int number) =>
        number < TestMachines.Extremes.Length ? TestMachines.Extremes[number] : TestMachines.Random(new Random(number));
}
