using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Networks.Graph;

namespace CimGen.Microcode.Tests;

/// <summary>Numbers of Pelke et al., VLSI-SoC 2023, counted on the microcode.</summary>
public sealed class PaperTests
{
    /// <summary>Table II: layer (1x1 kernels, side of the map, channels, kernels), crossbar, cores, values loaded, values stored, CALLs.</summary>
    [Theory]
    [InlineData(56, 128, 128, 32, 16, 2809856, 1605632, 37632)]
    [InlineData(56, 128, 128, 64, 4, 1204224, 802816, 6272)]
    [InlineData(56, 128, 128, 128, 1, 401408, 401408, 0)]
    [InlineData(28, 128, 256, 32, 32, 1404928, 802816, 18816)]
    [InlineData(28, 128, 256, 64, 8, 602112, 401408, 3136)]
    [InlineData(28, 128, 256, 128, 2, 200704, 200704, 0)]
    [InlineData(28, 256, 256, 32, 64, 3010560, 1605632, 43904)]
    [InlineData(28, 256, 256, 64, 16, 1404928, 802816, 9408)]
    [InlineData(28, 256, 256, 128, 4, 602112, 401408, 1568)]
    [InlineData(14, 256, 512, 32, 128, 1505280, 802816, 21952)]
    [InlineData(14, 256, 512, 64, 32, 702464, 401408, 4704)]
    [InlineData(14, 256, 512, 128, 8, 301056, 200704, 784)]
    [InlineData(14, 512, 512, 32, 256, 3110912, 1605632, 47040)]
    [InlineData(14, 512, 512, 64, 64, 1505280, 802816, 10976)]
    [InlineData(14, 512, 512, 128, 16, 702464, 401408, 2352)]
    [InlineData(7, 512, 1024, 32, 512, 1555456, 802816, 23520)]
    [InlineData(7, 512, 1024, 64, 128, 752640, 401408, 5488)]
    [InlineData(7, 512, 1024, 128, 32, 351232, 200704, 1176)]
    [InlineData(7, 1024, 1024, 32, 1024, 3161088, 1605632, 48608)]
    [InlineData(7, 1024, 1024, 64, 256, 1555456, 802816, 11760)]
    [InlineData(7, 1024, 1024, 128, 64, 752640, 401408, 2744)]
    public void TableTwo(int side, int channels, int kernels, int crossbar, int cores, long loaded, long stored, long calls)
    {
        var network = NetworkBuilder.Single(kernels, new Window(1, 1), new FeatureShape(channels, side, side));

        var image = Compiled.From(network, TestMachines.Square(crossbar, 1024, SyncScheme.Linear)).Image;

        var counted = Count(image);
        Assert.Equal(cores, image.Cores.Count(c => !c.Weights.IsEmpty));
        Assert.Equal(loaded, counted[TrafficKind.IfmLoad] + counted[TrafficKind.PartialSumLoad]);
        Assert.Equal(stored, counted[TrafficKind.OfmStore] + counted[TrafficKind.PartialSumStore]);
        Assert.Equal(calls, counted[TrafficKind.Call]);
    }

    [Theory]
    [InlineData(SyncScheme.Linear, UnitMode.Blocking, 196 * 3 * 2)]
    [InlineData(SyncScheme.Linear, UnitMode.Overlapped, 196 * 3 * 2)]
    [InlineData(SyncScheme.Cyclic, UnitMode.Blocking, 196 * 3 * 2)]
    [InlineData(SyncScheme.Cyclic, UnitMode.Overlapped, 196 * 3 * 2)]
    [InlineData(SyncScheme.Sequential, UnitMode.Blocking, 3 * 2)]
    [InlineData(SyncScheme.Sequential, UnitMode.Overlapped, 3 * 2)]
    public void EverySchemeMovesTheSameValuesWithItsOwnCalls(SyncScheme scheme, UnitMode units, int calls)
    {
        // P_V = 4, P_H = 2, O_V = 196.
        var network = NetworkBuilder.Single(32, new Window(1, 1), new FeatureShape(64, 14, 14));

        var counted = Count(Compiled.From(network, TestMachines.Square(16, 8, scheme, units)).Image);

        Assert.Equal(196 * 64 * 2, counted[TrafficKind.IfmLoad]);
        Assert.Equal(196 * 3 * 32, counted[TrafficKind.PartialSumLoad]);
        Assert.Equal(196 * 3 * 32, counted[TrafficKind.PartialSumStore]);
        Assert.Equal(196 * 32, counted[TrafficKind.OfmStore]);
        Assert.Equal(calls, counted[TrafficKind.Call]);
    }

    /// <summary>Values, not bytes: partial sums have 4 bytes each; CALLs count one by one.</summary>
    private static Dictionary<TrafficKind, long> Count(MachineImage image)
    {
        var counts = Enum.GetValues<TrafficKind>().ToDictionary(k => k, _ => 0L);
        foreach (var executed in image.Cores.SelectMany(ControlFlow.Run))
        {
            counts[executed.Note.Traffic] += executed switch
            {
                { Instruction.Opcode: Opcode.Call } => 1,
                { Note.Traffic: TrafficKind.PartialSumLoad or TrafficKind.PartialSumStore } => executed.Instruction.Length / 4,
                _ => executed.Instruction.Length,
            };
        }

        return counts;
    }
}
