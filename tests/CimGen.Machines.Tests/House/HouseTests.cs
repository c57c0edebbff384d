using CimGen.Core.Tables;

namespace CimGen.Machines.Tests.House;

/// <summary>The rules of docs/house.md, read from the project files.</summary>
public sealed class HouseTests
{
    /// <summary>What has the registry in its folder Kinds.</summary>
    private const string Registry = "Flow";

    [Fact]
    public void NoRoomKnowsAKindButTheRegistry()
    {
        var graph = ProjectGraph.Read();

        Assert.Equal([Registry], graph.Keys.Where(p => !ProjectGraph.IsKind(p) && graph[p].Any(ProjectGraph.IsKind)));
    }

    /// <summary>What stands on the registry could reach the kinds behind it; no source names one.</summary>
    [Fact]
    public void NoSourceNamesAKindButTheRegistry()
    {
        var kinds = ProjectGraph.Read().Keys.Where(ProjectGraph.IsKind).Select(k => $"CimGen.{k}").ToList();
        var sources = Repository.File("src");
        var naming = from path in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
                     let place = Path.GetRelativePath(sources, path)
                     where !place.StartsWith("Kinds/", StringComparison.Ordinal) && !place.StartsWith($"CimGen.{Registry}/Kinds/", StringComparison.Ordinal)
                     where !place.Contains("/obj/", StringComparison.Ordinal)
                     let text = File.ReadAllText(path)
                     where kinds.Any(k => text.Contains(k, StringComparison.Ordinal))
                     select place;

        Assert.NotEmpty(kinds);
        Assert.Empty(naming);
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
        var current = text.WithSection("graph", ProjectGraph.Mermaid());
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            File.WriteAllText(path, current);
        }

        Assert.True(text == current || Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1", "docs/house.md is stale; UPDATE_BASELINES=1 dotnet test tests/CimGen.Machines.Tests rewrites it");
    }
}
