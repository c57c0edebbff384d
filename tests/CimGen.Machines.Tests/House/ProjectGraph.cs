using System.Text;
using System.Xml.Linq;

namespace CimGen.Machines.Tests.House;

/// <summary>The projects of src and what they refer to, from the project files.</summary>
internal static class ProjectGraph
{
    /// <summary>References by project, both without the prefix CimGen; in order of names.</summary>
    public static SortedDictionary<string, string[]> Read()
    {
        var graph = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Repository.File("src"), "*.csproj", SearchOption.AllDirectories))
        {
            graph[Name(file)] = [.. XDocument.Load(file).Descendants("ProjectReference").Select(r => Name((string)r.Attribute("Include")!)).Order(StringComparer.Ordinal)];
        }

        return graph;
    }

    /// <summary>A part of a kind: its folder is below src/Kinds.</summary>
    public static bool IsKind(string project) => Directory.Exists(Repository.File("src/Kinds")) &&
        Directory.EnumerateFiles(Repository.File("src/Kinds"), $"CimGen.{project}.csproj", SearchOption.AllDirectories).Any();

    /// <summary>For docs/house.md; an edge that longer ways imply is left out.</summary>
    public static string Mermaid()
    {
        var graph = Read();
        var text = new StringBuilder("```mermaid\nflowchart BT\n");
        foreach (var kind in graph.Keys.Where(IsKind).GroupBy(p => p.Split('.')[0]))
        {
            text.Append($"  subgraph {kind.Key}\n");
            foreach (var part in kind)
            {
                text.Append($"    {Id(part)}[\"{part.Split('.')[1]}\"]\n");
            }

            text.Append("  end\n");
        }

        foreach (var (project, references) in graph)
        {
            foreach (var reference in references.Where(r => !references.Any(other => other != r && Reaches(graph, other, r))))
            {
                text.Append($"  {Id(project)} --> {Id(reference)}\n");
            }
        }

        return text.Append("```\n").ToString();
    }

    /// <summary>Whether a project sees another one, directly or not.</summary>
    public static bool Reaches(IReadOnlyDictionary<string, string[]> graph, string from, string to) =>
        graph[from].Any(r => r == to || Reaches(graph, r, to));

    private static string Id(string project) => project.Replace('.', '_');

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))["CimGen.".Length..];
}
