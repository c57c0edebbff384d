using CimGen.Architectures;

namespace CimGen.Flow.Tests;

// One class per scheme and transport: the test runner spreads classes over the processors.
public sealed class DigitsSequentialOnBusTests() : DigitsTests(SyncScheme.Sequential, SyncTransport.Bus);

public sealed class DigitsLinearOnBusTests() : DigitsTests(SyncScheme.Linear, SyncTransport.Bus);

public sealed class DigitsCyclicOnBusTests() : DigitsTests(SyncScheme.Cyclic, SyncTransport.Bus);

public sealed class DigitsSequentialOnWiresTests() : DigitsTests(SyncScheme.Sequential, SyncTransport.Dedicated);

public sealed class DigitsLinearOnWiresTests() : DigitsTests(SyncScheme.Linear, SyncTransport.Dedicated);

public sealed class DigitsCyclicOnWiresTests() : DigitsTests(SyncScheme.Cyclic, SyncTransport.Dedicated);

public sealed class DigitsCyclicOnTreeTests() : DigitsTests(SyncScheme.Cyclic, SyncTransport.Tree);

/// <summary>RTL, golden model and integer reference on 100 images; the traces of 10 of them, event by event.</summary>
public abstract class DigitsTests(SyncScheme scheme, SyncTransport transport)
{
    private const int Images = 100;
    private const int TracedImages = 10;

    [Theory]
    [InlineData(UnitMode.Blocking)]
    [InlineData(UnitMode.Overlapped)]
    public void RtlGoldenAndReferenceAgreeOnEveryValueAndCycle(UnitMode units)
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
