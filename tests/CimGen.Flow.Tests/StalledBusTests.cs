using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>A bus that stalls at random must not change a value.</summary>
public class StalledBusTests
{
    private const int Images = 2;
    private const int TracedImages = 1;
    private const uint Seeds = 20;

    [Fact]
    public void OutputsStayEqualAndTheGoldenModelFollowsEveryStall()
    {
        var folder = Workspace.NewFolder();
        var built = Workspace.Build(Workspace.Digits.With(SyncScheme.Cyclic, SyncTransport.Bus, UnitMode.Overlapped, Images), folder);
        for (var seed = 1u; seed <= Seeds; seed++)
        {
            var golden = Workspace.Required(GoldenResults.Run(built.Design, built.Stimulus, seed));

            // Traces and cycle counts are compared as well.
            var result = Workspace.Required(Workspace.Simulate(built with { Golden = golden }, folder, TracedImages, seed, optimize: true));

            Assert.Equal(built.Golden.Outputs.SelectMany(o => o), result.Runs.SelectMany(r => r.Output));

            // Not always more cycles: a delay here can mean less contention there.
            Assert.NotEqual(built.Golden.Cycles.Sum(), golden.Cycles.Sum());
        }

        Directory.Delete(folder, recursive: true);
    }
}
