using System.Diagnostics;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Rtl.Tests;

/// <summary>The AXI4-Lite port in Icarus, under random stalls on all sides, and under hosts that misbehave.</summary>
public sealed class HostPortTests
{
    private const string Passed = "passed";
    private static readonly string[] Sources = ["rtl/cim_skid.v", "rtl/cim_axi_host.v"];

    /// <summary>With gaps behind every memory, as the testbenches know it.</summary>
    private static readonly Architecture Machine = TestMachines.Small with
    {
        Cores = 3,
        Compute = TestMachines.Small.Crossbar with { Rows = 12 },
        Memory = TestMachines.Small.Memory with { SizeBytes = 3072 },
        Controller = TestMachines.Small.Microcode with { InstructionMemoryBytes = 768 },
    };

    [Fact]
    public void EveryAccessHasItsEffectAndItsResponseOnce() => Assert.Equal(Passed, Simulate("host_port_tb", []));

    /// <summary>Every channel stalled for ever, in every combination; accesses without end on one side; polls right behind START.</summary>
    [Fact]
    public void NeitherSideWaitsForTheOther() => Assert.Equal(Passed, Simulate("host_port_stall_tb", []));

    /// <summary>Faults that the testbench of accesses has to see.</summary>
    [Theory]
    [InlineData("full_q <= valid_o && !ready_i;", "full_q <= valid_i && !ready_i;")]
    [InlineData("if (!full_q) data_q <= data_i;", "data_q <= data_i;")]
    [InlineData("bvalid_q <= bstays || bnext_q || wrote;", "bvalid_q <= bnext_q || wrote;")]
    [InlineData("bnext_q ? bnext_error_q : !known_write", "!known_write")]
    [InlineData("(!rvalid_q || axi_rready_i)", "1'b1")]
    [InlineData("(idle || done) && may_write", "(idle || done_there) && may_write")]
    [InlineData("assign mstrb_o      = strb_q;", "assign mstrb_o      = 4'hf;")]
    [InlineData("in_core && aligned && !running", "in_core && !running")]
    [InlineData("(address % INSTRUCTIONS_STRIDE < INSTRUCTIONS_BYTES)", "1'b1")]
    [InlineData("(address % WEIGHTS_SIZE / WEIGHTS_STRIDE < WEIGHTS_PLACES)", "1'b1")]
    [InlineData("in_core ? core_rdata_i", "in_instructions_q ? core_rdata_i")]
    [InlineData("((whole_word && !running) || no_byte)", "(!running || no_byte)")]
    [InlineData("(whole_word && !running) || no_byte", "whole_word && !running")]
    [InlineData("wire whole_word = (strb_q == 4'hf) && aligned;", "wire whole_word = (strb_q == 4'hf) || no_byte;")]
    [InlineData("reads && in_weights_q", "reads")]
    public void FaultsAreSeen(string text, string fault) => Assert.NotEqual(Passed, Simulate("host_port_tb", [(text, fault)]));

    /// <summary>Faults that the testbench of stalls has to see.</summary>
    [Theory]
    [InlineData("(idle || !is_read_q) && (!rvalid_q || axi_rready_i)", "idle || !is_read_q")]
    [InlineData("wire write_room = !bvalid_q ||", "wire write_room = 1'b1 ||")]
    [InlineData("(state_q == ACCESS) && !over_bus && !from_core;", "(state_q == ACCESS) && !over_bus && !from_core && !(rvalid_q && !axi_rready_i);")]
    [InlineData("(state_q == ACCESS) && !over_bus && !from_core;", "(state_q == ACCESS) && !over_bus && !from_core && !(bvalid_q && !axi_bready_i);")]
    [InlineData("&& may_read && (!may_write || !is_read_q);", "&& may_read && !(aw_valid && w_valid);")]
    [InlineData("&& may_write && (!may_read || is_read_q);", "&& may_write && !ar_valid;")]
    [InlineData("if (start || abort) begin", "if (start_o || abort_o) begin")]
    [InlineData("fault_i && !start_o && !abort_o", "fault_i && !abort_o")]
    [InlineData("start_o || (was_running_q && !abort_o)", "start_o || was_running_q")]
    public void StallsShowFaults(string text, string fault) => Assert.NotEqual(Passed, Simulate("host_port_stall_tb", [(text, fault)]));

    private static string Simulate(string testbench, (string Text, string Fault)[] faults)
    {
        using var folder = new TemporaryFolder();
        var files = Generated.Files(Machine);
        Assert.All(faults, f => Assert.Contains(Sources, s => files[s].Contains(f.Text, StringComparison.Ordinal)));
        foreach (var source in Sources)
        {
            folder.Write(source, faults.Aggregate(files[source], (text, f) => text.Replace(f.Text, f.Fault, StringComparison.Ordinal)));
        }

        string[] benches = ["host_port_tile.v", $"{testbench}.v"];
        foreach (var bench in benches)
        {
            folder.Write(bench, File.ReadAllText(Repository.File($"tests/CimGen.Rtl.Tests/Testbenches/{bench}")));
        }

        Run(folder.Root, "iverilog", $"-g2005 -o tb -s {testbench} {string.Join(' ', MapMacros(Machine))} {string.Join(' ', [.. benches, .. Sources])}");
        return Run(folder.Root, "vvp", "-n tb").Trim();
    }

    /// <summary>Arguments of Icarus: the machine's map for a testbench.</summary>
    internal static IEnumerable<string> MapMacros(Architecture architecture)
    {
        var map = HostMap.Of(architecture);
        var windows = map.Windows.SelectMany(w => new[] { (Name: $"{w.Name}_BASE", Value: w.Base), (Name: $"{w.Name}_STRIDE", Value: w.Stride) });
        return windows.Select(w => $"-D{w.Name.ToUpperInvariant()}={w.Value}").Append($"-DADDRESS_WIDTH={map.AddressWidth}");
    }

    private static string Run(string folder, string tool, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool}: {output}");
        return output;
    }
}
