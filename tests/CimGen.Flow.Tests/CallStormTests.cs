using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Flow.Tests;

/// <summary>Many CALLs at once: RTL and golden model agree on which of them goes first.</summary>
public class CallStormTests
{
    private const int Images = 3;

    [Theory]
    [InlineData(UnitMode.Blocking)]
    [InlineData(UnitMode.Overlapped)]
    public void RtlAgreesEventByEvent(UnitMode units)
    {
        var folder = Workspace.NewFolder();
        var built = CallStorm.Build(Workspace.Digits.With(SyncScheme.Cyclic, SyncTransport.Tree, units, Images), folder);

        var result = Workspace.Required(Workspace.Simulate(built, folder, Images, optimize: true));

        Assert.Equal(built.Golden.Cycles, result.Runs.Select(r => r.Cycles));
        Directory.Delete(folder, recursive: true);
    }
}
