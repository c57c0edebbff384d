using System.Globalization;

namespace CimGen.Sweeps.Tests;

/// <summary>Table II of Pelke et al., VLSI-SoC 2023, from golden runs: the linear scheme.</summary>
public sealed class TableTwoTests
{
    /// <summary>Crossbar, layer, and the paper's cores, loaded values, stored values and CALLs.</summary>
    public static TheoryData<int, string, long[]> Entries
    {
        get
        {
            var entries = new TheoryData<int, string, long[]>();
            foreach (var fields in File.ReadLines(Repository.File("examples/sweeps/pages/table-two.csv")).Skip(1).Select(l => l.Split(',')))
            {
                entries.Add(int.Parse(fields[0], CultureInfo.InvariantCulture), fields[1], [.. fields[2..].Select(f => long.Parse(f, CultureInfo.InvariantCulture))]);
            }

            return entries;
        }
    }

    [Fact]
    public void TheTableIsComplete() => Assert.Equal(21, Entries.Count);

    [Theory]
    [MemberData(nameof(Entries))]
    public void CountsEqualThePaper(int crossbar, string layer, long[] paper)
    {
        var result = Sync.Run(layer, crossbar, bus: 64, "linear");

        Assert.Equal(paper, new[] { "cores", "loaded_values", "stored_values", "calls" }.Select(c => (long)result[c]));
        Assert.Equal((long)result["p_h"] * crossbar, result["bias_values"]);
        Assert.InRange((double)result["paper_call_share"], 0, crossbar switch { 32 => 0.04, 64 => 0.02, _ => 0.01 });
    }
}
