namespace CimGen.Cli.Tests;

/// <summary><c>cimgen sweep</c> and <c>cimgen fpga</c>, as a user starts them.</summary>
public sealed class SweepTests
{
    private const string Sweep = """
        name: small
        network: network.yaml
        machine:
          name: small
          crossbar: { rows: 8, columns: 8, implementation: behavioural, mvm_cycles: 10 }
          memory: { size_bytes: 16384 }
          instruction_memory_bytes: 4096
        axes:
          - { name: bus, sets: bus.width_bytes, values: [4, 8, 16] }
        points:
          - { table: points, measure: golden }
        pages:
          - { page: page.md, template: page.sbn }

        """;

    [Fact]
    public void PiecesOfASweepFillTheTable()
    {
        using var folder = Folder();
        var first = Cimgen.Run(folder.Root, "sweep", "sweep.yaml", "--points", "1..2", "--docs", ".");
        Assert.Equal((0, "rtl-out/bench/small: 2 of 3 points have a result\nThe pages stay as they are: they show all points.\n"), (first.ExitCode, first.Output));
        Assert.Equal("0 points: 4\n1 points: 8 (has a result)\n2 points: 16 (has a result)\n", Cimgen.Run(folder.Root, "sweep", "sweep.yaml", "--list").Output);

        var second = Cimgen.Run(folder.Root, "sweep", "sweep.yaml", "--points", "0", "--docs", ".");
        Assert.Equal((0, "rtl-out/bench/small: 3 of 3 points have a result\n"), (second.ExitCode, second.Output));
        Assert.Equal(["bus", "4", "8", "16"], File.ReadLines(folder.Path("rtl-out/bench/small/points.csv")).Select(l => l.Split(',')[0]));
        Assert.Equal("<!-- begin: it -->\n4 8 16 \n<!-- end: it -->\n", File.ReadAllText(folder.Path("page.md")));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("2..1")]
    [InlineData("0..1..2")]
    [InlineData("first")]
    public void PointsThatAreNotThereAreRefused(string points)
    {
        using var folder = Folder();
        var run = Cimgen.Run(folder.Root, "sweep", "sweep.yaml", "--points", points);
        Assert.Equal((1, $"sweep.yaml: error CIM1104: '{points}' are no points of this sweep; write a number or FROM..TO between 0 and 2\n"), (run.ExitCode, run.Errors));
        Assert.False(Directory.Exists(folder.Path("rtl-out")));
    }

    /// <summary>Yosys would take hours and all memory for a behavioural crossbar.</summary>
    [Fact]
    public void OnlyEmulatedCrossbarsAreSynthesized()
    {
        using var folder = Folder();
        var run = Cimgen.Run(folder.Root, "fpga", Repository.File("examples/digits/design.yaml"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(": error CIM0853: ", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>PATH has no Yosys.</summary>
    [Fact]
    public void AMissingToolIsNamed()
    {
        using var folder = Folder();
        var run = Cimgen.Run(folder.Root, [("PATH", folder.Root)], "fpga", Repository.File("examples/fpga/design.yaml"), "--target", "up5k");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains(": error CIM0020: 'yosys' is not installed; ", run.Errors, StringComparison.Ordinal);
    }

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        folder.Write("sweep.yaml", Sweep);
        folder.Write("network.yaml", "name: layer\ninput: [8, 5, 5]\nseed: 1\nlayers:\n  - { type: conv, name: conv, kernels: 8, kernel: 1 }\n");
        folder.Write("page.sbn", "<!-- begin: it -->\n{{ for r in points }}{{ r.bus }} {{ end }}\n<!-- end: it -->\n");
        folder.Write("page.md", "<!-- begin: it -->\n<!-- end: it -->\n");
        return folder;
    }
}
