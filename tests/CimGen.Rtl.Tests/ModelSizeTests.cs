using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Rtl.Tests;

/// <summary>Cores share one copy of their code in a Verilator model (decision 0010): a further core adds its wiring.</summary>
public sealed class ModelSizeTests
{
    private const int Few = 16;

    /// <summary>With code of its own a core takes 150,000 bytes and more; with nodes above it more wiring than without.</summary>
    private const long MostBytesPerCore = 60_000, MostBytesPerCoreOfATree = 90_000;

    public static TheoryData<CrossbarImplementation, UnitMode, BusTopology, SyncTransport, IfmDelivery, PartialSumPath> Machine => new()
    {
        { CrossbarImplementation.Behavioural, UnitMode.Blocking, BusTopology.Flat, SyncTransport.Bus, IfmDelivery.Unicast, PartialSumPath.Memory },
        { CrossbarImplementation.Emulated, UnitMode.Overlapped, BusTopology.Flat, SyncTransport.Dedicated, IfmDelivery.Multicast, PartialSumPath.Forward },
        { CrossbarImplementation.Behavioural, UnitMode.Blocking, BusTopology.Flat, SyncTransport.Tree, IfmDelivery.Unicast, PartialSumPath.Memory },
        { CrossbarImplementation.Behavioural, UnitMode.Blocking, BusTopology.Tree, SyncTransport.Bus, IfmDelivery.Unicast, PartialSumPath.Memory },
        { CrossbarImplementation.Emulated, UnitMode.Overlapped, BusTopology.Tree, SyncTransport.Tree, IfmDelivery.Multicast, PartialSumPath.Forward },
    };

    [Theory]
    [MemberData(nameof(Machine))]
    public void AFurtherCoreAddsItsWiring(
        CrossbarImplementation implementation, UnitMode units, BusTopology topology, SyncTransport transport, IfmDelivery ifm, PartialSumPath partialSums)
    {
        var machine = TestMachines.Small.WithUnits(units) with
        {
            Compute = TestMachines.Small.Crossbar with { Implementation = implementation },
            Bus = TestMachines.Small.Bus with { Topology = topology },
            Sync = TestMachines.Small.Sync with { Transport = transport },
            Ifm = ifm,
            PartialSums = partialSums,
        };
        var perCore = (Bytes(machine with { Cores = 2 * Few }) - Bytes(machine with { Cores = Few })) / Few;
        var most = topology == BusTopology.Tree ? MostBytesPerCoreOfATree : MostBytesPerCore;
        Assert.True(perCore > 0 && perCore < most, $"a further core adds {perCore} bytes of C++; what differs between cores is in their code (verification/harness/model.vlt)");
    }

    /// <summary>Of the model's C++.</summary>
    private static long Bytes(Architecture architecture)
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, text) in Generated.Files(architecture))
        {
            folder.Write(path, text);
        }

        foreach (var name in new[] { "verilator.f", "model.vlt" })
        {
            folder.Write($"sim/{name}", File.ReadAllText(Repository.File($"verification/harness/{name}")));
        }

        Tool.Require(folder.Root, "verilator", "-f", "sim/verilator.f", "--Mdir", "build", "-f", "filelist.f");
        return new DirectoryInfo(Path.Combine(folder.Root, "build")).EnumerateFiles().Where(f => f.Extension is ".cpp" or ".h").Sum(f => f.Length);
    }
}
