namespace CimGen.Flow.Tests;

/// <summary>Faults in the Verilog and in what the host loads: the comparison with the golden model reports every one of them.</summary>
public class RtlFaultTests(FaultyFolder folder) : IClassFixture<FaultyFolder>
{
    [Fact]
    public void NothingIsReportedWithoutAFault() =>
        Assert.Empty(folder.Codes("rtl/cim_arbiter.v", text => text + "// A comment is no fault.\n"));

    [Theory]
    [InlineData("cim_arbiter", "after_last_q <= ~(lowest | (lowest - 1'b1));", "after_last_q <= {MASTERS{1'b1}};")]
    [InlineData("cim_counters", "{1'b0, ~value}", "{1'b0, -value}")]
    [InlineData("cim_controller", "step_wraps_q ? {group, STEP_WRAP} : ZERO", "ZERO")]
    [InlineData("cim_requantize", "zero_i, 1'b1 }", "zero_i, 1'b0 }")]
    [InlineData("cim_lsu", "flush_q <= done_o && !store_q;", "flush_q <= 1'b0;")]
    [InlineData("cim_sync", " + { 12'd0, bus_call_counter_i }", "")]
    public void AFaultInTheVerilogIsReported(string module, string right, string wrong) => folder.AssertReported(module, right, wrong);

    [Theory]
    [InlineData("weights/core_0000.hex", 0)]
    [InlineData("weights/core_0000.hex", 5)]
    [InlineData("weights/core_0001.hex", 2)]
    [InlineData("weights/core_0005.hex", 7)]
    [InlineData("memory/segment_0000.hex", 1)]
    [InlineData("memory/segment_0001.hex", 1)]
    [InlineData("microcode/core_0000.hex", 0)]
    [InlineData("microcode/core_0003.hex", 15)]
    public void AFlippedBitInWhatTheHostLoadsIsReported(string file, int digit) => folder.AssertReported(file, text => Flip(text, digit));

    /// <summary>Changes the lowest bit of a hexadecimal digit.</summary>
    private static string Flip(string text, int digit)
    {
        var value = Convert.ToInt32(text[digit].ToString(), 16) ^ 1;
        return text.Remove(digit, 1).Insert(digit, value.ToString("x", System.Globalization.CultureInfo.InvariantCulture));
    }
}
