namespace CimGen.Flow.Tests;

/// <summary>
/// A run that is aborted in any cycle is followed by one with the golden outputs and cycles, whatever was in flight, and so is one that met an
/// illegal instruction once the program is repaired.
/// </summary>
public sealed class AbortTests
{
    public static TheoryData<string> Machines => [.. AbortFolder.Machines.Keys];

    [Theory]
    [MemberData(nameof(Machines))]
    public void AnAbortInAnyCycleIsFollowedByACorrectRun(string machine)
    {
        using var folder = new AbortFolder(AbortFolder.Machines[machine]());
        Assert.Matches(@"^passed \d{3,} aborts and \d{2,} illegal instructions$", folder.Run(step: 1));
    }

    /// <summary>
    /// Of all resets that an abort needs, those whose lack shows in a run: others are of registers that the next start clears, too, or that come to
    /// rest by themselves before it. verification/formal has what holds of them.
    /// </summary>
    [Fact]
    public void AResetThatIsLeftOutIsSeen()
    {
        string[] seen =
        [
            "cim_lsu.v state_q", "cim_crossbar.v active_q", "cim_gpeu.v busy_q", "cim_link_receiver.v wptr_q", "cim_controller.v state_q", "cim_controller.v pc_q",
            "cim_tile.v running_q", "cim_tile.v cycle_q", .. AbortFaults.ExpressionNames,
        ];
        const int Step = 5;
        var faults = new AbortFaults();
        using var folder = new AbortFolder(AbortFolder.AllInOne(), faults.Seed);

        Assert.StartsWith("passed", folder.Run(Step), StringComparison.Ordinal);
        Assert.All(seen, name =>
        {
            var fault = Assert.Single(faults.All, f => f.Name == name);
            Assert.DoesNotContain("passed", folder.Run(Step, $"+fault={fault.Number}"), StringComparison.Ordinal);
        });
    }
}
