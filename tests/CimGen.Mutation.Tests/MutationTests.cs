namespace CimGen.Mutation.Tests;

/// <summary>A sample of the mutants of docs/mutation.md, and the parts that choose and judge them.</summary>
public sealed class MutationTests
{
    private const int Sample = 60;
    private const int Seed = 1;

    private static readonly Dictionary<string, string[]> Sources = new()
    {
        ["rtl/cim_bus.v"] = ["// Bus", "  assign a = b &  c; // why", "  assign d = e;"],
    };

    /// <summary>Fails, too, when the netlist without a mutant differs from the golden model.</summary>
    [Fact]
    public void EverySurvivorOfASampleIsEquivalentOrExplained()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"cimgen-mutate-{Guid.NewGuid():n}");
        Directory.CreateDirectory(folder);
        var results = new MutationRun(folder, Repository.File("examples"), Environment.ProcessorCount).Run("fpga", Sample, Seed).Value!;

        var reasons = Survivors.Parse(File.ReadLines(Repository.File("verification/mutation/survivors.txt")));

        Assert.All(results, r => Assert.True(!r.Survives || reasons.Reason(r.Mutant) is not null, $"{r.Mutant.Place} {r.Mutant.Key}"));
        Assert.InRange(results.Count, Sample, 2 * Sample);
        Assert.InRange(results.Count(r => r.Run.Killed), Sample / 2, results.Count);
        Assert.Contains(results, r => r.Run.What?.StartsWith("trace", StringComparison.Ordinal) == true);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AMutantIsKnownByItsLine()
    {
        var mutant = Mutant.Parse(@"mutate -mode inv -module $paramod$12ab\cim_bus -cell $and$1 -port A -portbit 3 -wire b -wirebit 3 -src rtl/cim_bus.v:1.1-1.2 -src rtl/cim_bus.v:2.3-2.9", Sources);

        Assert.NotNull(mutant);
        Assert.Equal("cim_bus inv A[3] assign a = b & c;", mutant.Key);
        Assert.Equal("rtl/cim_bus.v:2", mutant.Place);
        Assert.Equal(@"mutate -ctrl mutsel 16 7 -mode inv -module $paramod$12ab\cim_bus -cell $and$1 -port A -portbit 3 -wire b -wirebit 3 -src rtl/cim_bus.v:1.1-1.2 -src rtl/cim_bus.v:2.3-2.9", mutant.WithControl("mutsel", 16, 7));
    }

    [Theory]
    [InlineData("-cell $procdff$1 -port CLK -portbit 0 -wire clk_i -wirebit 0")]
    [InlineData("-cell u_core -port clk_i -portbit 0 -wire clk_i -wirebit 0")]
    [InlineData("-cell mem -port RD_EN -portbit 0")]
    [InlineData("-cell u_core -port sim_now_i -portbit 0 -wire now -wirebit 0")]
    public void ClocksAndTheTraceAreNoMutants(string what) =>
        Assert.Null(Mutant.Parse($"mutate -mode inv -module cim_bus {what} -src rtl/cim_bus.v:2.3-2.9", Sources));

    [Fact]
    public void EachModuleAndEachLineGetsItsShare()
    {
        var candidates =
            from module in new[] { "small", "large" }
            from line in Enumerable.Range(0, module == "small" ? 5 : 45)
            from bit in Enumerable.Range(0, line == 0 ? 1000 : 10)
            select Named(module, "inv", "A", bit, $"line {line}");

        var chosen = MutantSelection.Choose(candidates, 50, Seed);

        Assert.Equal(5, chosen.Where(m => m.Module == "small").Select(m => m.Source).Distinct().Count());
        Assert.Equal(45, chosen.Where(m => m.Module == "large").Select(m => m.Source).Distinct().Count());
        Assert.Equal(50, chosen.Length);
        Assert.NotEqual<Mutant>(chosen.AsEnumerable(), MutantSelection.Choose(candidates, 50, Seed + 1).AsEnumerable());
        Assert.Equal<Mutant>(chosen.AsEnumerable(), MutantSelection.Choose(candidates, 50, Seed).AsEnumerable());
    }

    [Fact]
    public void IndexBitsThatSelectNothingAreNoMutants()
    {
        var vector = Enumerable.Range(0, 48).Select(bit => Named("cim_gpeu", "inv", "A", bit, "line", "$shiftx$1"));
        var index = Enumerable.Range(0, 32).Select(bit => Named("cim_gpeu", "inv", "B", bit, "line", "$shiftx$1"));
        var sum = Enumerable.Range(0, 32).Select(bit => Named("cim_gpeu", "inv", "B", bit, "line", "$add$2"));

        Assert.Equal<Mutant>([.. vector, .. index.Take(6), .. sum], MutantSelection.WithinVectors([.. vector, .. index, .. sum]).AsEnumerable());
    }

    [Fact]
    public void ReasonsBelongToTheLinesAboveThem()
    {
        var survivors = Survivors.Parse(["# comment", "cim_bus inv A[0] assign a = b;", "cim_bus * assign c[*] = d;", "  two lines", "  of reason", "cim_lsu const0 * x", "  another"]);

        Assert.Equal("two lines of reason", survivors.Reason(Named("cim_bus", "inv", "A", 0, "assign a = b;")));
        Assert.Equal("two lines of reason", survivors.Reason(Named("cim_bus", "cnot1", "B", 7, "assign c[3] = d;")));
        Assert.Equal("another", survivors.Reason(Named("cim_lsu", "const0", "A", 0, "x")));
        Assert.Null(survivors.Reason(Named("cim_bus", "inv", "A", 1, "assign a = b;")));
        Assert.Null(survivors.Reason(Named("cim_lsu", "const1", "A", 0, "x")));
        Assert.Null(survivors.Reason(Named("cim_lsu", "const0", "A", 0, "x + 1")));
    }

    [Theory]
    [InlineData("cim_bus inv A[0] assign a = b;")]
    [InlineData("  reason")]
    public void AReasonAndItsMutantsBelongTogether(string line) => Assert.Throws<InvalidDataException>(() => Survivors.Parse([line]));

    private static Mutant Named(string module, string mode, string port, int bit, string source, string cell = "$add$1") =>
        new("mutate ", module, module, mode, string.Empty, source, cell, port, bit);
}
