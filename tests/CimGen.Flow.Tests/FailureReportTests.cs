using System.Globalization;

namespace CimGen.Flow.Tests;

/// <summary>What a failed co-simulation tells: where, what on both sides, the cycles around it, what each core waits for.</summary>
public class FailureReportTests(FaultyFolder folder) : IClassFixture<FaultyFolder>
{
    [Fact]
    public void TheFirstDivergenceNamesPlaceAndBothSidesAndIsShownInWaves()
    {
        var diagnostic = Assert.Single(folder.Simulate(
            "rtl/cim_requantize.v", text => text.Replace("zero_i, 1'b1 }", "zero_i, 1'b0 }", StringComparison.Ordinal), waves: true));

        Assert.Equal("CIM0910", diagnostic.Code);
        Assert.Matches(
            @"image 0, cycle (\d+), core 0, pc \d+ 'vrq [^']+' \(layer 'conv1' output y \d+ x \d+\): RTL core 0 completes pc \d+ in the GPEU with check word 0x[0-9a-f]{8} " +
            @"at cycle \1, golden core 0 completes pc \d+ in the GPEU with check word 0x[0-9a-f]{8} at cycle \1; divergence.vcd shows",
            diagnostic.Message);
        var cycle = long.Parse(diagnostic.Message.Split("cycle ")[1].Split(',')[0], CultureInfo.InvariantCulture);
        var waves = File.ReadLines(Path.Combine(folder.Path, "divergence.vcd")).ToList();
        Assert.Contains(waves, l => l.Contains("cim_gpeu", StringComparison.Ordinal) || l.Contains("u_gpeu", StringComparison.Ordinal));

        // Two time steps a cycle, 200 cycles on both sides, as far as there are any.
        var steps = waves.Count(l => l.StartsWith('#'));
        Assert.InRange(steps, 2 * Math.Min(cycle, 200), 2 * 402);
    }

    [Fact]
    public void AHungSimulationEndsWithATableOfWhatCoresWaitFor()
    {
        var diagnostic = Assert.Single(folder.Simulate(
            "rtl/cim_counters.v", text => text.Replace("count_q <= count_d;", "count_q <= count_q;", StringComparison.Ordinal), tracedRuns: 0));

        Assert.Equal("CIM0903", diagnostic.Code);
        Assert.Matches(@"image 0 does not end within \d+ cycles", diagnostic.Message);
        Assert.Matches(@"core 1 pc \d+ 'wait c\d+, r\d+, \d+': counter \d+ is 0, wanted \d+", diagnostic.Message);
    }

    [Fact]
    public void ATracedHangNamesTheFirstDivergenceAndTheTable()
    {
        var diagnostic = Assert.Single(folder.Simulate(
            "rtl/cim_counters.v", text => text.Replace("count_q <= count_d;", "count_q <= count_q;", StringComparison.Ordinal)));

        Assert.Equal("CIM0910", diagnostic.Code);
        Assert.Contains("does not end within", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("wanted", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATransferThatIsTooLongStopsTheSimulationAndNamesItsCore()
    {
        var diagnostic = Assert.Single(folder.Simulate(
            "rtl/cim_lsu.v", text => text.Replace("span = {1'b0, bytes_i}", "span = {1'b1, bytes_i}", StringComparison.Ordinal), tracedRuns: 0));

        Assert.Equal("CIM0903", diagnostic.Code);
        Assert.Matches(@"\n  core \d+: a transfer is longer than any buffer", diagnostic.Message);
    }

    [Fact]
    public void ACounterThatPassesItsWidthStopsTheSimulation()
    {
        var diagnostic = Assert.Single(folder.Simulate(
            "rtl/cim_counters.v", text => text.Replace("+: COUNTER_WIDTH] +\n", "+: COUNTER_WIDTH] + 16'h8000 +\n", StringComparison.Ordinal), tracedRuns: 0));

        Assert.Equal("CIM0903", diagnostic.Code);
        Assert.Contains("passed 16 bits", diagnostic.Message, StringComparison.Ordinal);
    }
}
