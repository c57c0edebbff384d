namespace CimGen.Rtl.Tests.Timing;

/// <summary>The timing diagrams of docs/microarchitecture.md show what the Verilog does, and their formulas hold.</summary>
public sealed class TimingFigureTests
{
    private const string Folder = "docs/figures/timing";

    public static TheoryData<string> Figures => [.. Directory.EnumerateFiles(Repository.File(Folder), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Figures))]
    public void ADiagramIsWhatTheVerilogDoes(string name)
    {
        var figure = TimingFigure.Read(Repository.File($"{Folder}/{name}.yaml"));
        var drawn = TimingDrawing.Draw($"{name}.yaml", figure, new Timeline(figure, FigureRun.Of(figure)));
        var picture = Repository.File($"{Folder}/{name}.svg");
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            File.WriteAllText(picture, drawn);
        }

        Assert.True(File.Exists(picture) && File.ReadAllText(picture) == drawn, $"{Folder}/{name}.svg is stale: run 'make timing' and look at it");
    }

    /// <summary>A page that shows a diagram is the only reason to keep it.</summary>
    [Theory]
    [MemberData(nameof(Figures))]
    public void ADiagramIsShown(string name) =>
        Assert.Contains($"figures/timing/{name}.svg)", File.ReadAllText(Repository.File("docs/microarchitecture.md")), StringComparison.Ordinal);
}
