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

    [Fact]
    public void ARegisterThatAnAbortForgetsIsSeen()
    {
        var faults = new AbortFaults();
        using var folder = new AbortFolder(AbortFolder.AllInOne(), faults.Seed);
        foreach (var fault in faults.All)
        {
            var output = folder.Run(step: 5, $"+fault={fault.Number}");
            Console.WriteLine($"{fault}: {output}");
        }
    }
}
