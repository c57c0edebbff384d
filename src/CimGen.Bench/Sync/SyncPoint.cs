using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;

namespace CimGen.Bench.Sync;

/// <summary>One experiment: a layer on a machine.</summary>
/// <param name="Crossbar">Rows and columns.</param>
/// <param name="BusBytes">Width of the bus.</param>
/// <param name="MvmCycles">Cycles of one multiplication.</param>
public sealed record SyncPoint(Workload Workload, int Crossbar, int BusBytes, SyncScheme Scheme, int MvmCycles, Variant Variant)
{
    /// <summary>Holds the feature maps and partial sums of every layer of <see cref="Workload.All"/>.</summary>
    private const int MemoryBytes = 1 << 23;

    private const int MemoryLatency = 2;
    private const int Counters = 8;
    private const int InstructionMemoryBytes = 4096;
    private const int ClockMegahertz = 1000;

    /// <summary>The machine with the given number of cores.</summary>
    public Architecture Machine(int cores) => Variant.Apply(new Architecture(
        $"{Variant.Name}-{Crossbar}x{Crossbar}",
        cores,
        new Crossbar(Crossbar, Crossbar, CrossbarImplementation.Behavioural, MvmCycles, MacLanes: 1),
        new MicrocodeSpec(UnitMode.Blocking, InstructionMemoryBytes),
        new Bus(BusBytes),
        new SharedMemory(MemoryBytes, MemoryLatency),
        new Machines.Sync(Scheme, SyncTransport.Bus, Counters),
        ClockMegahertz));
}
