using System.Text.RegularExpressions;

namespace CimGen.Rtl.Tests;

/// <summary>What Vivado is told: the interfaces of the top's ports, and the files of an IP. It is not here; its commands are stand-ins that write down their arguments.</summary>
public sealed partial class VivadoTests
{
    /// <summary>AXI4-Lite, as a subordinate has it.</summary>
    private static readonly string[] Inputs = ["AWADDR", "AWPROT", "AWVALID", "WDATA", "WSTRB", "WVALID", "BREADY", "ARADDR", "ARPROT", "ARVALID", "RREADY"];
    private static readonly string[] Outputs = ["AWREADY", "WREADY", "BRESP", "BVALID", "ARREADY", "RDATA", "RRESP", "RVALID"];

    private static readonly string Top = Generated.Files(TestMachines.Small)["rtl/cim_top.v"];

    /// <summary>The heuristic of Vivado adds no port to an interface that others name.</summary>
    [Fact]
    public void EveryPortOfTheHostPortNamesItsSignal()
    {
        var ports = Port().Matches(Top).Where(m => m.Groups["name"].Value.StartsWith("axi_", StringComparison.Ordinal)).ToList();
        Assert.Equal(Inputs.Order(), Signals("input").Order());
        Assert.Equal(Outputs.Order(), Signals("output").Order());
        Assert.Contains("PROTOCOL AXI4LITE", Assert.Single(ports, p => p.Groups["parameter"].Success).Groups["parameter"].Value, StringComparison.Ordinal);

        IEnumerable<string> Signals(string direction) => ports.Where(p => p.Groups["direction"].Value == direction).Select(p =>
        {
            var signal = Regex.Match(p.Groups["info"].Value, @"^xilinx\.com:interface:aximm:1\.0 S_AXI ([A-Z]+)$").Groups[1].Value;
            Assert.Equal($"axi_{signal}_{direction[0]}".ToLowerInvariant(), p.Groups["name"].Value);
            return signal;
        });
    }

    [Theory]
    [InlineData("clk_i", "xilinx.com:signal:clock:1.0 clk_i CLK", "ASSOCIATED_BUSIF S_AXI, ASSOCIATED_RESET rst_ni")]
    [InlineData("rst_ni", "xilinx.com:signal:reset:1.0 rst_ni RST", "POLARITY ACTIVE_LOW")]
    [InlineData("irq_o", "xilinx.com:signal:interrupt:1.0 irq_o INTERRUPT", "SENSITIVITY LEVEL_HIGH")]
    [InlineData("running_o", "", "")]
    [InlineData("fault_o", "", "")]
    public void ClockResetAndInterruptSayWhatTheyAre(string name, string info, string parameter)
    {
        var port = Assert.Single(Port().Matches(Top), m => m.Groups["name"].Value == name);
        Assert.Equal(info, port.Groups["info"].Value);
        Assert.Equal(parameter, port.Groups["parameter"].Value);
    }

    [Theory]
    [InlineData("ip")]
    [InlineData("elsewhere/mine", "elsewhere/mine")]
    public void AnIpHasTheFilesOfTheFileList(string target, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var files = Generated.Files(TestMachines.Small);
        folder.Write("package_ip.tcl", files["package_ip.tcl"]);
        folder.Write("filelist.f", files["filelist.f"]);
        folder.Write("stand_ins.tcl", $$"""
            set argv [list {{string.Join(' ', arguments)}}]
            proc unknown {name args} {
              set word [lindex [split $name :] end]
              if {[string match "get_*" $word] || $word == "current_core"} { return $word }
              puts "$name $args"
            }
            proc current_fileset {} { return sources }
            source package_ip.tcl
            """);

        var calls = Tool.Require(folder.Root, "yosys", "-q", "-c", "stand_ins.tcl").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var listed = files["filelist.f"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(f => Path.Combine(folder.Root, f));
        Assert.Equal($"add_files -norecurse {{{string.Join(' ', listed)}}}", Assert.Single(calls, c => c.StartsWith("add_files", StringComparison.Ordinal)));
        Assert.Contains("set_property top cim_top sources", calls);
        Assert.StartsWith($"ipx::package_project -root_dir {Path.Combine(folder.Root, target)} ", Assert.Single(calls, c => c.StartsWith("ipx::package_project", StringComparison.Ordinal)), StringComparison.Ordinal);
        var (bits, design) = (Define("CIM_ADDRESS_BITS"), Define("CIM_DESIGN")[2..]);
        Assert.Contains($"set_property range {1L << int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture)} get_address_blocks", calls);
        Assert.Contains($"set_property name cim_{design} current_core", calls);
        Assert.Equal("ipx::save_core current_core", calls[^2]);

        string Define(string name) => Regex.Match(files["sw/cim_regs.h"], $@"#define {name} (\w+?)u\b").Groups[1].Value;
    }

    [GeneratedRegex(@"(?:\(\* X_INTERFACE_INFO = ""(?<info>[^""]*)""(?:, X_INTERFACE_PARAMETER = ""(?<parameter>[^""]*)"")? \*\)\n *)?(?<direction>input|output) +wire +(?:\[[^\]]*\] +)?(?<name>\w+)")]
    private static partial Regex Port();
}
