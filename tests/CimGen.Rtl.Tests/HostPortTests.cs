using System.Diagnostics;

namespace CimGen.Rtl.Tests;

/// <summary>The AXI4-Lite port in Icarus, under random stalls on all sides.</summary>
public sealed class HostPortTests
{
    private const string Testbench = "host_port_tb";
    private static readonly string[] Sources = ["rtl/cim_skid.v", "rtl/cim_axi_host.v"];

    [Fact]
    public void EveryAccessHasItsEffectAndItsResponseOnce() => Assert.Equal("passed", Simulate([]));

    /// <summary>Faults that the testbench has to see.</summary>
    [Theory]
    [InlineData("full_q <= valid_o && !ready_i;", "full_q <= valid_i && !ready_i;")]
    [InlineData("if (!full_q) data_q <= data_i;", "data_q <= data_i;")]
    [InlineData("bvalid_q <= bstays || bnext_q || wrote;", "bvalid_q <= bnext_q || wrote;")]
    [InlineData("(!rvalid_q || axi_rready_i)", "1'b1")]
    [InlineData("(idle || done) && may_write", "(idle || done_there) && may_write")]
    [InlineData("assign mstrb_o     = strb_q;", "assign mstrb_o     = 4'hf;")]
    [InlineData("((whole_word && !running) || no_byte)", "1'b1")]
    public void FaultsAreSeen(string text, string fault) => Assert.NotEqual("passed", Simulate([(text, fault)]));

    private static string Simulate((string Text, string Fault)[] faults)
    {
        using var folder = new TemporaryFolder();
        var files = Generated.Files(Machines.Small);
        Assert.All(faults, f => Assert.Contains(Sources, s => files[s].Contains(f.Text, StringComparison.Ordinal)));
        foreach (var source in Sources)
        {
            folder.Write(source, faults.Aggregate(files[source], (text, f) => text.Replace(f.Text, f.Fault, StringComparison.Ordinal)));
        }

        folder.Write($"{Testbench}.v", File.ReadAllText(Repository.File($"tests/CimGen.Rtl.Tests/Testbenches/{Testbench}.v")));
        Run(folder.Root, "iverilog", $"-g2005 -o tb -s {Testbench} {Testbench}.v {string.Join(' ', Sources)}");
        return Run(folder.Root, "vvp", "-n tb").Trim();
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
