using System.Text.Json;
using System.Text.Json.Nodes;

namespace CimGen.Architectures;

/// <summary>docs/architecture.schema.json, made from the field table.</summary>
public static class ArchitectureSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Json()
    {
        var root = NewObject();
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["title"] = "CimGen architecture spec";
        foreach (var field in FieldTable.Fields)
        {
            var keys = field.Path.Split('.');
            var owner = root;
            foreach (var key in keys[..^1])
            {
                var properties = owner["properties"]!.AsObject();
                owner = (properties[key] ??= NewObject()).AsObject();
            }

            owner["properties"]![keys[^1]] = Describe(field);
            if (field.Default is null)
            {
                owner["required"]!.AsArray().Add(keys[^1]);
                Require(root, keys[..^1]);
            }
        }

        return root.ToJsonString(Indented) + "\n";
    }

    private static void Require(JsonObject root, string[] keys)
    {
        foreach (var key in keys)
        {
            var required = root["required"]!.AsArray();
            if (!required.Any(r => r!.GetValue<string>() == key))
            {
                required.Add(key);
            }
        }
    }

    private static JsonObject NewObject() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(),
        ["required"] = new JsonArray(),
    };

    private static JsonObject Describe(SpecField field)
    {
        var schema = new JsonObject
        {
            ["description"] = field.Rule.Length > 0 ? $"{field.Meaning} Must be: {field.Rule}." : field.Meaning,
        };
        switch (field.Type)
        {
            case FieldType.Integer:
                schema["type"] = "integer";
                schema["minimum"] = field.Minimum;
                schema["maximum"] = field.Maximum;
                break;
            case FieldType.Word:
                schema["enum"] = new JsonArray([.. field.Words.Select(w => (JsonNode)w)]);
                break;
            default:
                schema["type"] = field.Type == FieldType.Text ? "string" : "number";
                break;
        }

        return schema;
    }
}
