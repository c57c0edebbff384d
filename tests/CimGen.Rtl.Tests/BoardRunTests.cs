using CimGen.Microcode.Model;

namespace CimGen.Rtl.Tests;

/// <summary>A machine on a board, in Icarus, from power-up on: over its line a host loads and starts it.</summary>
public sealed class BoardRunTests
{
    private const string Testbench = "board_tb";
    private const string Passed = "passed";

    [Fact]
    public void AHostRunsTheMachineAndTheLedsTell() => Assert.Equal(Passed, Simulate(null, null));

    /// <summary>Faults that the testbench has to see.</summary>
    [Theory]
    [InlineData("ready_q <= &reset_q[RESET_STAGES-1:1];", "ready_q <= 1'b1;")]
    [InlineData("(was_running_q || done_o)", "done_o")]
    [InlineData("!running_o && (was_running_q", "(was_running_q")]
    [InlineData("!(running || fault)", "!running")]
    [InlineData("!(running || fault)", "!fault")]
    [InlineData("!(done || fault)", "!fault")]
    [InlineData("button_ni && locked", "locked")]
    [InlineData("assign fault_o   = fault;", "assign fault_o   = 1'b0;")]
    public void FaultsAreSeen(string text, string fault) => Assert.NotEqual(Passed, Simulate(text, fault));

    private static string Simulate(string? text, string? fault)
    {
        using var folder = new TemporaryFolder();
        var files = Generated.Files(TestMachines.Small);
        var sources = files["board/icebreaker.f"].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(text is null || sources.Any(s => files[s].Contains(text, StringComparison.Ordinal)), $"nothing reads '{text}'");
        foreach (var source in sources)
        {
            folder.Write(source, text is null ? files[source] : files[source].Replace(text, fault, StringComparison.Ordinal));
        }

        folder.Write($"{Testbench}.v", File.ReadAllText(Repository.File($"tests/CimGen.Rtl.Tests/Testbenches/{Testbench}.v")));
        Tool.Require(folder.Root, "iverilog", ["-g2005", "-o", "tb", "-s", Testbench, .. HostPortTests.MapMacros(TestMachines.Small), $"{Testbench}.v", .. sources]);
        return Tool.Require(folder.Root, "vvp", "-n", "tb", $"+end={InstructionCodec.Encode(new Instruction(Opcode.End)):x}").Trim();
    }
}
