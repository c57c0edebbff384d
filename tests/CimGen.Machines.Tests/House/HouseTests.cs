namespace CimGen.Machines.Tests.House;

/// <summary>The rules of docs/house.md, read from the project files.</summary>
public sealed class HouseTests
{
    private const string Begin = "<!-- begin: graph -->\n";
    private const string End = "<!-- end: graph -->\n";

    /// <summary>Flow has the registry; what stands on it sees the kinds through it.</summary>
    private static readonly string[] AboveTheRegistry = ["Flow", "Cli", "Sweeps", "Synthesis"];

    /// <summary>Rooms that still know the first machine; a room that no longer does leaves the list.</summary>
    private static readonly string[] StillKnowKinds = ["Rtl"];

    [Fact]
    public void NoRoomKnowsAKindButTheRegistry()
    {
        var graph = ProjectGraph.Read();
        var knowing = graph.Keys.Where(p => !ProjectGraph.IsKind(p) && graph[p].Any(ProjectGraph.IsKind));

        Assert.Equal(StillKnowKinds, knowing.Except(AboveTheRegistry).Order(StringComparer.Ordinal));
    }

    /// <summary>A model is data and arithmetic: it knows contracts alone.</summary>
    [Fact]
    public void ModelsSeeContractsAlone()
    {
        var graph = ProjectGraph.Read();
        foreach (var model in graph.Keys.Where(p => p.EndsWith(".Model", StringComparison.Ordinal)))
        {
            Assert.Empty(graph[model].Except(["Core", "Machines"]));
        }
    }

    /// <summary>The golden model is independent of what compiles and places.</summary>
    [Fact]
    public void GoldenRoomsSeeNeitherBuildNorPlanning()
    {
        var graph = ProjectGraph.Read();
        foreach (var golden in graph.Keys.Where(p => p == "Simulation" || p.EndsWith(".Golden", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(graph.Keys, p => (p == "Planning" || p.EndsWith(".Build", StringComparison.Ordinal)) && ProjectGraph.Reaches(graph, golden, p));
        }
    }

    [Fact]
    public void PlanningAndMachinesReachNoKind()
    {
        var graph = ProjectGraph.Read();
        Assert.DoesNotContain(graph.Keys, p => ProjectGraph.IsKind(p) && (ProjectGraph.Reaches(graph, "Planning", p) || ProjectGraph.Reaches(graph, "Machines", p)));
    }

    [Fact]
    public void TheGraphInTheDocumentationIsUpToDate()
    {
        var path = Repository.File("docs/house.md");
        var text = File.ReadAllText(path);
        var (first, last) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var current = text[..first] + ProjectGraph.Mermaid() + text[last..];
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            File.WriteAllText(path, current);
        }

        Assert.True(text == current || Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1", "docs/house.md is stale; UPDATE_BASELINES=1 dotnet test tests/CimGen.Machines.Tests rewrites it");
    }
}
