namespace CimGen.Cli.Tests;

/// <summary><c>--stop-after</c> leaves the dumps of the stages that ran and nothing later.</summary>
public sealed class StopAfterTests
{
    private static readonly string[] Dumps =
    [
        "00-architecture.yaml", "10-network.txt", "20-mapping.txt", "30-schedule.txt", "40-memory.txt", "50-microcode.txt", "60-proof.txt",
    ];

    [Theory]
    [InlineData("network", 2)]
    [InlineData("mapping", 3)]
    [InlineData("schedule", 4)]
    [InlineData("memory", 5)]
    [InlineData("microcode", 6)]
    [InlineData("proof", 7)]
    public void AStageBeforeTheHardwareLeavesItsDumpsAlone(string stage, int dumps)
    {
        using var design = new SampleDesign();
        var run = design.Run("cosim", "design.yaml", "--stop-after", stage, "--out", "out");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.ErrorLines);
        Assert.Equal($"out: stopped after {stage}\n", run.Output);
        Assert.Equal([".lock", "manifest.json", .. Dumps[..dumps].Select(d => Path.Combine("stages", d))], FolderContents.Read(design.Path("out")).Keys);
    }

    [Theory]
    [InlineData("rtl")]
    [InlineData("golden")]
    [InlineData("verilator")]
    [InlineData("compare")]
    public void AStageBehindThemLeavesAllDumpsAndTheHardware(string stage)
    {
        using var design = new SampleDesign();
        Assert.Equal(0, design.Run("build", "design.yaml", "--stop-after", stage, "--out", "out").ExitCode);
        var files = FolderContents.Read(design.Path("out")).Keys;
        Assert.Equal(Dumps, files.Where(f => f.StartsWith("stages", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)));
        Assert.Contains("rtl/cim_top.v", files);
        Assert.Equal(stage != "rtl", files.Contains("golden/outputs.hex"));
    }

    [Fact]
    public void EveryStageIsTested()
    {
        var tested = typeof(StopAfterTests).GetMethods().SelectMany(m => m.GetCustomAttributesData())
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0].Value!);
        Assert.Equal(Core.Yaml.EnumNames.All<Flow.Stage>().Order(StringComparer.Ordinal), tested.Order(StringComparer.Ordinal));
    }
}
