using System.Collections.Immutable;
using CimGen.Reports;

namespace CimGen.Bench.Sync;

/// <summary>An entry of the paper's table II.</summary>
/// <param name="Loaded">Values: inputs and partial sums, not the bias.</param>
/// <param name="Stored">Values: outputs and partial sums.</param>
public sealed record TableEntry(int Cores, long Loaded, long Stored, long Calls);

/// <summary>Table II of Pelke et al., VLSI-SoC 2023: the linear scheme; the cyclic one has as many CALLs where P_V divides O_V.</summary>
public static class TableTwo
{
    private static readonly ImmutableArray<(int Crossbar, TableEntry[] Layers)> Entries =
    [
        (32,
        [
            new(16, 2809856, 1605632, 37632),
            new(32, 1404928, 802816, 18816),
            new(64, 3010560, 1605632, 43904),
            new(128, 1505280, 802816, 21952),
            new(256, 3110912, 1605632, 47040),
            new(512, 1555456, 802816, 23520),
            new(1024, 3161088, 1605632, 48608),
        ]),
        (64,
        [
            new(4, 1204224, 802816, 6272),
            new(8, 602112, 401408, 3136),
            new(16, 1404928, 802816, 9408),
            new(32, 702464, 401408, 4704),
            new(64, 1505280, 802816, 10976),
            new(128, 752640, 401408, 5488),
            new(256, 1555456, 802816, 11760),
        ]),
        (128,
        [
            new(1, 401408, 401408, 0),
            new(2, 200704, 200704, 0),
            new(4, 602112, 401408, 1568),
            new(8, 301056, 200704, 784),
            new(16, 702464, 401408, 2352),
            new(32, 351232, 200704, 1176),
            new(64, 752640, 401408, 2744),
        ]),
    ];

    /// <summary>The paper's entry.</summary>
    /// <param name="layer">1 to 7.</param>
    public static TableEntry Of(int layer, int crossbar) => Entries.Single(e => e.Crossbar == crossbar).Layers[layer - 1];

    /// <summary>Our entry.</summary>
    public static TableEntry Counted(int cores, TrafficTotals traffic) => new(cores, traffic.Loaded, traffic.Stored, traffic.Calls);
}
