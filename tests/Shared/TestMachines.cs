using CimGen.Crossbars.Build;
using CimGen.Crossbars.Model;
using CimGen.Machines;
using CimGen.Microcode.Model;
using CimGen.Networks.Quantized;
using CimGen.Planning.Placement;

namespace CimGen.Tests.Shared;

/// <summary>Architectures for tests.</summary>
internal static class TestMachines
{
    private const int MostCores = 100;

    public static Architecture Square(
        int side,
        int cores,
        SyncScheme scheme = SyncScheme.Cyclic,
        UnitMode units = UnitMode.Blocking,
        SyncTransport transport = SyncTransport.Bus,
        int memoryBytes = 1 << 24,
        int counters = 16) => new(
            $"{side}x{side}",
            cores,
            new Crossbar(side, side, CrossbarImplementation.Behavioural, 5, 1),
            new MicrocodeSpec(units, 4096),
            new Bus(8),
            new SharedMemory(memoryBytes, 2),
            new Sync(scheme, transport, counters),
            1000);

    /// <summary>Any machine that the spec allows and on which the network fits, with at most a few cores to spare.</summary>
    public static Architecture RandomFor(QuantizedNetwork network, Random random)
    {
        while (true)
        {
            var columns = 4 << random.Next(4);
            var architecture = new Architecture(
                "random",
                Cores: 1 << 20,
                new Crossbar(4 << random.Next(5), columns, CrossbarImplementation.Behavioural, random.Next(1, 40), 1),
                new MicrocodeSpec((UnitMode)random.Next(2), 65536),
                new Bus(Math.Min(4 * columns, 4 << random.Next(5))),
                new SharedMemory(1 << 20, random.Next(1, 5)),
                new Sync((SyncScheme)random.Next(3), (SyncTransport)random.Next(3), Counters: 16),
                ClockMegahertz: 1000,
                (IfmDelivery)random.Next(2),
                (PartialSumPath)random.Next(2),
                (DepthwiseUnit)random.Next(3));
            var needed = NetworkPlacer.Run(network, architecture, new CrossbarPlanner()).Value!.Layers.OfType<MatrixPlacement>().Sum(m => m.Places.Length);
            if (needed <= MostCores)
            {
                return architecture with { Cores = Math.Max(1, needed + random.Next(3)) };
            }
        }
    }
}
