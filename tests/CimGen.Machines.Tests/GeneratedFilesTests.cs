using CimGen.Flow.Kinds;
using CimGen.Machines.Specs;

namespace CimGen.Machines.Tests;

/// <summary>Committed files that are generated must be what the code generates now.</summary>
public sealed class GeneratedFilesTests
{
    [Fact]
    public void DocumentationIsUpToDate() => AssertCurrent("architecture-spec.md", ArchitectureDocs.ToMarkdown(KindRegistry.Default.Spec));

    [Fact]
    public void SchemaIsUpToDate() => AssertCurrent("architecture.schema.json", ArchitectureSchema.ToJson(KindRegistry.Default.Spec));

    private static void AssertCurrent(string file, string expected)
    {
        var path = Repository.File($"docs/{file}");
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            File.WriteAllText(path, expected);
        }

        var actual = File.Exists(path) ? File.ReadAllText(path) : "";
        if (actual == expected)
        {
            return;
        }

        var lines = expected.Split('\n').Zip(actual.Split('\n').Concat(Enumerable.Repeat("(end of file)", expected.Length)));
        var (line, pair) = lines.Index().FirstOrDefault(l => l.Item.First != l.Item.Second);
        Assert.Fail(
            $"docs/{file} is stale, first in line {line + 1}:\n  is:        {pair.Second}\n  should be: {pair.First}\n"
            + "Update it with: UPDATE_BASELINES=1 dotnet test tests/CimGen.Architectures.Tests");
    }
}
