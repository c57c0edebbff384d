using System.Text.RegularExpressions;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Rtl.Boards;

namespace CimGen.Rtl.Tests;

/// <summary>Every board's list of files makes a whole top, and its constraints and the top have the same pins.</summary>
public sealed class BoardTests
{
    /// <summary>Yosys' models of what only an iCE40 has.</summary>
    private const string Ice40Cells = "/usr/share/yosys/ice40/cells_sim.v";

    /// <summary>Transport by transport, as the lists differ. With the crossbar that becomes hardware: Yosys takes minutes to unroll the other one.</summary>
    private static readonly Architecture[] Kinds =
    [
        Emulated(TestMachines.Small),
        Emulated(TestMachines.Small with { Sync = TestMachines.Small.Sync with { Transport = SyncTransport.Tree }, Ifm = IfmDelivery.Multicast, PartialSums = PartialSumPath.Forward }),
    ];

    public static TheoryData<string> Names => [.. Board.All.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ToolsAcceptTheFilesOfABoard(string name) => Assert.All(Kinds, kind =>
    {
        using var folder = Folder(kind);
        var top = Find(name).Top;
        foreach (var defines in new string[][] { [], ["-DCIM_SIMULATION"] })
        {
            Silent(folder, "verilator", ["--lint-only", "-Wall", .. defines, "--top-module", top, "-f", $"board/{name}.f"]);
        }

        Silent(folder, "iverilog", ["-g2005", "-Wall", "-Wno-timescale", "-o", "top", "-s", top, "-f", $"board/{name}.f"]);
        Programs.Require(folder.Root, "yosys", ["-q", "-p", $"read_verilog {string.Join(' ', Listed(folder, name))}; hierarchy -top {top} -check; proc; check -assert"]);
    });

    [Fact]
    public void ThePllOfTheIcebreakerHasThePortsOfThePrimitive()
    {
        using var folder = Folder(Kinds[0]);
        const string Top = "cim_board_icebreaker";
        string[] arguments = ["-g2005", "-DNO_ICE40_DEFAULT_ASSIGNMENTS", "-Wno-timescale", "-o", "top", $"-P{Top}.PLL=1", "-s", Top, "-f", "board/icebreaker.f"];
        Assert.Contains("SB_PLL40_PAD", Programs.Run(folder.Root, "iverilog", arguments).Output, StringComparison.Ordinal);
        Silent(folder, "iverilog", [.. arguments, Ice40Cells]);
        Programs.Require(folder.Root, "yosys", ["-q", "-p", $"read_verilog {string.Join(' ', Listed(folder, "icebreaker"))}; read_verilog -lib +/ice40/cells_sim.v; chparam -set PLL 1 {Top}; hierarchy -top {Top} -check; select -assert-count 1 {Top}/t:SB_PLL40_PAD"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ABoardHasTheMachineTheBridgeAndItsTop(string name)
    {
        var files = Generated.Files(TestMachines.Small);
        Assert.Equal($"{files["filelist.f"]}board/cim_uart_rx.v\nboard/cim_uart_tx.v\nboard/cim_uart_host.v\nboard/cim_uart_top.v\nboard/cim_board_{name}.v\n", files[$"board/{name}.f"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryPortHasAPinAndEveryPinAPort(string name)
    {
        var board = Find(name);
        var files = Generated.Files(TestMachines.Small);
        var ports = Regex.Matches(files[$"board/{board.Top}.v"], @"^\s*(?:input|output)\s+wire\s+(?:\[(\d+):0\]\s*)?(\w+)", RegexOptions.Multiline)
            .SelectMany(p => p.Groups[1].Success ? Enumerable.Range(0, int.Parse(p.Groups[1].Value) + 1).Select(i => $"{p.Groups[2].Value}[{i}]") : [p.Groups[2].Value]);
        var pins = Regex.Matches(files[$"board/{name}.{board.Constraints}"], board.Constraints switch
        {
            "pcf" => @"^set_io (\S+) +(\d+)$",
            "xdc" => @"^set_property -dict \{ PACKAGE_PIN (?<pin>\w+) +IOSTANDARD LVCMOS33 \} \[get_ports (?:\{ )?(?<port>[^ }]+?)(?: \})?\]$",
            _ => "^LOCATE COMP \"(.+)\" SITE \"(\\w+)\";$",
        }, RegexOptions.Multiline);
        Assert.Equal(ports.Order(StringComparer.Ordinal), pins.Select(p => p.Groups["port"].Success ? p.Groups["port"].Value : p.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.Distinct(pins.Select(p => p.Groups["pin"].Success ? p.Groups["pin"].Value : p.Groups[2].Value));
    }

    /// <summary>The clock in constraints and the cycles of a bit in the top come from the same number.</summary>
    [Theory]
    [InlineData("icebreaker", "set_frequency clk_i 12\n", "(PLL != 0) ? 24 : 12;")]
    [InlineData("arty_a7", "-period 10.000 ", ".CLOCKS_PER_BIT(100)")]
    [InlineData("ulx3s", "FREQUENCY PORT \"clk_i\" 25 MHz;", ".CLOCKS_PER_BIT(25)")]
    public void ClocksAndBitsAgree(string name, string constraint, string parameter)
    {
        var files = Generated.Files(TestMachines.Small);
        Assert.Contains(constraint, files[$"board/{name}.{Find(name).Constraints}"], StringComparison.Ordinal);
        Assert.Contains(parameter, files[$"board/{Find(name).Top}.v"], StringComparison.Ordinal);
    }

    [Fact]
    public void EveryBoardsClockMakesTheBaudRate() =>
        Assert.All(Board.All.SelectMany(b => b.Clocks), c => Assert.True(UartTiming.Of(c.Hertz, UartProtocol.Baud).Ok, c.Key));

    [Theory]
    [InlineData(12_000_000, 1_000_000, 12)]
    [InlineData(100_000_000, 115_200, 868)]
    [InlineData(12_000_000, 115_200, 104)]
    [InlineData(4_070_000, 1_000_000, 4)]
    public void ABitTakesTheNearestNumberOfCycles(int clock, int baud, int clocksPerBit) =>
        Assert.Equal(clocksPerBit, UartTiming.Of(clock, baud).Value?.ClocksPerBit);

    [Theory]
    [InlineData(12_000_000, 921_600 * 2)]
    [InlineData(4_090_000, 1_000_000)]
    [InlineData(3_000_000, 1_000_000)]
    [InlineData(1_000_000, 12_000_000)]
    public void ABaudRateThatTheClockDoesNotMakeIsAnError(int clock, int baud)
    {
        var error = Assert.Single(UartTiming.Of(clock, baud).Diagnostics);
        Assert.Equal("CIM0852", error.Code);
        Assert.Contains($"{clock} Hz", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cim_uart_rx")]
    [InlineData("cim_uart_tx")]
    [InlineData("cim_uart_host")]
    public void TooFewCyclesForABitAreRefusedByEveryTool(string module)
    {
        const int Few = UartTiming.MinClocksPerBit - 1;
        using var folder = Folder(TestMachines.Small);
        var sources = Board.SharedModules.Where(m => m != "cim_uart_top").Select(m => $"board/{m}.v").ToList();
        foreach (var (clocks, refused) in new[] { (UartTiming.MinClocksPerBit, false), (Few, true) })
        {
            Assert.Equal(refused, Programs.Run(folder.Root, "iverilog", ["-g2005", "-o", "top", $"-P{module}.CLOCKS_PER_BIT={clocks}", "-s", module, .. sources]).Code != 0);
            Assert.Equal(refused, Programs.Run(folder.Root, "verilator", ["--lint-only", "-Wall", $"-GCLOCKS_PER_BIT={clocks}", "--top-module", module, .. sources]).Code != 0);
            Assert.Equal(refused, Programs.Run(folder.Root, "yosys", ["-q", "-p", $"read_verilog {string.Join(' ', sources)}; chparam -set CLOCKS_PER_BIT {clocks} {module}; hierarchy -top {module} -check"]).Code != 0);
        }
    }

    private static Architecture Emulated(Architecture machine) =>
        machine with { Compute = machine.Crossbar with { Implementation = CrossbarImplementation.Emulated } };

    private static Board Find(string name) => Board.All.Single(b => b.Name == name);

    private static TemporaryFolder Folder(Architecture architecture)
    {
        var folder = new TemporaryFolder();
        foreach (var (path, text) in Generated.Files(architecture))
        {
            folder.Write(path, text);
        }

        return folder;
    }

    private static string[] Listed(TemporaryFolder folder, string name) => File.ReadAllLines(Path.Combine(folder.Root, $"board/{name}.f"));

    private static void Silent(TemporaryFolder folder, string program, IEnumerable<string> arguments) =>
        Assert.Equal(string.Empty, Programs.Require(folder.Root, program, arguments));
}
