using CimGen.Bench.Sync;
using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Bench.Tests;

/// <summary>Table II of Pelke et al., VLSI-SoC 2023, from golden runs.</summary>
public sealed class TableTwoTests
{
    public static TheoryData<int, int> Entries
    {
        get
        {
            var entries = new TheoryData<int, int>();
            foreach (var crossbar in SyncMatrix.Crossbars)
            {
                for (var layer = 1; layer <= 7; layer++)
                {
                    entries.Add(layer, crossbar);
                }
            }

            return entries;
        }
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void CountsEqualThePaper(int layer, int crossbar)
    {
        var result = Layers.Run($"layer{layer}", crossbar, bus: 64, SyncScheme.Linear);

        var paper = TableTwo.Of(layer, crossbar);
        Assert.Equal(paper, TableTwo.Counted(result.Cores, result.Traffic));
        Assert.Equal(result.HorizontalGroups * crossbar, result.Traffic.Values(TrafficKind.BiasLoad));
        Assert.InRange(result.Traffic.PaperCallShare, 0, crossbar switch { 32 => 0.04, 64 => 0.02, _ => 0.01 });
    }
}
