using CimGen.Architectures;

namespace CimGen.Flow.Tests;

/// <summary>The trained network on generated Verilog: every scheme and unit mode, CALLs over the bus.</summary>
public sealed class DigitsOnBusTests() : DigitsTests(SyncTransport.Bus);

/// <summary>The same with wires for CALLs; a class of its own so that both halves run at the same time.</summary>
public sealed class DigitsOnWiresTests() : DigitsTests(SyncTransport.Dedicated);

/// <summary>RTL, golden model and integer reference on 100 images; the traces of 10 of them, event by event.</summary>
public abstract class DigitsTests(SyncTransport transport)
{
    private const int Images = 100;
    private const int TracedImages = 10;

    public static TheoryData<SyncScheme, UnitMode> Designs() => Workspace.Pairs<SyncScheme, UnitMode>();

    [Theory]
    [MemberData(nameof(Designs))]
    public void RtlGoldenAndReferenceAgreeOnEveryValueAndCycle(SyncScheme scheme, UnitMode units)
    {
        var folder = Workspace.NewFolder();
        var built = Workspace.Build(Workspace.Digits.With(scheme, transport, units, Images), folder);

        var result = Workspace.Required(Workspace.Simulate(built, folder, TracedImages));

        Assert.Equal(Images, result.Runs.Length);
        Assert.Equal(built.Golden.Cycles, result.Runs.Select(r => r.Cycles));
        Assert.Equal(TracedImages, result.RtlStatistics!.Runs);
        Assert.True(result.TraceRecords > TracedImages * 10_000);
        Directory.Delete(folder, recursive: true);
    }
}
