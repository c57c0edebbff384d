using CimGen.Architectures;

namespace CimGen.Flow.Tests;

/// <summary>The trained network on generated Verilog: every scheme, transport and unit mode.</summary>
public class DigitsTests
{
    private const int Images = 100;
    private const int TracedImages = 10;

    public static TheoryData<SyncScheme, SyncTransport, UnitMode> Designs()
    {
        var designs = new TheoryData<SyncScheme, SyncTransport, UnitMode>();
        foreach (var scheme in Enum.GetValues<SyncScheme>())
        {
            foreach (var transport in Enum.GetValues<SyncTransport>())
            {
                foreach (var units in Enum.GetValues<UnitMode>())
                {
                    designs.Add(scheme, transport, units);
                }
            }
        }

        return designs;
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void RtlGoldenAndReferenceAgreeOnEveryValueAndCycle(SyncScheme scheme, SyncTransport transport, UnitMode units)
    {
        var folder = Workspace.NewFolder();
        var built = Workspace.Build(Workspace.Digits.With(scheme, transport, units, Images), folder);

        var result = Workspace.Required(Workspace.Simulate(built, folder, TracedImages));

        Assert.Equal(Images, result.Runs.Length);
        Assert.Equal(built.Golden.Cycles, result.Runs.Select(r => r.Cycles));
        Assert.Equal(TracedImages, result.Statistics!.Runs);
        Assert.True(result.TraceRecords > TracedImages * 10_000);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void OutputsStayEqualWhenTheBusStallsAtRandom()
    {
        const int StalledImages = 2;
        var folder = Workspace.NewFolder();
        var built = Workspace.Build(Workspace.Digits.With(SyncScheme.Cyclic, SyncTransport.Bus, UnitMode.Overlapped, StalledImages), folder);
        var unstalled = built.Golden.Cycles.Sum();
        for (var seed = 1u; seed <= 20; seed++)
        {
            var golden = Workspace.Required(Cli.Flow.GoldenResults.Run(built.Design, built.Stimulus, seed, _ => { }));

            // The golden model follows the stalls too, so traces and cycle counts are compared as well.
            var result = Workspace.Required(Workspace.Simulate(built with { Golden = golden }, folder, StalledImages, seed, ignoreCycles: true));

            Assert.Equal(golden.Cycles, result.Runs.Select(r => r.Cycles));
            // Not always more cycles: a delay here can mean less contention there.
            Assert.NotEqual(unstalled, golden.Cycles.Sum());
        }

        Directory.Delete(folder, recursive: true);
    }
}
