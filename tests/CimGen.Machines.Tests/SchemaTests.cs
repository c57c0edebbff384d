using System.Text.Json.Nodes;
using CimGen.Flow.Kinds;
using CimGen.Machines.Specs;

namespace CimGen.Machines.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void EveryFieldIsInTheSchemaWithItsDefault()
    {
        var root = JsonNode.Parse(ArchitectureSchema.ToJson(KindRegistry.Default.Spec))!;
        foreach (var field in KindRegistry.Default.Spec.Fields)
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
        var page = ArchitectureDocs.ToMarkdown(KindRegistry.Default.Spec);
        Assert.All(KindRegistry.Default.Spec.Fields, field => Assert.Contains($"| `{field.Key}` | {field.Type} |", page));
        Assert.All(KindRegistry.Default.Spec.Rules, rule => Assert.Contains(rule.Meaning, page));
    }
}
