using CimGen.Rtl.Boards;

namespace CimGen.Rtl.Tests;

/// <summary>The UART host bridge in Icarus, between a host that sends bits and an AXI4-Lite memory that stalls and refuses.</summary>
public sealed class UartHostTests
{
    private const string Testbench = "uart_host_tb";
    private const string Passed = "passed";
    private static readonly string[] Benches = [$"{Testbench}.v", "axi_memory.v"];
    private static readonly string[] Sources = ["board/cim_uart_rx.v", "board/cim_uart_tx.v", "board/cim_uart_host.v"];

    [Theory]
    [InlineData(UartTiming.MinClocksPerBit)]
    [InlineData(5)]
    [InlineData(12)]
    public void CommandsBecomeAccessesAndAnswers(int clocksPerBit) => Assert.Equal(Passed, Simulate(clocksPerBit, null, null));

    /// <summary>Faults that the testbench has to see.</summary>
    [Theory]
    [InlineData("(sample && none) || last", "last")]
    [InlineData("valid_o <= last && line;", "valid_o <= last;")]
    [InlineData("HALF = CLOCKS_PER_BIT / 2 - 1", "HALF = CLOCKS_PER_BIT - 1")]
    [InlineData("assign break_o = bad_q && (shift_q == 10'd0);", "assign break_o = 1'b0;")]
    [InlineData("assign break_o = bad_q && (shift_q == 10'd0);", "assign break_o = bad_q;")]
    [InlineData("if (sample) shift_q", "if (sample && !bad_q) shift_q")]
    [InlineData("bad_q   <= (bad_q || last) && !line;", "bad_q   <= 1'b0;")]
    [InlineData("assign ready_o = stopping && over;", "assign ready_o = stopping;")]
    [InlineData("assign ready_o = stopping && over;", "assign ready_o = over;")]
    [InlineData("{ 1'b1, data_i, 1'b0 }", "{ 1'b0, data_i, 1'b0 }")]
    [InlineData("timer_q <= BIT[TIMER_WIDTH-1:0];", "timer_q <= BIT[TIMER_WIDTH-1:0] - 1'b1;")]
    [InlineData("(rx_data == WRITE) || (rx_data == READ)", "1'b1")]
    [InlineData("(index_q != ADDRESS_LAST) && sum[8]", "sum[8]")]
    [InlineData("(index_q != ADDRESS_LAST) && sum[8]", "1'b0")]
    [InlineData("(header_q[47:32] == 16'd0)", "(header_q[39:32] == 8'd0)")]
    [InlineData("failed_q <= 1'b1;", "failed_q <= 1'b0;")]
    [InlineData("if (state_q == IDLE) failed_q", "if (!rst_ni) failed_q")]
    [InlineData("((is_write_q ? axi_bresp_i : axi_rresp_i) != OKAY)", "(axi_bresp_i != OKAY)")]
    [InlineData("(lost_q || (rx_valid && !listens))", "1'b0")]
    [InlineData("(is_write_q && (lost_q || rx_valid))", "1'b0")]
    [InlineData("rx_valid && listens && !lost_q", "rx_valid && listens")]
    [InlineData("(rx_break && (state_q != ACCESS))", "1'b0")]
    [InlineData("(rx_break && (state_q != ACCESS))", "rx_break")]
    [InlineData("(aborted_q || rx_break) ? IDLE", "1'b0 ? IDLE")]
    [InlineData("(awvalid_q && !axi_awready_i)", "1'b0")]
    [InlineData("(wvalid_q && !axi_wready_i)", "(wvalid_q && !axi_awready_i)")]
    [InlineData("(arvalid_q && !axi_arready_i)", "1'b0")]
    [InlineData("(step || (answered && !is_write_q))", "(step || (state_q == ACCESS && !is_write_q && axi_arready_i))")]
    public void FaultsAreSeen(string text, string fault) => Assert.NotEqual(Passed, Simulate(UartTiming.MinClocksPerBit, text, fault));

    private static string Simulate(int clocksPerBit, string? text, string? fault)
    {
        using var folder = new TemporaryFolder();
        var files = Generated.Files(TestMachines.Small);
        Assert.True(text is null || Sources.Any(s => files[s].Contains(text, StringComparison.Ordinal)), $"nothing reads '{text}'");
        foreach (var source in Sources)
        {
            folder.Write(source, text is null ? files[source] : files[source].Replace(text, fault, StringComparison.Ordinal));
        }

        foreach (var bench in Benches)
        {
            folder.Write(bench, File.ReadAllText(Repository.File($"tests/CimGen.Rtl.Tests/Testbenches/{bench}")));
        }

        Tool.Require(
            folder.Root, "iverilog", ["-g2005", "-o", "tb", "-s", Testbench, "-P", $"{Testbench}.CLOCKS_PER_BIT={clocksPerBit}", "-P", $"{Testbench}.OWN_CYCLES={UartProtocol.OwnCycles}", .. Benches, .. Sources]);
        return Tool.Require(folder.Root, "vvp", "-n", "tb").Trim();
    }
}
