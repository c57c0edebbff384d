using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

// One class per scheme and transport: the test runner spreads classes over the processors.
public sealed class DigitsSequentialOnBusTests() : DigitsTests(SyncScheme.Sequential, SyncTransport.Bus);

public sealed class DigitsLinearOnBusTests() : DigitsTests(SyncScheme.Linear, SyncTransport.Bus);

public sealed class DigitsCyclicOnBusTests() : DigitsTests(SyncScheme.Cyclic, SyncTransport.Bus, images: 100, tracedImages: 10);

public sealed class DigitsSequentialOnWiresTests() : DigitsTests(SyncScheme.Sequential, SyncTransport.Dedicated);

public sealed class DigitsLinearOnWiresTests() : DigitsTests(SyncScheme.Linear, SyncTransport.Dedicated);

public sealed class DigitsCyclicOnWiresTests() : DigitsTests(SyncScheme.Cyclic, SyncTransport.Dedicated);

public sealed class DigitsCyclicOnTreeTests() : DigitsTests(SyncScheme.Cyclic, SyncTransport.Tree);

/// <summary>
/// RTL, golden model and integer reference on many images; the traces of some of them, event by event. Images differ in their values alone,
/// no cycle depends on them: all 100 are for one scheme and transport.
/// </summary>
public abstract class DigitsTests(SyncScheme scheme, SyncTransport transport, int images = 10, int tracedImages = 4)
{
    [Theory]
    [InlineData(UnitMode.Blocking)]
    [InlineData(UnitMode.Overlapped)]
    public void RtlGoldenAndReferenceAgreeOnEveryValueAndCycle(UnitMode units)
    {
        var folder = Workspace.NewFolder();
        var built = Workspace.Build(Workspace.Digits.With(scheme, transport, units, images), folder);

        var result = Workspace.Required(Workspace.Simulate(built, folder, tracedImages, optimize: true));

        Assert.Equal(images, result.Runs.Length);
        Assert.Equal(built.Golden.Cycles, result.Runs.Select(r => r.Cycles));
        Assert.Equal(tracedImages, result.RtlStatistics!.Runs);
        Assert.True(result.TraceRecords > tracedImages * 10_000);
        Directory.Delete(folder, recursive: true);
    }
}
