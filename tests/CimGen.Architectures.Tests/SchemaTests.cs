using System.Text.Json.Nodes;
using CimGen.Architectures.Fields;

namespace CimGen.Architectures.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void EveryFieldIsInTheSchemaWithItsDefault()
    {
        var root = JsonNode.Parse(ArchitectureSchema.ToJson())!;
        foreach (var field in ArchitectureFields.All)
        {
            var section = field.Section.Length == 0 ? root : root["properties"]![field.Section]!;
            var schema = section["properties"]![field.Key]!;
            Assert.Equal(field.Default, schema["default"]?.ToString());
            Assert.StartsWith(field.Meaning, schema["description"]!.ToString());
            var required = section["required"]?.AsArray().Select(n => n!.ToString()) ?? [];
            Assert.Equal(field.Default is null, required.Contains(field.Key));
        }

        Assert.Equal(["name", "cores", "crossbar"], root["required"]!.AsArray().Select(n => n!.ToString()));
        Assert.False(root["additionalProperties"]!.GetValue<bool>());
    }

    [Fact]
    public void EveryFieldIsDocumented()
    {
        var page = ArchitectureDocs.ToMarkdown();
        Assert.All(ArchitectureFields.All, field => Assert.Contains($"| `{field.Key}` | {field.Type} |", page));
        Assert.All(ArchitectureRules.All, rule => Assert.Contains(rule.Meaning, page));
    }
}
