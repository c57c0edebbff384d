using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CimGen.Machines.Specs.Fields;

namespace CimGen.Machines.Specs;

/// <summary>The JSON schema of the architecture spec, for editors. It checks single fields; rules over several are the reader's.</summary>
public static class ArchitectureSchema
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema (draft 07) as docs/architecture.schema.json holds it.</summary>
    public static string ToJson(ArchitectureSpec spec)
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "CimGen architecture spec",
            ["description"] = "A multi-core compute-in-memory machine; docs/architecture-spec.md explains every field.",
        };
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var section in spec.Sections)
        {
            if (section.Key.Length == 0)
            {
                Fill(properties, required, section);
                continue;
            }

            var inner = new JsonObject();
            var innerRequired = new JsonArray();
            Fill(inner, innerRequired, section);
            if (innerRequired.Count > 0 && !spec.IsAlternative(section.Key))
            {
                required.Add(section.Key);
            }

            properties[section.Key] = Object(inner, innerRequired);
        }

        foreach (var (key, value) in Object(properties, required).ToList())
        {
            schema[key] = value?.DeepClone();
        }

        return schema.ToJsonString(Format) + "\n";
    }

    private static void Fill(JsonObject properties, JsonArray required, IEnumerable<ArchitectureField> fields)
    {
        foreach (var field in fields)
        {
            var schema = field.Schema();
            schema["description"] = field.Unit.Length > 0 ? $"{field.Meaning} In {field.Unit}." : field.Meaning;
            properties[field.Key] = schema;
            if (field.Default is null)
            {
                required.Add(field.Key);
            }
        }
    }

    private static JsonObject Object(JsonObject properties, JsonArray required)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["properties"] = properties;
        return schema;
    }
}
